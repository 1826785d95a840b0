import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { isAbandoned } from '../../src/media/tracks/cache-cleaning.js';
import { thisProcess } from '../../src/media/tracks/cache-names.js';
import { defaultCacheFolder } from '../../src/cache-folder.js';
import { createDiskCache } from '../../src/media/tracks/disk-cache.js';
import { temporaryFolder } from './file-support.js';

/** A cache whose time is constant until a test advances it. */
function setUp(options: { readonly maxBytes?: number } = {}) {
  const folder = join(temporaryFolder(), 'cache');
  const time = { unixMs: Date.UTC(2026, 0, 1) };
  const cache = createDiskCache({ folder, clock: { unixMs: () => time.unixMs }, ...options });
  let made = 0;
  const make = async (path: string): Promise<void> => {
    made += 1;
    writeFileSync(path, 'x'.repeat(100));
  };
  return { folder, time, cache, make, made: () => made };
}

/** A `make` that waits until the test finishes it. */
function heldMaking() {
  const events = new EventEmitter();
  const signals: AbortSignal[] = [];
  const make = async (path: string, signal: AbortSignal): Promise<void> => {
    signals.push(signal);
    events.emit('started');
    await Promise.race([once(events, 'finish'), once(signal, 'abort').then(() => signal.throwIfAborted())]);
    writeFileSync(path, 'done');
  };
  return { make, signals, started: () => once(events, 'started'), finish: () => events.emit('finish') };
}

test('creates a file once, and finds it the next time', async () => {
  const { cache, make, made } = setUp();
  const first = await cache.file({ content: 'a', rate: 8000 }, '.pcm', make);
  expect(first).toMatchObject({ bytes: 100, hit: false, path: expect.stringMatching(/\.pcm$/) });
  // The order of the properties of a key does not matter; their values do.
  expect(await cache.file({ rate: 8000, content: 'a' }, '.pcm', make)).toEqual({ ...first, hit: true });
  await cache.file({ content: 'a', rate: 16_000 }, '.pcm', make);
  expect(made()).toBe(2);
});

test('a failed `make` leaves no file, and the next call tries again', async () => {
  const { cache, folder, make } = setUp();
  const failing = async (path: string): Promise<void> => {
    writeFileSync(path, 'half');
    throw new Error('the converter broke');
  };
  await expect(cache.file({ content: 'a' }, '.pcm', failing)).rejects.toThrow('the converter broke');
  expect(readdirSync(folder)).toEqual([]);
  expect(await cache.file({ content: 'a' }, '.pcm', make)).toMatchObject({ bytes: 100, hit: false });
});

test('removes the least recently used files when it is too large', async () => {
  const { cache, time, make } = setUp({ maxBytes: 250 });
  const paths: string[] = [];
  for (const content of ['a', 'b']) {
    paths.push((await cache.file({ content }, '.pcm', make)).path);
    time.unixMs += 1000;
  }
  await cache.file({ content: 'a' }, '.pcm', make);
  time.unixMs += 1000;
  paths.push((await cache.file({ content: 'c' }, '.pcm', make)).path);
  expect(paths.map((path) => existsSync(path))).toEqual([true, false, true]);
});

test('keeps the newest file even if that file alone is too large', async () => {
  const { cache, make } = setUp({ maxBytes: 50 });
  const { path } = await cache.file({ content: 'a' }, '.pcm', make);
  expect(readFileSync(path, 'utf8')).toHaveLength(100);
});

const HASH = 'a'.repeat(40);

test('does not touch files that it did not create', async () => {
  const { cache, folder, make } = setUp({ maxBytes: 50 });
  mkdirSync(join(folder, 'tls'), { recursive: true });
  mkdirSync(join(folder, `rtms-mock-${HASH}.pcm`));
  const others = ['thesis.txt', 'holiday.mov', 'notes.part', `${HASH}.pcm`, `rtms-mock-${HASH}.pcm.part`];
  for (const name of others) writeFileSync(join(folder, name), 'x'.repeat(1000));
  for (const content of ['a', 'b']) await cache.file({ content }, '.pcm', make);
  const left = readdirSync(folder);
  expect(left).toEqual(expect.arrayContaining([...others, 'tls', `rtms-mock-${HASH}.pcm`]));
  expect(left).toHaveLength(others.length + 3);
});

test('removes unfinished files of processes that have ended when it is opened', async () => {
  const { cache, folder } = setUp();
  mkdirSync(folder);
  const { scope } = thisProcess(0);
  const id = '01234567-89ab-cdef-0123-456789abcdef';
  const part = (at: string, pid: number): string => `rtms-mock-${at}-${pid}-${id}.part`;
  const gone = part(scope, 4_194_304).replace('.part', '.00003.part');
  const [running, elsewhere] = [part(scope, process.ppid), part('deadbeef', 1)];
  for (const name of [gone, running, elsewhere]) writeFileSync(join(folder, name), 'half');
  await cache.open();
  expect(readdirSync(folder).sort()).toEqual([elsewhere, running].sort());
});

test.each([
  ['a process that runs, lately', 'here', 7, 1, false],
  ['a process that runs, two hours ago', 'here', 7, 120, true],
  ['a process that has ended', 'here', 8, 1, true],
  ['this process', 'here', 5, 1, false],
  ['a process before that had the same number', 'here', 5, 30, true],
  ['a process elsewhere, lately', 'there', 8, 30, false],
  ['a process elsewhere, two hours ago', 'there', 8, 120, true],
] as const)('a file written by %s is abandoned: %3$s', (_, scope, pid, minutes, expected) => {
  const minute = 60_000;
  const nowMs = 1000 * minute;
  const self = { scope: 'here', pid: 5, startedMs: nowMs - 10 * minute };
  const file = { writer: { scope, pid }, changedMs: nowMs - minutes * minute };
  expect(isAbandoned(file, { self, nowMs, isRunning: (number) => number === 7 })).toBe(expected);
});

test('requests for one file share one `make`, which continues until all have aborted', async () => {
  const { cache } = setUp();
  const { make, signals, started, finish } = heldMaking();
  const leaving = new AbortController();
  const begun = started();
  const a = cache.file({ content: 'a' }, '.pcm', make, leaving.signal);
  const b = cache.file({ content: 'a' }, '.pcm', make);
  await begun;
  leaving.abort(new Error('enough'));
  await expect(a).rejects.toThrow('enough');
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  finish();
  expect(await b).toMatchObject({ bytes: 4 });
});

test('a file is created again for a request after the last one has aborted', async () => {
  const { cache, make } = setUp();
  const held = heldMaking();
  const leaving = new AbortController();
  const begun = held.started();
  const a = cache.file({ content: 'a' }, '.pcm', held.make, leaving.signal);
  await begun;
  leaving.abort(new Error('enough'));
  await expect(a).rejects.toThrow('enough');
  expect(held.signals[0]?.aborted).toBe(true);
  expect(await cache.file({ content: 'a' }, '.pcm', make)).toMatchObject({ bytes: 100, hit: false });
});

test('creates two files at a time, and waiting requests can abort', async () => {
  const { cache } = setUp();
  const held = [heldMaking(), heldMaking(), heldMaking(), heldMaking()] as const;
  const leaving = new AbortController();
  const begun = held.map(({ started }) => started());
  const ask = (i: 0 | 1 | 2 | 3): Promise<unknown> =>
    cache.file({ content: `${i}` }, '.pcm', held[i].make, i === 2 ? leaving.signal : undefined);
  // Sequential, because the order of two simultaneous calls depends on the file system.
  const files = [ask(0)];
  await begun[0];
  files.push(ask(1));
  await begun[1];
  files.push(ask(2), ask(3));
  expect(held.map(({ signals }) => signals.length)).toEqual([1, 1, 0, 0]);
  leaving.abort(new Error('enough'));
  await expect(files[2]).rejects.toThrow('enough');
  held[0].finish();
  await begun[3];
  expect(held.map(({ signals }) => signals.length)).toEqual([1, 1, 0, 1]);
  held[1].finish();
  held[3].finish();
  expect(await Promise.all([files[0], files[1], files[3]])).toHaveLength(3);
});

test.each([
  ['linux', {}, '/home/ana/.cache/rtms-mock'],
  ['linux', { XDG_CACHE_HOME: '/fast' }, '/fast/rtms-mock'],
  ['darwin', {}, '/home/ana/Library/Caches/rtms-mock'],
  ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\rtms-mock\\Cache'],
] as const)('is kept on %s with %o in %s', (platform, environment, folder) => {
  expect(defaultCacheFolder({ platform, home: '/home/ana', environment })).toBe(folder);
});
