import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { GuestMix } from '../../src/media/delivery/lanes/guest-mix.js';
import { GuestMedia } from '../../src/media/sources/live/guest-media.js';
import type { AudioFormat, VideoFormat } from '../../src/media/tracks/track.js';
import { Guests, type Guest } from '../../src/meetings/guests.js';
import type { Meeting } from '../../src/meetings/meeting.js';

const CONTEXT = { clock: new ManualClock(), originMs: 0, isOver: () => false };
const SILENT = { length: Infinity, intervalMs: 20, chunkAt: () => undefined };

function guestMedia(): GuestMedia {
  const formats = { name: 'Guest', audio: {}, video: ['H264'], share: [] } as const;
  return new GuestMedia(formats, CONTEXT, { wanted: () => {}, keyframe: () => {} });
}

function guest(): Guest {
  const participant = { userId: 1, name: 'Guest', sourceIndex: 0 };
  return { participant, media: guestMedia(), onMute: () => {}, onLeave: () => {} };
}

test('a guest who stays does not hold the connections that have ended', async () => {
  const guests = new Guests();
  guests.add(guest());
  /** Something that a connection holds. */
  const connect = (): readonly [held: WeakRef<object>, end: AbortController] => {
    const held = { samples: new Int16Array(10) };
    const end = new AbortController();
    guests.follow({ attach: () => () => held.samples.fill(1), signal: end.signal });
    return [new WeakRef(held), end];
  };
  const [first, end] = connect();
  const [second] = connect();
  end.abort();
  const [third] = connect();
  await turn();
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  expect([first, second, third].map((ref) => ref.deref() !== undefined)).toEqual([false, true, true]);
});

test('a connection listens to its end once for all guests who join and leave', async () => {
  const end = new AbortController();
  const format: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };
  const mix = new GuestMix({
    meeting: {} as Meeting,
    format,
    base: undefined,
    samplesOfBase: () => Promise.resolve(undefined),
    signal: end.signal,
    onFailure: (error) => expect.unreachable(String(error)),
  });
  for (let joined = 0; joined < 3; joined += 1) {
    const remove = mix.add(guest(), SILENT);
    while (mix.at(0) === undefined) await turn();
    expect(getEventListeners(end.signal, 'abort')).toHaveLength(1);
    remove();
    expect(mix.at(0)).toBeUndefined();
    expect(getEventListeners(end.signal, 'abort')).toHaveLength(0);
  }
  mix.add(guest(), SILENT);
  while (mix.at(0) === undefined) await turn();
  end.abort();
  expect(mix.at(0)).toBeUndefined();
});

test('a connection does not hold the camera of a guest who has left', async () => {
  const connection = new AbortController();
  const format: VideoFormat = { codec: 'H264', width: 640, height: 360, fps: 25 };
  const media = guestMedia();
  await media.frames('video', format, connection.signal);
  expect(getEventListeners(connection.signal, 'abort')).toHaveLength(1);
  media.close();
  expect(getEventListeners(connection.signal, 'abort')).toHaveLength(0);
  await media.frames('video', format, connection.signal);
  expect(getEventListeners(connection.signal, 'abort')).toHaveLength(0);
});
