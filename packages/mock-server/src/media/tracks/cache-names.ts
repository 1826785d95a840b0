/** Names of the files in a cache folder. Files with other names are not of the cache and are ignored. */
import { createHash, randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';

/** A process that writes files. */
export interface WriterProcess {
  /** Identifies the scope of {@link pid}: a machine, or a container on it. */
  readonly scope: string;
  readonly pid: number;
}

/** Meaning of a file name. */
export type CacheName =
  | { readonly kind: 'finished' }
  | { readonly kind: 'unfinished'; readonly writer: WriterProcess }
  | { readonly kind: 'foreign' };

const FINISHED = /^rtms-mock-[0-9a-f]{40}\.[a-z0-9]+$/;
const UNFINISHED = /^rtms-mock-([0-9a-f]{8})-(\d{1,10})-[0-9a-f-]{36}(?:\.\d{5,})?\.part$/;

/**
 * Returns the name of a finished file.
 *
 * @param hash 40 hexadecimal digits
 * @param extension such as `.pcm`
 */
export function finishedName(hash: string, extension: string): string {
  return `rtms-mock-${hash}${extension}`;
}

/** Returns a new name, on each call, for a file that is being written. */
export function unfinishedName(writer: WriterProcess): string {
  return `${newPrefix(writer)}.part`;
}

/** Returns names for files that are written one after the other. Each call starts another series. */
export function unfinishedSeries(writer: WriterProcess): {
  /** Prefix of all names of the series, and of no other name. */
  readonly prefix: string;
  /** Names as a `printf` pattern with `%05d` for the number, for programs that count themselves. */
  readonly pattern: string;
  name(number: number): string;
} {
  const prefix = `${newPrefix(writer)}.`;
  return {
    prefix,
    pattern: `${prefix}%05d.part`,
    name: (number) => `${prefix}${String(number).padStart(5, '0')}.part`,
  };
}

function newPrefix({ scope, pid }: WriterProcess): string {
  return `rtms-mock-${scope}-${pid}-${randomUUID()}`;
}

/** Parses a file name. */
export function readCacheName(name: string): CacheName {
  if (FINISHED.test(name)) return { kind: 'finished' };
  const [, scope, pid] = UNFINISHED.exec(name) ?? [];
  if (scope === undefined || pid === undefined) return { kind: 'foreign' };
  return { kind: 'unfinished', writer: { scope, pid: Number(pid) } };
}

/**
 * Describes this process.
 *
 * @param nowMs Unix time in milliseconds
 */
export function thisProcess(nowMs: number): WriterProcess & { readonly startedMs: number } {
  const scope = createHash('sha256').update(`${hostname()} ${pidNamespace()}`).digest('hex').slice(0, 8);
  return { scope, pid: process.pid, startedMs: nowMs - process.uptime() * 1000 };
}

/** Containers that share a folder may share a host name; on Linux the PID namespace distinguishes them. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** True when a process with this id runs here. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (problem) {
    // It runs as another user.
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}
