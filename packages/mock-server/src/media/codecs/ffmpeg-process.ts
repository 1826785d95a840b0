/** Runs ffmpeg once and reports progress and the result. Independent of what is converted. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Maximum number of characters kept of ffmpeg's standard error. The end is kept, which matters most. */
const MAX_STDERR_CHARACTERS = 256 * 1024;

/** Progress of a run. */
export interface FfmpegProgress {
  /** Position in the output, in milliseconds. */
  readonly outTimeMs: number;
  /** Bytes written to standard output so far. */
  readonly outBytes: number;
}

/** Options of {@link runFfmpeg}. */
export interface FfmpegRunOptions {
  /** Kills ffmpeg when it aborts; the run rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called about twice a second. An error that it throws kills ffmpeg, and the run rejects with that error. */
  readonly onProgress?: ((progress: FfmpegProgress) => void) | undefined;
  /**
   * Receives ffmpeg's standard output, for arguments that end with `pipe:1`. It is ended, or destroyed when the run
   * fails. When writing fails, for example because the disk is full, ffmpeg is killed and the run rejects with that
   * error. Default: the output is discarded.
   */
  readonly output?: Writable | undefined;
}

/** ffmpeg could not be started, or exited with an error. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError';
  /** `null` when ffmpeg could not be started, or was killed. */
  readonly exitCode: number | null;
  /** Standard error of ffmpeg. */
  readonly stderr: string;

  constructor(message: string, exitCode: number | null, stderr: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** Returns the last lines of ffmpeg's output, joined into one line, without component addresses (`[mp4 @ 0x…]`). */
export function lastLines(text: string, count = 3): string {
  const lines = text.split(/\r?\n|\r/).map((line) => line.replace(/^\[[^\]]* @ 0x[0-9a-f]+\] /, '').trim());
  return lines
    .filter((line) => line !== '')
    .slice(-count)
    .join(' | ');
}

/** File descriptor after standard input, output and error. */
const PROGRESS_DESCRIPTOR = 3;

/**
 * Runs ffmpeg, without a shell, at a lower priority than this process, so that meetings stay on time during
 * conversions.
 *
 * ffmpeg must not write to a file itself: when this process is killed, the pipe breaks and ffmpeg exits, where it would
 * otherwise continue for minutes and fill a file that nothing uses.
 *
 * @returns ffmpeg's standard error
 * @throws FfmpegError when ffmpeg exits with another code than 0, or writes nothing to `output`
 * @throws the signal's reason when it aborts
 */
export async function runFfmpeg(
  program: string,
  args: readonly string[],
  { signal, onProgress, output }: FfmpegRunOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const all = [
    '-nostdin',
    '-hide_banner',
    ...(onProgress ? ['-nostats', '-progress', `pipe:${PROGRESS_DESCRIPTOR}`] : []),
    ...args,
  ];
  const stdio = ['ignore', output ? 'pipe' : 'ignore', 'pipe', onProgress ? 'pipe' : 'ignore'] as const;
  const child = spawn(program, all, { stdio: [...stdio], windowsHide: true });
  child.once('spawn', () => lowerPriority(child.pid));
  /** Set when this process killed ffmpeg. */
  let stopped: { readonly reason: Error } | undefined;
  const stop = (reason: unknown): void => {
    stopped ??= { reason: reason as Error };
    child.kill('SIGKILL');
  };
  const onAbort = (): void => stop(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });

  const stderr = collect(child.stderr);
  let outBytes = 0;
  child.stdout?.on('data', (bytes: Buffer) => (outBytes += bytes.length));
  const written = output && child.stdout ? pipeline(child.stdout, output).catch(stop) : undefined;
  const progress = child.stdio[PROGRESS_DESCRIPTOR] as Readable | null | undefined;
  if (onProgress && progress) {
    const read = progressReader((outTimeMs) => onProgress({ outTimeMs, outBytes }));
    progress.setEncoding('utf8').on('data', (text: string) => {
      try {
        read(text);
      } catch (problem) {
        stop(problem);
      }
    });
  }
  try {
    const { code, killedBy } = await endOf(child, program);
    await written;
    if (stopped) throw stopped.reason;
    if (code !== 0) throw new FfmpegError(`ffmpeg exited with ${killedBy ?? `code ${code}`}`, code, stderr());
    if (output && outBytes === 0)
      throw new FfmpegError('ffmpeg exited without an error and without output', 0, stderr());
    return stderr();
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (output) await closed(output);
  }
}

/** Waits until the stream is closed: only then can its file be removed without being opened again. */
async function closed(output: Writable): Promise<void> {
  if (output.closed) return;
  const closing = new Promise<void>((resolve) => output.once('close', resolve));
  output.destroy();
  await closing;
}

/** Collects the output of a stream; the function that it returns gives the last characters. */
function collect(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-MAX_STDERR_CHARACTERS);
  });
  return () => text;
}

/** Settles when the process has exited and its pipes are closed. */
async function endOf(
  child: ChildProcess,
  program: string,
): Promise<{ readonly code: number | null; readonly killedBy: NodeJS.Signals | null }> {
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, killedBy };
  } catch (cause) {
    const why = (cause as Error).message;
    throw new FfmpegError(`${program} cannot be started: ${why}`, null, '', { cause });
  }
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has exited already, or the system does not permit it. The conversion is correct at any priority.
  }
}

/** Parses `-progress` output in chunks: `key=value` lines, in groups that end with `progress=…`. */
function progressReader(report: (outTimeMs: number) => void): (text: string) => void {
  let rest = '';
  let outTimeMs = 0;
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [key = '', value = ''] = line.trim().split('=', 2);
      if (key === 'out_time_us' && /^\d+$/.test(value)) outTimeMs = Number(value) / 1000;
      else if (key === 'progress') report(outTimeMs);
    }
  };
}
