/** Converts the video of recordings to segments in the cache, with ffmpeg. */
import type { Rect } from '../../codecs/indexed-image.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { CachedFile, CacheKey, FileSeries } from '../../tracks/disk-cache.js';
import type { VideoFormat } from '../../tracks/track.js';
import { explainFailure } from './conversion-failure.js';
import {
  chooseEncoder,
  contentOf,
  maxDurationMs,
  namesOf,
  type Conversion,
  type ConversionTools,
} from './conversion.js';
import { frameCount, framesPerSegment, indexVideo } from './prepared-video-track.js';
import type { Recording } from './recording.js';
import { videoLabel, videoRecipe, type VideoRun } from './video-recipe.js';
import { UnusedError, VideoSegments } from './video-segments.js';

/**
 * A conversion is given up when no one has played the recording for this many progress reports. ffmpeg reports five
 * times a second.
 */
const MAX_UNUSED_REPORTS = 15;

/** A recording, and the rectangle in which it is shown. */
export interface RecordingTile extends Rect {
  readonly recording: Recording;
}

/** Returns the segments of one recording, or of several side by side. Each is converted when it is first requested. */
export function videoSegments(
  tools: ConversionTools,
  tiles: readonly RecordingTile[],
  format: VideoFormat,
): VideoSegments {
  const recordings = tiles.map(({ recording }) => recording);
  const durationMs = maxDurationMs(recordings);
  const frames = frameCount(durationMs, format.fps);
  const framesPerFile = framesPerSegment(format.fps);
  const conversion = { recordings, durationMs, label: videoLabel(format) };
  const work = { tools, tiles, conversion, format, frames, framesPerFile };
  return new VideoSegments({
    count: Math.ceil(frames / framesPerFile),
    find: async (segment) => tools.cache.find(await keyOf(work, segment), extensionOf(work)),
    convert: (first, count, isUnused, signal) => convert(work, { first, count, isUnused, signal }),
    index: (file) => indexVideo(file, format.codec),
  });
}

/** The recordings and the format of all segments. */
interface VideoWork {
  readonly tools: ConversionTools;
  readonly tiles: readonly RecordingTile[];
  readonly conversion: Conversion;
  readonly format: VideoFormat;
  /** Number of frames of all segments. */
  readonly frames: number;
  readonly framesPerFile: number;
}

/** Consecutive segments that are converted together. */
interface SegmentRun {
  readonly first: number;
  readonly count: number;
  readonly isUnused: () => boolean;
  readonly signal: AbortSignal;
}

/** Returns the key of a segment: the same for every run that may produce it. */
async function keyOf(
  { tools, tiles, conversion, format, frames, framesPerFile }: VideoWork,
  segment: number,
): Promise<CacheKey> {
  // The path of a file does not change the result.
  const inputs = tiles.map((tile, index) => ({ ...tile, path: `input ${index}` }));
  const whole = videoRecipe(inputs, { firstFrame: 0, frames, framesPerFile }, format);
  const encoder =
    whole.encoders && (await chooseEncoder(await tools.ffmpeg.need(namesOf(conversion.recordings)), whole));
  return {
    by: 'ffmpeg',
    ...(await contentOf(conversion)),
    arguments: whole.arguments(encoder),
    segment,
  };
}

function extensionOf({ format }: VideoWork): string {
  return videoRecipe([], { firstFrame: 0, frames: 1, framesPerFile: 1 }, format).extension;
}

/** Starts a run. Returns one promise per segment. */
function convert(work: VideoWork, run: SegmentRun): readonly Promise<CachedFile>[] {
  const files = Array.from({ length: run.count }, () => new PendingFile());
  void convertAll(work, run, files).catch((error: unknown) => {
    // No effect on the files that are complete already.
    for (const { reject } of files) reject(error);
  });
  return files.map(({ promise }) => promise);
}

async function convertAll(work: VideoWork, run: SegmentRun, files: readonly PendingFile[]): Promise<void> {
  const { tools, conversion } = work;
  await explainFailure(conversion, tools.cache, () =>
    tools.cache.series(async (series, signal) => {
      const output = { series, files };
      if ((await runFfmpeg(work, { ...run, signal }, output)) > 0) return;
      // The recording has no frame so late: the image that is visible here is one from long before.
      if ((await runFfmpeg(work, { ...run, signal, fromBeginning: true }, output)) > 0) return;
      throw new MediaUnavailableError(
        'conversion-failed',
        `${namesOf(conversion.recordings)} could not be converted to ${conversion.label}: ffmpeg found no video frames in it`,
      );
    }, run.signal),
  );
}

interface SegmentOutput {
  readonly series: FileSeries;
  readonly files: readonly PendingFile[];
}

/** Runs ffmpeg once. Each segment is kept as soon as the next one has begun. Returns the number of segments. */
async function runFfmpeg(
  work: VideoWork,
  { first, count, isUnused, signal, fromBeginning }: SegmentRun & { readonly fromBeginning?: boolean },
  { series, files }: SegmentOutput,
): Promise<number> {
  const { tools, tiles, conversion, format, frames, framesPerFile } = work;
  const program = await tools.ffmpeg.need(`${namesOf(conversion.recordings)} as ${conversion.label}`);
  const videoRun: VideoRun = {
    firstFrame: first * framesPerFile,
    frames: Math.min(count * framesPerFile, frames - first * framesPerFile),
    framesPerFile,
    ...(fromBeginning && { fromBeginning }),
  };
  const inputs = tiles.map((tile) => ({ ...tile, path: tile.recording.path }));
  const recipe = videoRecipe(inputs, videoRun, format);
  const encoder = await chooseEncoder(program, recipe);
  let kept = 0;
  const keepNext = async (): Promise<void> => {
    files[kept]?.resolve(await series.keep(kept, await keyOf(work, first + kept), recipe.extension));
    kept += 1;
  };
  const keepComplete = async (): Promise<void> => {
    while ((await series.bytes(kept + 1)) > 0) await keepNext();
  };
  let keeping = Promise.resolve();
  let reports = 0;
  await program.run(['-v', 'error', ...recipe.arguments(encoder), `file:${series.pattern}`], {
    signal,
    onProgress: () => {
      reports += 1;
      if (reports % MAX_UNUSED_REPORTS === 0 && isUnused()) throw new UnusedError('no one plays it');
      keeping = keeping.then(keepComplete);
      keeping.catch(() => {}); // Rejects below, where it is awaited.
    },
  });
  await keeping;
  for (const recording of conversion.recordings) await recording.checkUnchanged();
  while ((await series.bytes(kept)) > 0) await keepNext();
  return kept;
}

/** A segment that is being converted. */
class PendingFile {
  readonly promise: Promise<CachedFile>;
  resolve!: (file: CachedFile) => void;
  reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A segment that no one waits for may fail unnoticed: it is converted again when it is requested.
    this.promise.catch(() => {});
  }
}
