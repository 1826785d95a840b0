/** Runs ffmpeg once: arguments in, progress and an outcome out. Knows nothing of what it converts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How much of what ffmpeg says is kept; the end matters most. */
const KEPT_STDERR_CHARACTERS = 256 * 1024;

/** How far a run has come. */
export interface FfmpegProgress {
  /** Position in the output, in milliseconds. */
  readonly outTimeMs: number;
  /** Bytes that came out so far. */
  readonly outBytes: number;
}

export interface FfmpegRunOptions {
  /** Ends ffmpeg at once; the run rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called about twice a second. What it throws ends ffmpeg, and the run rejects with that. */
  readonly onProgress?: ((progress: FfmpegProgress) => void) | undefined;
  /**
   * Where ffmpeg's standard output goes, for arguments that end with `pipe:1`. It is ended, or destroyed when
   * the run fails. What it cannot take, for want of room on a disk, ends ffmpeg, and the run rejects with its
   * error. Default: nowhere.
   */
  readonly output?: Writable | undefined;
}

/** ffmpeg could not be started, or ended with an error. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError';
  /** `null` when it could not be started, or was killed. */
  readonly exitCode: number | null;
  /** What it wrote to standard error. */
  readonly stderr: string;

  constructor(message: string, exitCode: number | null, stderr: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

/** The last lines of ffmpeg's words, on one line, without the addresses of its parts. */
export function lastLines(text: string, count = 3): string {
  const lines = text.split(/\r?\n|\r/).map((line) => line.replace(/^\[[^\]]* @ 0x[0-9a-f]+\] /, '').trim());
  return lines
    .filter((line) => line !== '')
    .slice(-count)
    .join(' | ');
}

/** Standard input, output, errors, and progress. */
const PROGRESS_DESCRIPTOR = 3;

/**
 * Resolves with what ffmpeg wrote to standard error when it ends with 0. Rejects with
 * {@link FfmpegError} when it does not or gave nothing to `output`, or with the signal's reason. No shell is
 * involved. ffmpeg gets a lower priority than this process, so that meetings stay on time during conversions.
 *
 * It never writes to a disk by itself: should this process be killed, the pipe breaks and ffmpeg ends,
 * instead of going on for minutes and filling a file that nobody wants.
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
  /** Why this side ended it. */
  let stopped: { readonly reason: Error } | undefined;
  const stop = (reason: unknown): void => {
    stopped ??= { reason: reason as Error };
    child.kill('SIGKILL');
  };
  const onAbort = (): void => stop(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });

  const words = textOf(child.stderr);
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
    if (code !== 0) throw new FfmpegError(`ffmpeg ended with ${killedBy ?? `code ${code}`}`, code, words());
    if (output && outBytes === 0)
      throw new FfmpegError('ffmpeg ended without an error and gave nothing', 0, words());
    return words();
  } finally {
    signal?.removeEventListener('abort', onAbort);
    if (output) await closed(output);
  }
}

/** Who removes a file has to know that it is not opened after that. */
async function closed(output: Writable): Promise<void> {
  if (output.closed) return;
  const closing = new Promise<void>((resolve) => output.once('close', resolve));
  output.destroy();
  await closing;
}

/** Collects what comes, and gives the end of it. */
function textOf(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-KEPT_STDERR_CHARACTERS);
  });
  return () => text;
}

/** Settles when the process is gone and its pipes are empty. */
async function endOf(
  child: ChildProcess,
  program: string,
): Promise<{ readonly code: number | null; readonly killedBy: NodeJS.Signals | null }> {
  try {
    const [code, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code, killedBy };
  } catch (cause) {
    const why = (cause as Error).message;
    throw new FfmpegError(`${program} cannot be run: ${why}`, null, '', { cause });
  }
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not allow it: a matter of courtesy, not of correctness.
  }
}

/** Takes `-progress` output in pieces: `key=value` lines, in groups that end with `progress=…`. */
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
