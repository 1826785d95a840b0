/** Reads the streams and the duration of a file with ffmpeg. ffprobe is not used: `ffmpeg-static` does not include it. */
import { FfmpegError, lastLines } from './ffmpeg-process.js';
import type { FfmpegProgram } from './ffmpeg.js';

/** Channels of the audio: one, two, or more. `stereo` without audio. */
export type ChannelLayout = 'mono' | 'stereo' | 'surround';

/** Streams and duration of a recording. */
export interface MediaFacts {
  /** Duration in milliseconds; ffmpeg reports it in steps of 10 ms. */
  readonly durationMs: number;
  readonly hasAudio: boolean;
  readonly layout: ChannelLayout;
  /** True for moving video; false for the cover image of a song. */
  readonly hasVideo: boolean;
  /** Set for H.264 with square pixels and a constant frame rate that begins with the recording. */
  readonly h264?: H264Stream;
}

/** Size and frame rate of H.264, as ffmpeg reports them. */
export interface H264Stream {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Frames per second. */
  readonly fps: number;
}

/**
 * Returns the arguments that open a user's file; other options for this input go before them. The prefix `file:` keeps
 * ffmpeg from interpreting colons, quotes and leading dashes in names. The whitelist permits files only, so that a
 * playlist cannot make ffmpeg access the network.
 *
 * @param path absolute
 */
export function inputArguments(path: string): string[] {
  return ['-protocol_whitelist', 'file', '-i', `file:${path}`];
}

/**
 * Reads the streams and the duration of a file.
 *
 * @throws Error when it has no audio or video that ffmpeg can read; the message contains ffmpeg's output where it has any
 */
export async function probeMedia(
  ffmpeg: FfmpegProgram,
  path: string,
  signal?: AbortSignal,
): Promise<MediaFacts> {
  const report = await describe(ffmpeg, path, signal);
  const container = /^Input #0, (.+), from /m.exec(report)?.[1];
  // ffmpeg recognises any text file as ANSI art, with the format `tty`.
  if (container === undefined || container === 'tty') throw new Error(problemOf(report, path));
  const streams = Array.from(report.matchAll(/^ +Stream #0:\d+.*?: (Audio|Video): (.+)$/gm));
  const audio = streams.find(([, kind]) => kind === 'Audio');
  const hasAudio = audio !== undefined;
  const layout = layoutOf(audio?.[2] ?? 'stereo');
  const video = streams.find(([, kind, rest]) => kind === 'Video' && !rest?.includes('(attached pic)'));
  const hasVideo = video !== undefined;
  const h264 = h264Of(video?.[2] ?? '', report);
  if (!hasAudio && !hasVideo) throw new Error('it has neither audio nor video');
  // Durations that ffmpeg estimates from the bitrate can be far off.
  const known = report.includes('Estimating duration from bitrate') ? undefined : statedDuration(report);
  const durationMs = known ?? (await measureDuration(ffmpeg, path, signal));
  return { durationMs, hasAudio, layout, hasVideo, ...(h264 && { h264 }) };
}

/** Reads the channel layout from ffmpeg's description of a stream: `aac (LC), 48000 Hz, 5.1(side), fltp`. */
function layoutOf(stream: string): ChannelLayout {
  if (/, (?:mono|1 channels?)\b/.test(stream)) return 'mono';
  return / Hz, (?!stereo|2 channels|downmix|binaural)/.test(stream) ? 'surround' : 'stereo';
}

/** Reads ffmpeg's description of a stream: `h264 (Main) (…), yuv420p(…), 640x360 [SAR 1:1 DAR 16:9], 25 fps, 25 tbr`. */
function h264Of(stream: string, report: string): H264Stream | undefined {
  const found =
    /^h264 .*?, yuvj?420p.*?, (\d+)x(\d+)(?: \[SAR 1:1 [^\]]*\])?, .*?([\d.]+) fps, ([\d.]+) tbr/.exec(
      stream,
    );
  if (!found || !/^ +Duration: .*start: 0\.0+,/m.test(report)) return undefined;
  const [width = 0, height = 0, fps = 0, rate] = found.slice(1).map(Number);
  return fps === rate ? { width, height, fps } : undefined;
}

/** `ffmpeg -i FILE` prints the streams of the file, then fails because no output is given. */
async function describe(ffmpeg: FfmpegProgram, path: string, signal?: AbortSignal): Promise<string> {
  try {
    return await ffmpeg.run(inputArguments(path), { signal });
  } catch (problem) {
    if (problem instanceof FfmpegError && problem.exitCode !== null) return problem.stderr;
    throw problem;
  }
}

function problemOf(report: string, path: string): string {
  const output = report.replaceAll(/^At least one output file.*$/gm, '').replaceAll(`file:${path}: `, '');
  const lines = lastLines(output, 2);
  return lines === '' ? 'ffmpeg does not recognise its format' : lines;
}

function statedDuration(report: string): number | undefined {
  const found = /^ +Duration: (\d+):(\d\d):(\d\d)\.(\d\d)/m.exec(report);
  if (!found) return undefined;
  const [hours = 0, minutes = 0, seconds = 0, hundredths = 0] = found.slice(1).map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10;
}

/** Recordings made in a browser do not contain their duration: this reads the whole file, without decoding. */
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
