/** Names of the files in a cache. What is called otherwise is somebody else's, and is left alone. */
import { createHash, randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';

/** A process that makes files. */
export interface WriterProcess {
  /** Where its number means something: this machine, or this container on it. */
  readonly place: string;
  readonly pid: number;
}

/** What a name in the folder says. */
export type CacheName =
  | { readonly kind: 'finished' }
  | { readonly kind: 'unfinished'; readonly maker: WriterProcess }
  | { readonly kind: 'foreign' };

const FINISHED = /^rtms-mock-[0-9a-f]{40}\.[a-z0-9]+$/;
const UNFINISHED = /^rtms-mock-([0-9a-f]{8})-(\d{1,10})-[0-9a-f-]{36}(?:\.\d{5,})?\.part$/;

/**
 * @param hash 40 hexadecimal digits
 * @param ending such as `.pcm`
 */
export function finishedName(hash: string, ending: string): string {
  return `rtms-mock-${hash}${ending}`;
}

/** A new name on each call, of a file that is being made. */
export function unfinishedName(maker: WriterProcess): string {
  return `${newStart(maker)}.part`;
}

/** Names of files that are made one after the other; each call begins another series. */
export function unfinishedSeries(maker: WriterProcess): {
  /** What all names begin with, and no other name does. */
  readonly start: string;
  /** For programs that count by themselves: the number stands there as `%05d`. */
  readonly pattern: string;
  name(number: number): string;
} {
  const start = `${newStart(maker)}.`;
  return {
    start,
    pattern: `${start}%05d.part`,
    name: (number) => `${start}${String(number).padStart(5, '0')}.part`,
  };
}

function newStart({ place, pid }: WriterProcess): string {
  return `rtms-mock-${place}-${pid}-${randomUUID()}`;
}

export function readCacheName(name: string): CacheName {
  if (FINISHED.test(name)) return { kind: 'finished' };
  const [, place, pid] = UNFINISHED.exec(name) ?? [];
  if (place === undefined || pid === undefined) return { kind: 'foreign' };
  return { kind: 'unfinished', maker: { place, pid: Number(pid) } };
}

/** @param nowMs Unix time in milliseconds */
export function thisProcess(nowMs: number): WriterProcess & { readonly startedMs: number } {
  const place = createHash('sha256').update(`${hostname()} ${processNumbers()}`).digest('hex').slice(0, 8);
  return { place, pid: process.pid, startedMs: nowMs - process.uptime() * 1000 };
}

/** Containers with one folder may have the same name; on Linux it can be told whose process numbers hold. */
function processNumbers(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Whether a process with this number runs here. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (problem) {
    // It runs, and belongs to somebody else.
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
}
