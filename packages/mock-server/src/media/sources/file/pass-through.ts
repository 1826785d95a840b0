/** Passes H.264 of a recording through, where it is already what an app requests. */
import { readAccessUnit } from '../../codecs/access-unit.js';
import { inputArguments } from '../../codecs/ffmpeg-probe.js';
import { FfmpegError } from '../../codecs/ffmpeg-process.js';
import { judgeKeyframe } from '../../h264-check.js';
import type { VideoFormat } from '../../tracks/track.js';
import { indexAccessUnits } from './access-units.js';
import type { ConversionTools } from './conversion.js';
import { openFileBytes, type FileBytes } from './file-bytes.js';
import type { FrameIndex } from './frame-index.js';
import { frameCount } from './prepared-video-track.js';
import { flags } from './recipe.js';
import type { Recording } from './recording.js';
import type { OpenSegment, PlayableSegments } from './video-segments.js';

/** Max time between two keyframes, in milliseconds: an app that joins waits for the next one. */
const MAX_KEYFRAME_INTERVAL_MS = 4000;

/** All frames of a recording, as one segment. */
export interface PassedThrough {
  readonly segments: PlayableSegments;
  /** Number of frames in the segment. */
  readonly frames: number;
}

/**
 * Returns the frames of a recording whose H.264 matches a format, copied without another encoding: size and frame rate are
 * the same, frames are in the order in which they are shown, and keyframes are at most four seconds apart. `undefined`
 * where it has to be converted.
 */
export async function passThrough(
  tools: ConversionTools,
  recording: Recording,
  format: VideoFormat,
  signal?: AbortSignal,
): Promise<PassedThrough | undefined> {
  if (!matches(recording, format)) return undefined;
  try {
    const file = await copyFrames(tools, recording, format, signal);
    const frames = await indexAccessUnits(file.path, file.bytes);
    const bytes = openFileBytes(file.path);
    return isPlayable(frames, bytes, recording, format)
      ? { segments: oneSegment({ frames, bytes }), frames: frames.count }
      : undefined;
  } catch (error) {
    // A stream that cannot be copied may still be decoded.
    if (error instanceof FfmpegError && signal?.aborted !== true) return undefined;
    throw error;
  }
}

function matches({ h264 }: Recording, { codec, width, height, fps }: VideoFormat): boolean {
  return codec === 'H264' && h264?.width === width && h264.height === height && h264.fps === fps;
}

async function copyFrames(
  tools: ConversionTools,
  recording: Recording,
  { fps }: VideoFormat,
  signal: AbortSignal | undefined,
) {
  const content = await recording.contentHash(signal);
  const program = await tools.ffmpeg.need(recording.fileName);
  const output = flags({
    map: '0:V:0',
    map_metadata: -1,
    'c:v': 'copy',
    // Parameter sets before each keyframe, with the frame rate; no delimiters and no supplemental information.
    'bsf:v': `h264_mp4toannexb,h264_metadata=tick_rate=${2 * fps}:aud=remove,filter_units=remove_types=6`,
    f: 'h264',
  });
  return tools.cache.file(
    { by: 'ffmpeg', content: [content], arguments: output },
    '.h264',
    async (path, making) => {
      const args = ['-v', 'error', ...inputArguments(recording.path), ...output, `file:${path}`];
      await program.run(args, { signal: making });
      await recording.checkUnchanged();
    },
    signal,
  );
}

/** Checks what a container does not tell. */
function isPlayable(
  frames: FrameIndex,
  bytes: FileBytes,
  { durationMs }: Recording,
  { width, height, fps }: VideoFormat,
): boolean {
  const read = (index: number): Buffer => {
    const position = frames.at(index);
    return position ? bytes.read(position.offset, position.length) : Buffer.alloc(0);
  };
  const first = judgeKeyframe(read(0));
  if (!first.ok || first.sequence.reorders || first.sequence.fps !== fps) return false;
  if (first.sequence.width !== width || first.sequence.height !== height) return false;
  if (frames.count > frameCount(durationMs, fps) + 1) return false;
  let keyframe = 0;
  for (let index = 0; index < frames.count; index += 1) {
    if (frames.at(index)?.isKey) {
      const sets = readAccessUnit(read(index));
      if (!sets || sets.sequenceParameters.length === 0 || sets.pictureParameters.length === 0) return false;
      keyframe = index;
    } else if (index - keyframe >= (MAX_KEYFRAME_INTERVAL_MS * fps) / 1000) return false;
  }
  return true;
}

function oneSegment(segment: OpenSegment): PlayableSegments {
  return {
    count: 1,
    get: () => segment,
    prepare: (_segment, signal) => {
      signal?.throwIfAborted();
      return Promise.resolve();
    },
    hold: async (until) => {
      if (!until.aborted) await new Promise((resolve) => until.addEventListener('abort', resolve));
    },
  };
}
