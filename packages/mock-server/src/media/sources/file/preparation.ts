/** Recordings → prepared files in the cache, through ffmpeg or in this process. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { FfmpegError, lastLines } from '../../codecs/ffmpeg-process.js';
import type { Ffmpeg, FfmpegProgram } from '../../codecs/ffmpeg.js';
import type { CachedFile, DiskCache } from '../../tracks/disk-cache.js';
import type { AudioFormat } from '../../tracks/track.js';
import { MediaUnavailableError } from '../../media-unavailable-error.js';
import { audioLabel, audioRecipe, type Recipe } from './recipes.js';
import { readPlainWav, type Recording } from './recording.js';
import { encodeWav } from './wav-encoding.js';

/** How far a conversion has come. */
export interface ConversionProgress {
  /** `talk.mp4`, or several names. */
  readonly file: string;
  /** `H.264 1280x720 25 fps`. */
  readonly format: string;
  /** 0 to 1. */
  readonly fraction: number;
  /** For people: `converting talk.mp4 to H.264 1280x720 25 fps: 40%`. */
  readonly message: string;
}

/** What conversions need of their surroundings. */
export interface PreparationTools {
  readonly ffmpeg: Ffmpeg;
  readonly cache: DiskCache;
  /** Called while something is converted, at most once for each percent, and at its end with fraction 1. */
  readonly onProgress?: ((progress: ConversionProgress) => void) | undefined;
  /** Told of recordings that are damaged and played all the same. Default: nobody. */
  readonly onWarning?: (message: string) => void;
}

/** What is converted, and how people call the result. */
export interface Conversion {
  readonly recordings: readonly Recording[];
  readonly durationMs: number;
  readonly label: string;
}

/** The sound of all recordings together, in the first codec of {@link AudioFormat}; `durationMs` long. */
export async function prepareAudio(
  tools: PreparationTools,
  recordings: readonly Recording[],
  format: AudioFormat,
  signal?: AbortSignal,
): Promise<CachedFile> {
  const durationMs = longest(recordings);
  const conversion = { recordings, durationMs, label: audioLabel(format) };
  if (await isMadeHere(tools.ffmpeg, recordings, format)) {
    return prepareHere(tools, conversion, format, signal);
  }
  const recipe = audioRecipe(recordings, durationMs, format);
  return convert(tools, conversion, recipe, signal);
}

/** The length of what is made from several recordings. */
export function longest(recordings: readonly Recording[]): number {
  return Math.max(0, ...recordings.map(({ durationMs }) => durationMs));
}

/** Plain WAV files need no ffmpeg; where it is there it is faster, and leaves this process alone. */
async function isMadeHere(
  ffmpeg: Ffmpeg,
  recordings: readonly Recording[],
  format: AudioFormat,
): Promise<boolean> {
  if (!recordings.every(({ plainWav }) => plainWav)) return false;
  const [first, ...others] = recordings;
  const { sampleRateHz, channels } = first?.plainWav ?? {};
  const isAsAsked = sampleRateHz === format.sampleRateHz && channels === format.channels;
  if (format.codec === 'L16' && others.length === 0 && isAsAsked) return true;
  return (await ffmpeg.locate()) === undefined;
}

async function prepareHere(
  { cache, onProgress }: PreparationTools,
  conversion: Conversion,
  format: AudioFormat,
  signal?: AbortSignal,
): Promise<CachedFile> {
  const { recordings, durationMs } = conversion;
  const { codec, sampleRateHz, channels, intervalMs } = format;
  const report = reporter(conversion, onProgress);
  const key = {
    by: 'this process',
    ...(await contentOf(conversion, signal)),
    format: [codec, sampleRateHz, channels, codec === 'OPUS' ? intervalMs : 0].join(' '),
  };
  const make = async (path: string, signal: AbortSignal): Promise<void> => {
    const inputs = await Promise.all(recordings.map(readPlainWav));
    await encodeWav({ inputs, format, durationMs, path, signal, onProgress: report });
  };
  return explained(conversion, cache, () =>
    cache.file(key, codec === 'OPUS' ? '.packets' : '.pcm', make, signal),
  );
}

async function convert(
  { ffmpeg, cache, onProgress, onWarning }: PreparationTools,
  conversion: Conversion,
  recipe: Recipe,
  signal?: AbortSignal,
): Promise<CachedFile> {
  const { recordings, durationMs, label } = conversion;
  const program = await ffmpeg.need(`${namesOf(recordings)} as ${label}`);
  const encoder = await chooseEncoder(program, recipe);
  const args = recipe.arguments(encoder);
  const report = reporter(conversion, onProgress);
  const [content] = await Promise.all([
    contentOf(conversion, signal),
    tellDamage(recordings, onWarning, signal),
  ]);
  const paths = new Set(recordings.map(({ path }) => `file:${path}`));
  const key = {
    by: 'ffmpeg',
    ...content,
    // Where a file lies does not change what it becomes.
    arguments: args.map((argument) => (paths.has(argument) ? 'input' : argument)),
  };
  const make = async (path: string, signal: AbortSignal): Promise<void> => {
    // Full buffers and not packets: sound comes in packets of a few bytes, each of which this process would handle.
    await program.run(['-v', 'error', ...args, '-flush_packets', '0', 'pipe:1'], {
      signal,
      output: createWriteStream(path, { flags: 'wx' }),
      onProgress: ({ outTimeMs, outBytes }) => {
        const fraction = Math.min(1, outTimeMs / durationMs);
        checkSize({ outBytes, fraction, cache, conversion });
        report(fraction);
      },
    });
    // What is short is done before ffmpeg has told anything.
    checkSize({ outBytes: (await stat(path)).size, fraction: 1, cache, conversion });
    for (const recording of recordings) await recording.checkUnchanged();
    report(1);
  };
  return explained(conversion, cache, () => cache.file(key, recipe.ending, make, signal));
}

export async function contentOf(
  { recordings, durationMs }: Conversion,
  signal?: AbortSignal,
): Promise<{ readonly content: readonly string[]; readonly durationMs: number }> {
  const content: string[] = [];
  for (const recording of recordings) content.push(await recording.contentHash(signal));
  return { content, durationMs };
}

/** Reads recordings through, as {@link contentOf} does: together that is one time from the disk. */
export async function tellDamage(
  recordings: readonly Recording[],
  onWarning: PreparationTools['onWarning'],
  signal?: AbortSignal,
): Promise<void> {
  if (!onWarning) return;
  for (const recording of recordings) {
    const damage = await recording.damage(signal);
    if (damage !== undefined) onWarning(damage);
  }
}

export async function chooseEncoder(
  program: FfmpegProgram,
  { encoders, label }: Recipe,
): Promise<string | undefined> {
  if (!encoders) return undefined;
  const there = await program.encoders();
  const encoder = encoders.find((name) => there.has(name));
  if (encoder !== undefined) return encoder;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${program.path} cannot make ${label}: it was built without ${encoders.join(' and ')}; name another ffmpeg with --ffmpeg or RTMS_MOCK_FFMPEG`,
  );
}

/** Little can be told from the first pictures. */
const ENOUGH_TO_JUDGE = 0.02;

/** A file that alone is larger than the cache may be would push everything else out, and might fill the disk. */
function checkSize(options: {
  readonly outBytes: number;
  readonly fraction: number;
  readonly cache: DiskCache;
  readonly conversion: Conversion;
}): void {
  const { outBytes, fraction, cache, conversion } = options;
  const expected = fraction > ENOUGH_TO_JUDGE ? outBytes / fraction : outBytes;
  if (expected <= cache.maxBytes) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new MediaUnavailableError(
    'conversion-failed',
    `${namesOf(conversion.recordings)} as ${conversion.label} would take about ${gigabytes(expected)}, and the cache ${cache.folder} ` +
      `holds ${gigabytes(cache.maxBytes)}; ask for another format or fewer pictures, play a shorter file, or allow a larger cache with --cache-size`,
  );
}

function reporter(
  { recordings, label }: Conversion,
  onProgress: PreparationTools['onProgress'],
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

export function namesOf(recordings: readonly Recording[]): string {
  return recordings.map(({ fileName }) => fileName).join(' + ');
}

/** Tells what failed; an abort stays what it is. */
export async function explained<T>(
  { recordings, label }: Conversion,
  cache: DiskCache,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    const what = `${namesOf(recordings)} could not be converted to ${label}`;
    // Where ffmpeg itself writes files.
    if (problem instanceof FfmpegError && problem.stderr.includes('No space left on device')) {
      const why = cacheProblem({ code: 'ENOSPC' }, cache.folder);
      throw new MediaUnavailableError('conversion-failed', `${what}: ${why}`, { cause: problem });
    }
    if (problem instanceof FfmpegError) {
      const said = lastLines(problem.stderr);
      const why = said === '' ? problem.message : `ffmpeg says: ${said}`;
      throw new MediaUnavailableError('conversion-failed', `${what}; ${why}`, { cause: problem });
    }
    if (typeof (problem as NodeJS.ErrnoException).syscall !== 'string') throw problem;
    const why = cacheProblem(problem as NodeJS.ErrnoException, cache.folder);
    throw new MediaUnavailableError('conversion-failed', `${what}: ${why}`, { cause: problem });
  }
}

function cacheProblem(
  { code, syscall }: Pick<NodeJS.ErrnoException, 'code' | 'syscall'>,
  folder: string,
): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `no space left on the disk of the cache folder ${folder}; make room there, or choose another folder with --cache-dir`;
    default:
      return `the cache folder ${folder} cannot be used (${code} in ${syscall}); correct its permissions, or choose another with --cache-dir`;
  }
}
