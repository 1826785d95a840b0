/** For tests of live sources: audio to push, and what an app receives. */
import { MessageType } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';

import { samplesOf } from '../../src/media/codecs/wav.js';
import type { LiveSource } from '../../src/media/sources/live/live-source.js';
import type { MediaSource } from '../../src/media/sources/media-source.js';
import type { Track } from '../../src/media/tracks/track.js';
import type { TestPeer } from '../support/test-core.js';

/** Samples that differ from their neighbours, so that a missing or repeated one is detected. */
export function noise(count: number, seed = 1): Int16Array {
  let state = seed;
  return Int16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return ((state >>> 16) & 0x3fff) - 0x2000;
  });
}

/** A tone with a quarter of full scale. */
export function tone(hertz: number, rateHz: number, ms: number): Int16Array {
  return Int16Array.from({ length: (rateHz * ms) / 1000 }, (_, i) =>
    Math.round(8192 * Math.sin((2 * Math.PI * hertz * i) / rateHz)),
  );
}

/** Something that passes time. */
interface Time {
  advance(ms: number): void;
}

/** Pushes audio in real time, as a microphone does: a piece, then its length passes. */
export function pushInTime(
  clock: Time,
  live: LiveSource,
  samples: Int16Array,
  options: { readonly rateHz: number; readonly pieceMs?: number; readonly participant?: number },
): void {
  const { rateHz, pieceMs = 20, participant = 0 } = options;
  const piece = (rateHz * pieceMs) / 1000;
  for (let at = 0; at < samples.length; at += piece) {
    live.pushAudio(samples.subarray(at, at + piece), { participant });
    clock.advance(pieceMs);
  }
}

/** A packet or frame that an app received. */
export interface Received {
  readonly name: string | undefined;
  /** Milliseconds since the clock began. */
  readonly atMs: number;
  readonly data: Buffer;
}

const CLOCK_BEGAN = new ManualClock().unixMs();

export function received(
  peer: TestPeer,
  type:
    | typeof MessageType.MEDIA_DATA_AUDIO
    | typeof MessageType.MEDIA_DATA_VIDEO
    | typeof MessageType.MEDIA_DATA_SHARE,
): Received[] {
  return peer.ofType(type).map(({ content }) => ({
    name: content.user_name,
    atMs: content.timestamp - CLOCK_BEGAN,
    data: Buffer.from(content.data, 'base64'),
  }));
}

export const heard = (peer: TestPeer): Received[] => received(peer, MessageType.MEDIA_DATA_AUDIO);
export const seen = (peer: TestPeer): Received[] => received(peer, MessageType.MEDIA_DATA_VIDEO);

/** The samples of consecutive L16 packets. */
export function samplesIn(packets: readonly { readonly data: Buffer }[]): Int16Array {
  return samplesOf(Buffer.concat(packets.map(({ data }) => data)));
}

/** Index of the first difference; `undefined` if there is none. Faster than `toEqual` for long arrays. */
export function firstDifference(actual: Int16Array, expected: Int16Array): number | undefined {
  const length = Math.max(actual.length, expected.length);
  for (let i = 0; i < length; i++) if (actual[i] !== expected[i]) return i;
  return undefined;
}

/** A meeting that plays a source, without a server, on a clock of its own. */
export function inMeeting(live: LiveSource): { readonly clock: ManualClock; readonly meeting: MediaSource } {
  const clock = new ManualClock();
  const meeting = live.forMeeting?.({ clock, originMs: 0, isOver: () => false });
  if (!meeting) throw new Error('a live source plays in meetings');
  return { clock, meeting };
}

/** The chunks that a track has now, with their indices. */
export function chunksIn(track: Track, until: number): { readonly index: number; readonly data: Buffer }[] {
  return Array.from({ length: until }, (_, index) => ({ index, data: track.chunkAt(index)?.data })).flatMap(
    ({ index, data }) => (data ? [{ index, data }] : []),
  );
}
