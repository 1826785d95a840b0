/** Runs ffmpeg once: arguments in, progress and an outcome out. Knows nothing of what it converts. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** How much of what ffmpeg says is kept; the end matters most. */
const KEPT_STDERR_CHARACTERS = 256 * 1024;

/** How far a run has come. */
export interface FfmpegProgress {
  /** Position in the output, in milliseconds. */
  readonly outTimeMs: number;
  /** Bytes written so far; 0 while unknown. */
  readonly outBytes: number;
}

export interface FfmpegRunOptions {
  /** Ends ffmpeg at once; the run rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called about twice a second. What it throws ends ffmpeg, and the run rejects with that. */
  readonly onProgress?: ((progress: FfmpegProgress) => void) | undefined;
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

/**
 * Resolves with what ffmpeg wrote to standard error when it ends with 0. Rejects with
 * {@link FfmpegError} when it does not, or with the signal's reason. No shell is involved. ffmpeg gets
 * a lower priority than this process, so that meetings stay on time during conversions.
 */
export async function runFfmpeg(
  program: string,
  args: readonly string[],
  { signal, onProgress }: FfmpegRunOptions = {},
): Promise<string> {
  signal?.throwIfAborted();
  const all = [
    '-nostdin',
    '-hide_banner',
    ...(onProgress ? ['-nostats', '-progress', 'pipe:1'] : []),
    ...args,
  ];
  return new Promise<string>((resolve, reject) => {
    const child = spawn(program, all, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let stderr = '';
    /** Why this side ended it. */
    let stopped: { readonly reason: Error } | undefined;
    const stop = (reason: Error): void => {
      stopped ??= { reason };
      child.kill('SIGKILL');
    };
    const onAbort = (): void => stop(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });

    child.once('spawn', () => lowerPriority(child.pid));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR_CHARACTERS);
    });
    const readProgress = onProgress && progressReader(onProgress);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      try {
        readProgress?.(text);
      } catch (problem) {
        stop(problem as Error);
      }
    });
    child.once('error', (cause) => {
      signal?.removeEventListener('abort', onAbort);
      reject(new FfmpegError(`${program} cannot be run: ${cause.message}`, null, stderr, { cause }));
    });
    child.once('close', (code, killedBy) => {
      signal?.removeEventListener('abort', onAbort);
      if (stopped) reject(stopped.reason);
      else if (code === 0) resolve(stderr);
      else reject(new FfmpegError(`ffmpeg ended with ${killedBy ?? `code ${code}`}`, code, stderr));
    });
  });
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
function progressReader(report: (progress: FfmpegProgress) => void): (text: string) => void {
  let rest = '';
  let outTimeMs = 0;
  let outBytes = 0;
  const numberOr = (value: string, otherwise: number): number =>
    /^\d+$/.test(value) ? Number(value) : otherwise;
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [key = '', value = ''] = line.trim().split('=', 2);
      if (key === 'out_time_us') outTimeMs = numberOr(value, outTimeMs * 1000) / 1000;
      else if (key === 'total_size') outBytes = numberOr(value, outBytes);
      else if (key === 'progress') report({ outTimeMs, outBytes });
    }
  };
}
