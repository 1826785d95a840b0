/** Parts that conversions of audio and of video have in common. */
import type { FfmpegProgram, Ffmpeg } from '../../codecs/ffmpeg.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import type { DiskCache } from '../../tracks/disk-cache.js';
import type { Recipe } from './recipe.js';
import type { Recording } from './recording.js';

/** Progress of one conversion. */
export interface ConversionProgress {
  /** Name of the file, or several names: `talk.mp4`. */
  readonly file: string;
  /** Target format: `H.264 1280x720 25 fps`. */
  readonly format: string;
  /** Part that is done, 0 to 1. */
  readonly fraction: number;
  /** Sentence for a log: `converting talk.mp4 to H.264 1280x720 25 fps: 40%`. */
  readonly message: string;
}

/** Programs and callbacks that conversions use. */
export interface ConversionTools {
  readonly ffmpeg: Ffmpeg;
  /** Keeps the results. */
  readonly cache: DiskCache;
  /** Called during a conversion, at most once per percent, and at its end with fraction 1. */
  readonly onProgress?: ((progress: ConversionProgress) => void) | undefined;
  /** Called with warnings, such as for damaged recordings that are played all the same. */
  readonly onWarning?: (message: string) => void;
}

/** One conversion, described for messages and for the key of its result. */
export interface Conversion {
  readonly recordings: readonly Recording[];
  readonly durationMs: number;
  /** Target format: `H.264 1280x720 25 fps`. */
  readonly label: string;
}

/** Returns the length of media that is made from several recordings, in milliseconds. */
export function maxDurationMs(recordings: readonly Recording[]): number {
  return Math.max(0, ...recordings.map(({ durationMs }) => durationMs));
}

/** Returns the file names of recordings, for messages. */
export function namesOf(recordings: readonly Recording[]): string {
  return recordings.map(({ fileName }) => fileName).join(' + ');
}

/** Returns the part of a cache key that tells the inputs: content and length, but not names or folders. */
export async function contentOf(
  { recordings, durationMs }: Conversion,
  signal?: AbortSignal,
): Promise<{ readonly content: readonly string[]; readonly durationMs: number }> {
  const content: string[] = [];
  for (const recording of recordings) content.push(await recording.contentHash(signal));
  return { content, durationMs };
}

/**
 * Warns about damaged recordings. This reads them as a whole, as {@link contentOf} does: run at the same time, they
 * read the disk once.
 */
export async function warnAboutDamage(
  recordings: readonly Recording[],
  onWarning: ConversionTools['onWarning'],
  signal?: AbortSignal,
): Promise<void> {
  if (!onWarning) return;
  for (const recording of recordings) {
    const damage = await recording.damage(signal);
    if (damage !== undefined) onWarning(damage);
  }
}

/**
 * Returns the first encoder of a recipe that ffmpeg has; `undefined` for a recipe that needs no special one.
 *
 * @throws `MediaUnavailableError` with `format-unsupported` when ffmpeg has none of them
 */
export async function chooseEncoder(
  program: FfmpegProgram,
  { encoders, label }: Recipe,
): Promise<string | undefined> {
  if (!encoders) return undefined;
  const available = await program.encoders();
  const encoder = encoders.find((name) => available.has(name));
  if (encoder !== undefined) return encoder;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${program.path} cannot encode ${label}: it was built without ${encoders.join(' and ')}; set another ffmpeg with --ffmpeg or RTMS_MOCK_FFMPEG`,
  );
}

/** Returns a function that reports the fraction that is done, at most once per percent. */
export function progressReporter(
  { recordings, label }: Conversion,
  onProgress: ConversionTools['onProgress'],
): (fraction: number) => void {
  const file = namesOf(recordings);
  let last = -1;
  return (fraction) => {
    const percent = Math.floor(fraction * 100);
    if (percent === last) return;
    last = percent;
    onProgress?.({ file, format: label, fraction, message: `converting ${file} to ${label}: ${percent}%` });
  };
}
