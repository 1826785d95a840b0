import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';

function pings(peer: Peer): number[] {
  return peer.ofType(MessageType.KEEP_ALIVE_REQ).map(({ timestamp }) => timestamp);
}

function steps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

verifies(['keep-alive:interval-2025', 'spec:h'], async (world) => {
  const { signaling, meeting } = await world.join();
  await world.advance(30_000);
  expect(steps(pings(signaling))).toEqual([5000, 5000, 5000, 5000, 5000]);
  signaling.answersKeepAlive = false;
  await world.advance(20_000);
  await world.until(() => meeting.state === 'interrupted', 1000);
  expect(signaling.closed?.code).toBe(1006);
});

verifies('keep-alive:interval-2026', { protocol: '2026' }, async (world) => {
  const { signaling } = await world.join();
  await world.advance(40_000);
  expect(steps(pings(signaling))).toEqual([10_000, 10_000, 10_000]);
});

verifies('keep-alive:three-misses', { both: true }, async (world) => {
  const { signaling } = await world.join();
  const intervalMs = world.generation === '2025' ? 5000 : 10_000;
  signaling.answersKeepAlive = false;
  await world.advance(4 * intervalMs - 1);
  expect([pings(signaling).length, signaling.closed]).toEqual([3, undefined]);
  await world.advance(1);
  await world.until(() => signaling.closed !== undefined, 1000);
  expect(signaling.closed?.code).toBe(1006);
});

verifies('keep-alive:consecutive', { both: true, keepAliveMs: 1000 }, async (world) => {
  const { signaling } = await world.join();
  signaling.answersKeepAlive = false;
  for (let round = 0; round < 5; round += 1) {
    await world.advance(3000);
    await world.send(signaling, { msg_type: 13, timestamp: pings(signaling).at(-1) });
  }
  expect(pings(signaling)).toHaveLength(15);
  expect(signaling.closed).toBeUndefined();
});

verifies('keep-alive:any-timestamp', { both: true, keepAliveMs: 1000 }, async (world) => {
  const { signaling } = await world.join();
  signaling.answersKeepAlive = false;
  for (const timestamp of [1, undefined, 2, undefined, 3, 4]) {
    await world.advance(1000);
    await world.send(signaling, { msg_type: 13, timestamp });
  }
  await world.advance(3000);
  expect(signaling.closed).toBeUndefined();
});

verifies('keep-alive:strict-timestamp', { both: true, keepAliveMs: 1000, strict: true }, async (world) => {
  const { signaling } = await world.join({ media_type: 1, media_params: { audio: {} } });
  await world.advance(5000);
  expect(signaling.closed).toBeUndefined();
  signaling.answersKeepAlive = false;
  for (let round = 0; round < 4; round += 1) {
    await world.send(signaling, { msg_type: 13, timestamp: 1 });
    await world.advance(1000);
  }
  await world.until(() => signaling.closed !== undefined, 1000);
  expect(signaling.closed?.code).toBe(1006);
});

verifies('keep-alive:media-idle', { both: true }, async (world) => {
  const { media, meeting } = await world.join({ media_type: 1 });
  await world.advance(30_000);
  expect(pings(media)).toEqual([]);
  meeting.pause();
  await world.advance(30_000);
  expect(pings(media).length).toBeGreaterThanOrEqual(2);
});

verifies('keep-alive:media-always', { both: true, mediaKeepAlive: 'always' }, async (world) => {
  const { media, signaling } = await world.join({ media_type: 1 });
  await world.advance(30_000);
  expect(pings(media)).toHaveLength(pings(signaling).length);
  media.answersKeepAlive = false;
  await world.advance(40_000);
  await world.until(() => media.closed !== undefined, 1000);
  expect(signaling.eventTypes).toContain(7);
});

verifies('keep-alive:media-off', { both: true, mediaKeepAlive: 'off' }, async (world) => {
  const { media, meeting } = await world.join({ media_type: 1 });
  meeting.pause();
  await world.advance(60_000);
  expect([pings(media), media.closed]).toEqual([[], undefined]);
});

verifies('keep-alive:answered-twice', { both: true }, async (world) => {
  const { signaling, meeting } = await world.join();
  for (let round = 0; round < 4; round += 1) {
    await world.advance(10_000);
    await world.send(signaling, { msg_type: 13, timestamp: pings(signaling).at(-1) });
  }
  expect([meeting.state, signaling.closed]).toEqual(['active', undefined]);
});

verifies('keep-alive:client-request', { both: true }, async (world) => {
  const { signaling } = await world.join();
  await world.send(signaling, { msg_type: 12, timestamp: 5 });
  expect([signaling.bodies(13), signaling.closed]).toEqual([[], undefined]);
});

verifies('keep-alive:not-before-handshake', { both: true }, async (world) => {
  const signaling = await world.dial('signaling');
  const media = await world.dial('media');
  await world.advance(29_000);
  expect([signaling.received, media.received]).toEqual([[], []]);
});
