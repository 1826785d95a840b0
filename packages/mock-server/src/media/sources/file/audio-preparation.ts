/** Converts the audio of recordings to files in the cache, with ffmpeg or in this process. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Ffmpeg } from '../../codecs/ffmpeg.js';
import type { CachedFile } from '../../tracks/disk-cache.js';
import type { AudioFormat } from '../../tracks/track.js';
import { audioLabel, audioRecipe } from './audio-recipe.js';
import { checkOutputSize, explainFailure } from './conversion-failure.js';
import {
  chooseEncoder,
  contentOf,
  maxDurationMs,
  namesOf,
  progressReporter,
  warnAboutDamage,
  type Conversion,
  type ConversionTools,
} from './conversion.js';
import type { Recipe } from './recipe.js';
import { readPlainWav, type Recording } from './recording.js';
import { encodeWav } from './wav-encoding.js';

/**
 * Returns a file with the mixed audio of all recordings, as long as the longest. Rejects with
 * `MediaUnavailableError`, or the signal's reason.
 */
export async function prepareAudio(
  tools: ConversionTools,
  recordings: readonly Recording[],
  format: AudioFormat,
  signal?: AbortSignal,
): Promise<CachedFile> {
  const durationMs = maxDurationMs(recordings);
  const conversion = { recordings, durationMs, label: audioLabel(format) };
  if (await isEncodedInProcess(tools.ffmpeg, recordings, format)) {
    return encodeInProcess(tools, conversion, format, signal);
  }
  const recipe = audioRecipe(recordings, durationMs, format);
  return convert(tools, conversion, recipe, signal);
}

/**
 * Plain WAV files need no ffmpeg. Where it is available it is used all the same, because it is faster and runs in
 * another process, except for a file that has the requested format already.
 */
async function isEncodedInProcess(
  ffmpeg: Ffmpeg,
  recordings: readonly Recording[],
  format: AudioFormat,
): Promise<boolean> {
  if (!recordings.every(({ plainWav }) => plainWav)) return false;
  const [first, ...others] = recordings;
  const { sampleRateHz, channels } = first?.plainWav ?? {};
  const isInFormat = sampleRateHz === format.sampleRateHz && channels === format.channels;
  if (format.codec === 'L16' && others.length === 0 && isInFormat) return true;
  return (await ffmpeg.locate()) === undefined;
}

async function encodeInProcess(
  { cache, onProgress }: ConversionTools,
  conversion: Conversion,
  format: AudioFormat,
  signal?: AbortSignal,
): Promise<CachedFile> {
  const { recordings, durationMs } = conversion;
  const { codec, sampleRateHz, channels, intervalMs } = format;
  const report = progressReporter(conversion, onProgress);
  const key = {
    by: 'this process',
    ...(await contentOf(conversion, signal)),
    format: [codec, sampleRateHz, channels, codec === 'OPUS' ? intervalMs : 0].join(' '),
  };
  const make = async (path: string, signal: AbortSignal): Promise<void> => {
    const inputs = await Promise.all(recordings.map(readPlainWav));
    await encodeWav({ inputs, format, durationMs, path, signal, onProgress: report });
  };
  const extension = codec === 'OPUS' ? '.packets' : '.pcm';
  return explainFailure(conversion, cache, () => cache.file(key, extension, make, signal));
}

async function convert(
  { ffmpeg, cache, onProgress, onWarning }: ConversionTools,
  conversion: Conversion,
  recipe: Recipe,
  signal?: AbortSignal,
): Promise<CachedFile> {
  const { recordings, durationMs, label } = conversion;
  const program = await ffmpeg.need(`${namesOf(recordings)} as ${label}`);
  const args = recipe.arguments(await chooseEncoder(program, recipe));
  const report = progressReporter(conversion, onProgress);
  const [content] = await Promise.all([
    contentOf(conversion, signal),
    warnAboutDamage(recordings, onWarning, signal),
  ]);
  const paths = new Set(recordings.map(({ path }) => `file:${path}`));
  const key = {
    by: 'ffmpeg',
    ...content,
    // The path of a file does not change the result.
    arguments: args.map((argument) => (paths.has(argument) ? 'input' : argument)),
  };
  const make = async (path: string, signal: AbortSignal): Promise<void> => {
    // Without flushing each packet: a packet of audio has a few bytes, and this process would handle each.
    await program.run(['-v', 'error', ...args, '-flush_packets', '0', 'pipe:1'], {
      signal,
      output: createWriteStream(path, { flags: 'wx' }),
      onProgress: ({ outTimeMs, outBytes }) => {
        const fraction = Math.min(1, outTimeMs / durationMs);
        checkOutputSize({ outBytes, fraction, cache, conversion });
        report(fraction);
      },
    });
    // A short conversion ends before ffmpeg reports any progress.
    checkOutputSize({ outBytes: (await stat(path)).size, fraction: 1, cache, conversion });
    for (const recording of recordings) await recording.checkUnchanged();
    report(1);
  };
  return explainFailure(conversion, cache, () => cache.file(key, recipe.extension, make, signal));
}
