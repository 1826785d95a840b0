import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { indexAccessUnits } from '../../src/media/sources/file/access-units.js';
import { createChunkWindow } from '../../src/media/sources/file/chunk-window.js';
import { openFileBytes } from '../../src/media/sources/file/file-bytes.js';
import { indexImages, JPEG_BOUNDARY, type FrameIndex } from '../../src/media/sources/file/frame-index.js';
import { indexOggPackets } from '../../src/media/sources/file/ogg-packets.js';
import { framePacket, indexPackets } from '../../src/media/sources/file/packet-file.js';
import { temporaryFolder } from './file-support.js';
import { oggOpus } from './ogg.js';

function fileOf(bytes: Buffer): string {
  const path = join(temporaryFolder(), 'pieces');
  writeFileSync(path, bytes);
  return path;
}

/** The bytes of each frame or packet. */
function cut(path: string, index: FrameIndex): Buffer[] {
  const whole = readFileSync(path);
  return Array.from({ length: index.count }, (_, i) => {
    const { offset, length } = index.at(i)!;
    return whole.subarray(offset, offset + length);
  });
}

/** Bytes that differ everywhere and hold no start code. */
const filler = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i % 250) + 4));

test('a large file is read in blocks, of which a limited number is kept', () => {
  const bytes = filler(1000);
  const path = fileOf(bytes);
  const file = openFileBytes(path, { wholeBytes: 100, blockBytes: 64, blocks: 2 });
  // It may be deleted while it is played.
  unlinkSync(path);
  expect(file.size).toBe(1000);
  for (const [offset, length] of [
    [0, 10],
    [60, 10],
    [60, 200],
    [990, 10],
    [0, 1000],
    [127, 1],
  ] as const) {
    expect(file.read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
  }
  expect(file.read(990, 100)).toEqual(bytes.subarray(990));
  expect(file.read(2000, 10)).toHaveLength(0);
});

test('a small file is kept in memory as a whole', () => {
  const file = openFileBytes(fileOf(filler(100)));
  expect(file.read(10, 5).buffer).toBe(file.read(90, 5).buffer);
});

test('chunks in memory are shared, and those that were read first are dropped first', () => {
  let made = 0;
  const chunkAt = createChunkWindow((index) => {
    made += 1;
    return index < 100 ? Buffer.alloc(300, index) : undefined;
  }, 2100);
  const first = chunkAt(0);
  expect(chunkAt(0)).toBe(first);
  expect(first?.base64.toString()).toBe(Buffer.alloc(300, 0).toString('base64'));
  // Three chunks of 300 bytes and their base64 fit.
  for (const index of [1, 2]) chunkAt(index);
  expect(chunkAt(0)).toBe(first);
  expect(made).toBe(3);
  chunkAt(3);
  expect(chunkAt(1)).toBeDefined();
  expect(made).toBe(4);
  expect(chunkAt(0)).not.toBe(first);
  expect(chunkAt(100)).toBeUndefined();
});

test('access units are found wherever a read happens to end', async () => {
  const long = (...head: number[]): Buffer =>
    Buffer.concat([Buffer.from([0, 0, 0, 1, ...head]), filler(5000)]);
  const short = (...head: number[]): Buffer => Buffer.concat([Buffer.from([0, 0, 1, ...head]), filler(7)]);
  const sets = Buffer.concat([long(0x67), long(0x68), short(6)]);
  // The second slice of a frame does not begin a new one.
  const key = Buffer.concat([sets, long(0x65, 0x88), short(0x65, 0x40)]);
  const delta = long(0x41, 0x9a);
  const group = [key, ...Array.from({ length: 30 }, () => delta)];
  const units = Array.from({ length: 20 }, () => group).flat();
  // More than one read of 1 MiB.
  const path = fileOf(Buffer.concat(units));
  const index = await indexAccessUnits(path, readFileSync(path).length);
  expect(cut(path, index).map((unit) => unit.length)).toEqual(units.map((unit) => unit.length));
  expect(Array.from({ length: 32 }, (_, i) => index.at(i)?.isKey)).toEqual([
    true,
    ...Array(30).fill(false),
    true,
  ]);
  expect(index.at(units.length)).toBeUndefined();
});

test('images are found by the boundary between them', async () => {
  const picture = (length: number): Buffer =>
    Buffer.concat([Buffer.from('ffd8', 'hex'), filler(length), Buffer.from('ffd9', 'hex')]);
  const pictures = [100, 1024 ** 2 - 106, 7, 2 * 1024 ** 2, 50].map(picture);
  const path = fileOf(Buffer.concat(pictures));
  const index = await indexImages(path, readFileSync(path).length, JPEG_BOUNDARY);
  expect(cut(path, index).map((found) => found.length)).toEqual(pictures.map((each) => each.length));
});

const packets = Array.from({ length: 9000 }, (_, i) => filler(1 + (i % 400)));

test('Opus packets are found in an Ogg file', async () => {
  const path = fileOf(oggOpus(packets, 1));
  expect(Buffer.concat(cut(path, await indexOggPackets(path))).equals(Buffer.concat(packets))).toBe(true);
  await expect(indexOggPackets(fileOf(filler(100)))).rejects.toThrow('no Ogg page at byte 0');
});

test('packets are found in a packet file, except for a truncated one', async () => {
  const bytes = Buffer.concat(packets.map(framePacket));
  const path = fileOf(bytes);
  expect(Buffer.concat(cut(path, await indexPackets(path))).equals(Buffer.concat(packets))).toBe(true);
  expect((await indexPackets(fileOf(bytes.subarray(0, -1)))).count).toBe(packets.length - 1);
});
