/** Pictures of a recording → files of some seconds each in the cache, through ffmpeg. */
import type { Rect } from '../../codecs/indexed-image.js';
import type { CachedFile, CacheKey, FileSeries } from '../../tracks/disk-cache.js';
import type { VideoFormat } from '../../tracks/track.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import {
  chooseEncoder,
  contentOf,
  explained,
  longest,
  namesOf,
  type Conversion,
  type PreparationTools,
} from './preparation.js';
import { indexVideo, pictureCount, picturesPerSegment } from './prepared-tracks.js';
import { videoLabel, videoRecipe, type VideoRun } from './recipes.js';
import type { Recording } from './recording.js';
import { ForgottenError, VideoSegments } from './video-segments.js';

/** ffmpeg tells how far it is five times a second; a recording that was not played for so many times is given up. */
const FORGOTTEN_AFTER_REPORTS = 15;

/** A recording and where in the picture it is seen. */
export interface RecordingTile extends Rect {
  readonly recording: Recording;
}

/** The pictures of one recording, or of several side by side. Nothing is converted before somebody asks for it. */
export function videoSegments(
  tools: PreparationTools,
  tiles: readonly RecordingTile[],
  format: VideoFormat,
): VideoSegments {
  const recordings = tiles.map(({ recording }) => recording);
  const durationMs = longest(recordings);
  const pictures = pictureCount(durationMs, format.fps);
  const perFile = picturesPerSegment(format.fps);
  const conversion = { recordings, durationMs, label: videoLabel(format) };
  const work = { tools, tiles, conversion, format, pictures, perFile };
  return new VideoSegments({
    count: Math.ceil(pictures / perFile),
    find: async (segment) => tools.cache.find(await keyOf(work, segment), endingOf(work)),
    convert: (first, count, isForgotten, signal) => convert(work, { first, count, isForgotten, signal }),
    index: (file) => indexVideo(file, format.codec),
  });
}

interface VideoWork {
  readonly tools: PreparationTools;
  readonly tiles: readonly RecordingTile[];
  readonly conversion: Conversion;
  readonly format: VideoFormat;
  /** Of the whole recording. */
  readonly pictures: number;
  readonly perFile: number;
}

interface Run {
  readonly first: number;
  readonly count: number;
  readonly isForgotten: () => boolean;
  readonly signal: AbortSignal;
}

/** The same for every run that may make the file. */
async function keyOf(
  { tools, tiles, conversion, format, pictures, perFile }: VideoWork,
  segment: number,
): Promise<CacheKey> {
  // Where files lie does not change what they become.
  const inputs = tiles.map((tile, index) => ({ ...tile, path: `input ${index}` }));
  const whole = videoRecipe(inputs, { firstPicture: 0, pictures, picturesPerFile: perFile }, format);
  const encoder =
    whole.encoders && (await chooseEncoder(await tools.ffmpeg.need(namesOf(conversion.recordings)), whole));
  return {
    by: 'ffmpeg',
    ...(await contentOf(conversion)),
    arguments: whole.arguments(encoder),
    segment,
  };
}

function endingOf({ format }: VideoWork): string {
  return videoRecipe([], { firstPicture: 0, pictures: 1, picturesPerFile: 1 }, format).ending;
}

/** One promise for each file of the run. */
function convert(work: VideoWork, run: Run): readonly Promise<CachedFile>[] {
  const files = Array.from({ length: run.count }, () => new Expected());
  void convertAll(work, run, files).catch((problem: unknown) => {
    // Those that were whole before stay.
    for (const { reject } of files) reject(problem);
  });
  return files.map(({ promise }) => promise);
}

async function convertAll(work: VideoWork, run: Run, files: readonly Expected[]): Promise<void> {
  const { tools, conversion } = work;
  await explained(conversion, tools.cache, () =>
    tools.cache.series(async (series, signal) => {
      const whole = await make(work, { ...run, signal }, { series, files });
      if (whole > 0) return;
      // No picture comes so late: what is seen is one from long before.
      if ((await make(work, { ...run, signal, fromBeginning: true }, { series, files })) > 0) return;
      throw new MediaUnavailableError(
        'conversion-failed',
        `${namesOf(conversion.recordings)} could not be converted to ${conversion.label}: ffmpeg found no pictures in it`,
      );
    }, run.signal),
  );
}

interface Making {
  readonly series: FileSeries;
  readonly files: readonly Expected[];
}

/** Runs ffmpeg once, and keeps each file as soon as the next one has begun. Returns how many came. */
async function make(
  work: VideoWork,
  { first, count, isForgotten, signal, fromBeginning }: Run & { readonly fromBeginning?: boolean },
  { series, files }: Making,
): Promise<number> {
  const { tools, tiles, conversion, format, pictures, perFile } = work;
  const program = await tools.ffmpeg.need(`${namesOf(conversion.recordings)} as ${conversion.label}`);
  const videoRun: VideoRun = {
    firstPicture: first * perFile,
    pictures: Math.min(count * perFile, pictures - first * perFile),
    picturesPerFile: perFile,
    ...(fromBeginning && { fromBeginning }),
  };
  const inputs = tiles.map((tile) => ({ ...tile, path: tile.recording.path }));
  const recipe = videoRecipe(inputs, videoRun, format);
  const encoder = await chooseEncoder(program, recipe);
  let kept = 0;
  const keepNext = async (): Promise<void> => {
    files[kept]?.resolve(await series.keep(kept, await keyOf(work, first + kept), recipe.ending));
    kept += 1;
  };
  const keepWhole = async (): Promise<void> => {
    while ((await series.bytes(kept + 1)) > 0) await keepNext();
  };
  let keeping = Promise.resolve();
  let reports = 0;
  await program.run(['-v', 'error', ...recipe.arguments(encoder), `file:${series.pattern}`], {
    signal,
    onProgress: () => {
      reports += 1;
      if (reports % FORGOTTEN_AFTER_REPORTS === 0 && isForgotten())
        throw new ForgottenError('nobody plays it');
      keeping = keeping.then(keepWhole);
      keeping.catch(() => {}); // told below, where it is waited for
    },
  });
  await keeping;
  for (const recording of conversion.recordings) await recording.checkUnchanged();
  while ((await series.bytes(kept)) > 0) await keepNext();
  return kept;
}

/** A file that is on its way. */
class Expected {
  readonly promise: Promise<CachedFile>;
  resolve!: (file: CachedFile) => void;
  reject!: (problem: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Nobody may wait for it: then it is made again when somebody does.
    this.promise.catch(() => {});
  }
}
