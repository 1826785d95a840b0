/** Asks ffmpeg what is in a file. ffprobe is not needed: it does not come with `ffmpeg-static`. */
import { FfmpegError, lastLines } from './ffmpeg-process.js';
import type { FfmpegProgram } from './ffmpeg.js';

/** How many channels the sound has: one, two, or more. Without sound: two. */
export type ChannelLayout = 'mono' | 'stereo' | 'surround';

/** What a recording holds. */
export interface MediaFacts {
  /** Length in milliseconds; ffmpeg tells it to 10 ms. */
  readonly durationMs: number;
  readonly hasAudio: boolean;
  readonly layout: ChannelLayout;
  /** Pictures that move; the cover of a song is none. */
  readonly hasVideo: boolean;
}

/**
 * How a file of the user is given to ffmpeg, before other options for this input. `file:` keeps names
 * with colons, quotes and leading dashes from being read as anything else, and only files are opened:
 * a playlist cannot send ffmpeg to the network.
 *
 * @param path absolute
 */
export function inputArguments(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', `file:${path}`];
}

/** Throws an `Error` that says what is wrong with the file, in ffmpeg's words where it has some. */
export async function probeMedia(
  ffmpeg: FfmpegProgram,
  path: string,
  signal?: AbortSignal,
): Promise<MediaFacts> {
  const report = await describe(ffmpeg, path, signal);
  const container = /^Input #0, (.+), from /m.exec(report)?.[1];
  // ffmpeg takes any text for a picture in letters.
  if (container === undefined || container === 'tty') throw new Error(complaint(report, path));
  const streams = Array.from(report.matchAll(/^ +Stream #0:\d+.*?: (Audio|Video): (.+)$/gm));
  const sound = streams.find(([, kind]) => kind === 'Audio');
  const hasAudio = sound !== undefined;
  const layout = layoutOf(sound?.[2] ?? 'stereo');
  const hasVideo = streams.some(([, kind, rest]) => kind === 'Video' && !rest?.includes('(attached pic)'));
  if (!hasAudio && !hasVideo) throw new Error('it has neither sound nor pictures');
  // Lengths that were computed from the bitrate can be far off.
  const known = report.includes('Estimating duration from bitrate') ? undefined : statedDuration(report);
  return { durationMs: known ?? (await measureDuration(ffmpeg, path, signal)), hasAudio, layout, hasVideo };
}

/** From what ffmpeg says of a stream: `aac (LC), 48000 Hz, 5.1(side), fltp`. */
function layoutOf(stream: string): ChannelLayout {
  if (/, (?:mono|1 channels?)\b/.test(stream)) return 'mono';
  return / Hz, (?!stereo|2 channels|downmix|binaural)/.test(stream) ? 'surround' : 'stereo';
}

/** `ffmpeg -i FILE` tells about the file, then fails because it is given nothing to do. */
async function describe(ffmpeg: FfmpegProgram, path: string, signal?: AbortSignal): Promise<string> {
  try {
    return await ffmpeg.run(inputArguments(path), { signal });
  } catch (problem) {
    if (problem instanceof FfmpegError && problem.exitCode !== null) return problem.stderr;
    throw problem;
  }
}

function complaint(report: string, path: string): string {
  const words = report.replaceAll(/^At least one output file.*$/gm, '').replaceAll(`file:${path}: `, '');
  const said = lastLines(words, 2);
  return said === '' ? 'ffmpeg does not know what it is' : said;
}

function statedDuration(report: string): number | undefined {
  const found = /^ +Duration: (\d+):(\d\d):(\d\d)\.(\d\d)/m.exec(report);
  if (!found) return undefined;
  const [hours = 0, minutes = 0, seconds = 0, hundredths = 0] = found.slice(1).map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10;
}

/** Recordings made in a browser do not say how long they are: read them through, without decoding. */
async function measureDuration(ffmpeg: FfmpegProgram, path: string, signal?: AbortSignal): Promise<number> {
  let durationMs = 0;
  await ffmpeg.run(
    [
      '-v',
      'error',
      ...inputArguments(path),
      '-map',
      '0:a:0?',
      '-map',
      '0:v:0?',
      '-c',
      'copy',
      '-f',
      'null',
      '-',
    ],
    { signal, onProgress: ({ outTimeMs }) => (durationMs = Math.max(durationMs, outTimeMs)) },
  );
  return Math.round(durationMs);
}
