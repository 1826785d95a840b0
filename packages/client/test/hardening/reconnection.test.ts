/** Servers that accept a connection and drop it, over and over. */
import { describe, expect, test } from 'vitest';
import { joined as joinedWith, URLS } from '../support/stream-harness.js';

const joined = () => joinedWith(1, true);
const signalingAnswer = { msg_type: 2, status_code: 0, media_server: { server_urls: URLS } };
const mediaAnswer = { msg_type: 4, status_code: 0 };

function delays(notified: readonly unknown[]): unknown[] {
  return notified.flatMap((entry) => (Array.isArray(entry) && entry[0] === 'reconnecting' ? [entry[3]] : []));
}

/** Loses the newest media socket; accepts it again after the delay; keeps it for `keptMs`. */
function dropMedia(all: ReturnType<typeof joined>, keptMs: number): void {
  const { clock, notified, socket, urls } = all;
  socket(urls.length - 1).end.terminate();
  clock.advance(Number(delays(notified).at(-1)));
  socket(urls.length - 1).send(mediaAnswer);
  clock.advance(keptMs);
}

describe('a media socket that is accepted and dropped', () => {
  test('is opened again after longer and longer delays', () => {
    const all = joined();
    for (let i = 0; i < 6; i += 1) dropMedia(all, 500);
    expect(delays(all.notified)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  test('is opened again after 1 s if it lasted for 10 s', () => {
    const all = joined();
    dropMedia(all, 500);
    dropMedia(all, 10_000);
    dropMedia(all, 9999);
    dropMedia(all, 500);
    expect(delays(all.notified)).toEqual([1000, 2000, 1000, 2000]);
  });
});

test('signaling that is accepted and dropped is opened again after longer and longer delays', () => {
  const all = joined();
  const { clock, notified, socket, urls } = all;
  for (let i = 0; i < 5; i += 1) {
    socket(urls.length - 2).end.terminate();
    clock.advance(Number(delays(notified).at(-1)));
    socket(urls.length - 1).send(signalingAnswer);
    socket(urls.length - 1).send(mediaAnswer);
    clock.advance(i === 3 ? 10_000 : 500);
  }
  expect(delays(notified)).toEqual([1000, 2000, 4000, 8000, 1000]);
  expect(notified.filter((entry) => Array.isArray(entry) && entry[0] === 'reconnected')).toHaveLength(5);
});
