import { expect, test } from 'vitest';
import { chunkOf } from '../../src/media/tracks/chunk.js';
import { lazyTrack } from '../../src/media/tracks/lazy-track.js';

function countingTrack(length: number) {
  const encoded: number[] = [];
  const track = lazyTrack({
    length,
    intervalMs: 1000,
    encode: (index) => {
      encoded.push(index);
      return index % 2 === 0 ? chunkOf(Buffer.from([index % 256])) : undefined;
    },
  });
  return { track, encoded };
}

test('a short track encodes every chunk once', () => {
  const { track, encoded } = countingTrack(120);
  for (let index = 0; index < 240; index++) track.chunkAt(index % 120);
  expect(encoded).toHaveLength(120);
});

test('a long track keeps the chunks of the last two minutes that were played', () => {
  const { track, encoded } = countingTrack(600);
  for (let index = 0; index < 300; index++) track.chunkAt(index);
  const last = track.chunkAt(298);
  for (let index = 180; index < 300; index++) track.chunkAt(index);
  expect(track.chunkAt(298)).toBe(last);
  expect(encoded).toHaveLength(300);
  expect(track.chunkAt(0)?.data).toEqual(Buffer.from([0]));
  expect(encoded.slice(300)).toEqual([0]);
});
