/** Processor time and memory of other processes. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** Processor time and memory of one process. */
export interface ProcessFigures {
  /** Processor time since its start, in milliseconds. */
  readonly cpuMs: number;
  /** Memory in bytes. */
  readonly residentBytes: number;
}

/** Ticks of the Linux kernel per second, as its files have them on every machine. */
const TICKS_PER_SECOND = 100;

/** Returns the figures of a process; `undefined` if there is none with this id. Linux reads /proc, other systems run `ps`. */
export async function readProcess(
  pid: number,
  platform: NodeJS.Platform,
): Promise<ProcessFigures | undefined> {
  if (platform !== 'linux') return parsePs(await runPs(pid));
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    return parseProc(stat, status);
  } catch {
    // It has ended, or never was.
    return undefined;
  }
}

/** Reads `/proc/PID/stat` and `/proc/PID/status`. `undefined` for a process that has ended and waits for its parent. */
export function parseProc(stat: string, status: string): ProcessFigures | undefined {
  // The name of the program may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === undefined || 'ZX'.includes(state)) return undefined;
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? '0';
  return { cpuMs: (ticks * 1000) / TICKS_PER_SECOND, residentBytes: Number(kilobytes) * 1024 };
}

/** Reads what `ps -o time=,rss=` prints: `1-02:03:04 5120` or `12:34.56 5120`. */
export function parsePs(text: string): ProcessFigures | undefined {
  const match = /^\s*(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(\d+)\s*$/.exec(text);
  if (match === null) return undefined;
  const [days, hours, minutes, seconds, kilobytes] = match.slice(1).map((part) => Number(part ?? 0));
  const inSeconds = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  return { cpuMs: Math.round(inSeconds * 1000), residentBytes: (kilobytes ?? 0) * 1024 };
}

function runPs(pid: number): Promise<string> {
  return new Promise((resolve) => {
    // It prints nothing, and fails, for an unknown id.
    execFile('ps', ['-o', 'time=,rss=', '-p', String(pid)], (_error, stdout) => resolve(stdout));
  });
}
