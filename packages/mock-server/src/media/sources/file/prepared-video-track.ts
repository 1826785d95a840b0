/** Tracks of prepared video segments. */
import type { CachedFile } from '../../tracks/disk-cache.js';
import type { Track, VideoFormat } from '../../tracks/track.js';
import { judgeKeyframe } from '../../h264-check.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import { indexAccessUnits } from './access-units.js';
import { createChunkWindow } from './chunk-window.js';
import { openFileBytes } from './file-bytes.js';
import { indexImages, JPEG_BOUNDARY, PNG_BOUNDARY, type FrameIndex } from './frame-index.js';
import { checkIndex, chunksPerCycle } from './track-cycle.js';
import { SEGMENT_MS, type OpenSegment, type PlayableSegments } from './video-segments.js';

/** Segments, and how a track plays them. */
export interface VideoTrackOptions {
  readonly segments: PlayableSegments;
  readonly format: VideoFormat;
  /** Number of frames in each segment but the last. Default: {@link framesPerSegment} of the frame rate. */
  readonly perSegment?: number;
  /** Length of a round, in milliseconds. Nothing is sent between the last segment and the end of the round. */
  readonly loopMs: number;
}

/**
 * Opens a track. If a round does not take a whole number of frames, rounds of different lengths alternate, so that
 * video and audio stay in sync for ever. Each round begins with the first frame, which is a keyframe.
 */
export function openVideoTrack({ segments, format, loopMs, ...options }: VideoTrackOptions): Track {
  // In units of 1/1000 of a frame interval, in which a round and a frame both are whole numbers.
  const round = loopMs * format.fps;
  const length = chunksPerCycle(round, 1000);
  const frameOf = (index: number): number => {
    const roundNumber = Math.floor((index * 1000) / round);
    return index - Math.ceil((roundNumber * round) / 1000);
  };
  const perSegment = options.perSegment ?? framesPerSegment(format.fps);
  /** `undefined` after the end of a recording that is shorter than the round. */
  const segmentOf = (index: number): number | undefined => {
    checkIndex(index, length);
    const segment = Math.floor(frameOf(index) / perSegment);
    return segment < segments.count ? segment : undefined;
  };
  const openSegment = (index: number): OpenSegment | undefined => {
    const segment = segmentOf(index);
    return segment === undefined ? undefined : segments.get(segment);
  };
  /** By frame and not by chunk: rounds share them. */
  const frameAt = createChunkWindow((frame) => {
    const segment = segments.get(Math.floor(frame / perSegment));
    const position = segment?.frames.at(frame % perSegment);
    return position && segment?.bytes.read(position.offset, position.length);
  });
  return {
    length,
    intervalMs: 1000 / format.fps,
    chunkAt(index) {
      // The segment is requested even for a frame in memory, so that the next segments are prepared.
      return openSegment(index) && frameAt(frameOf(index));
    },
    isKeyFrame(index) {
      return openSegment(index)?.frames.at(frameOf(index) % perSegment)?.isKey ?? false;
    },
    isReady: (index) => segmentOf(index) === undefined || openSegment(index) !== undefined,
    async prepare(index, signal) {
      const segment = segmentOf(index);
      if (segment !== undefined) await segments.prepare(segment, signal);
    },
    hold: (until) => segments.hold(until),
  };
}

/** Returns the number of frames that cover a duration in milliseconds. */
export function frameCount(durationMs: number, fps: number): number {
  return Math.ceil((durationMs * fps) / 1000);
}

/** Returns the number of frames in each segment but the last. */
export function framesPerSegment(fps: number): number {
  return (SEGMENT_MS * fps) / 1000;
}

/** Finds the frames in the file of a segment. */
export async function indexVideo(
  { path, bytes: size }: CachedFile,
  codec: VideoFormat['codec'],
): Promise<FrameIndex> {
  switch (codec) {
    case 'H264':
      return indexDecodable(path, size);
    case 'JPG':
      return indexImages(path, size, JPEG_BOUNDARY);
    case 'PNG':
      return indexImages(path, size, PNG_BOUNDARY);
  }
}

/** Finds the access units in a file, and checks that a decoder can start with the first one. */
async function indexDecodable(path: string, size: number): Promise<FrameIndex> {
  const index = await indexAccessUnits(path, size);
  const first = index.at(0);
  const verdict = first && judgeKeyframe(openFileBytes(path).read(first.offset, first.length));
  if (!verdict?.ok) {
    throw new MediaUnavailableError(
      'conversion-failed',
      `ffmpeg made H.264 that no app can decode: its first frame ${verdict?.problem ?? 'is missing'}; use another build of ffmpeg (--ffmpeg)`,
    );
  }
  return index;
}
