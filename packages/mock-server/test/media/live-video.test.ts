import { EventType, MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';

import { createLiveSource, type LiveSource } from '../../src/media/sources/live/live-source.js';
import { TestCore, type TestPeer } from '../support/test-core.js';
import { inMeeting, received, seen } from './live-support.js';

const CAMERA = { participants: [{ name: 'Ana', video: 'H264' }] } as const;
const VIDEO = { media_type: 2, media_params: { video: { codec: 7, fps: 25 } } };
const START_CODE = [0, 0, 0, 1];
const SETS = Buffer.from([...START_CODE, 0x67, 1, 2, 3, ...START_CODE, 0x68, 4, 5]);
const DELIMITER = Buffer.from([...START_CODE, 0x09, 0xf0]);

/** Frames that contain their number; only their headers look like H.264. */
function slice(number: number, key = false): Buffer {
  return Buffer.from([...START_CODE, key ? 0x65 : 0x61, 0x88, number >> 8, number & 255, 0x80]);
}

function key(number: number): Buffer {
  return Buffer.concat([SETS, slice(number, true)]);
}

function numbersOf(frames: readonly { readonly data: Buffer }[]): number[] {
  return frames.map(({ data }) => data.readUInt16BE(data.length - 3));
}

/** Pushes `count` frames at a rate, with a keyframe every `keys`. */
function pushFrames(
  core: { readonly clock: { advance(ms: number): void } },
  live: LiveSource,
  options: { readonly count: number; readonly fps: number; readonly keys: number; readonly from?: number },
): void {
  const { count, fps, keys, from = 0 } = options;
  for (let number = from; number < from + count; number++) {
    live.pushVideo(number % keys === 0 ? key(number) : slice(number));
    core.clock.advance(1000 / fps);
  }
}

/** True if each frame follows the one before or is a keyframe: then a decoder can follow. */
function canBeDecoded(numbers: readonly number[], keys: number): boolean {
  return numbers.every(
    (number, i) => number % keys === 0 || (i > 0 && number === (numbers[i - 1] ?? -1) + 1),
  );
}

const share = (peer: TestPeer) => received(peer, MessageType.MEDIA_DATA_SHARE);

describe('pushed video frames', () => {
  test('arrive byte for byte, in order, after the latency, on the grid of the app', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const { media } = await core.join(VIDEO, { media: live });
    core.clock.advance(7);
    pushFrames(core, live, { count: 50, fps: 25, keys: 25 });
    core.clock.advance(200);
    const frames = seen(media);
    expect(frames.map(({ data }) => data)).toEqual(
      Array.from({ length: 50 }, (_, i) => (i % 25 === 0 ? key(i) : slice(i))),
    );
    expect(frames.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, i) => 120 + i * 40));
    expect(new Set(frames.map(({ name }) => name))).toEqual(new Set(['Ana']));
  });

  test('begin with a keyframe for an app that joins in the middle', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const meeting = await core.startMeeting({ media: live });
    const signaling = core.joinSignaling(meeting);
    pushFrames(core, live, { count: 10, fps: 25, keys: 25 });
    const media = core.joinMedia(meeting, VIDEO);
    await core.ready(signaling, meeting);
    pushFrames(core, live, { count: 30, fps: 25, keys: 25, from: 10 });
    core.clock.advance(200);
    expect(numbersOf(seen(media))).toEqual(Array.from({ length: 15 }, (_, i) => i + 25));
  });

  test('of a producer that pushes its parameter sets once have them at each keyframe', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const { media } = await core.join(VIDEO, { media: live });
    for (const frame of [
      SETS,
      slice(0, true),
      slice(1),
      slice(2, true),
      Buffer.concat([DELIMITER, slice(3, true)]),
    ]) {
      live.pushVideo(frame);
      core.clock.advance(40);
    }
    core.clock.advance(200);
    expect(seen(media).map(({ data }) => data)).toEqual([
      key(0),
      slice(1),
      key(2),
      Buffer.concat([DELIMITER, SETS, slice(3, true)]),
    ]);
  });

  test('are keyframes if the producer marks them', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const { media } = await core.join(VIDEO, { media: live });
    live.pushVideo(slice(1));
    core.clock.advance(40);
    live.pushVideo(Buffer.concat([SETS, slice(2)]), { isKeyFrame: true });
    core.clock.advance(200);
    expect(numbersOf(seen(media))).toEqual([2]);
  });

  test.each([
    { fps: 30, keys: 60 },
    { fps: 60, keys: 30 },
    { fps: 100, keys: 250 },
  ])('at $fps fps with a keyframe every $keys stay decodable and current', async ({ fps, keys }) => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource(CAMERA);
    const { media } = await core.join(VIDEO, { media: live });
    const count = fps * 20;
    pushFrames(core, live, { count, fps, keys });
    const numbers = numbersOf(seen(media));
    // One in each slot of the grid from the first on.
    expect(numbers.length).toBeGreaterThan(490);
    expect(canBeDecoded(numbers, keys)).toBe(true);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    // The delay is at most a second and a keyframe interval.
    expect(numbers.at(-1)).toBeGreaterThan(count - fps - keys - 20);
  });

  test('that are all keyframes are dropped evenly, and stay current', async () => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource({ participants: [{ name: 'Ana', video: 'JPG' }] });
    const request = { media_type: 2, media_params: { video: { codec: 5, fps: 5 } } };
    const { media } = await core.join(request, { media: live });
    for (let number = 0; number < 300; number++) {
      live.pushVideo(Buffer.from([0xff, 0xd8, 0xff, number >> 8, number & 255, 0xd9]));
      core.clock.advance(1000 / 30);
    }
    const numbers = numbersOf(seen(media));
    const steps = numbers.slice(10).map((number, i) => number - (numbers[i + 9] ?? 0));
    expect(steps.every((step) => Math.abs(step - 6) <= 1)).toBe(true);
    expect(numbers.at(-1)).toBeGreaterThan(280);
  });

  test('are the same at the same time for two apps with the same rate, and fewer for one with a lower rate', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const { meeting, media: first } = await core.join(VIDEO, { media: live });
    const { media: second } = await core.join(VIDEO, { meeting: meeting.streamId });
    const slow = { media_type: 2, media_params: { video: { codec: 7, fps: 10 } } };
    const { media: third } = await core.join(slow, { meeting: meeting.streamId });
    pushFrames(core, live, { count: 100, fps: 25, keys: 25 });
    core.clock.advance(200);
    expect(seen(second)).toEqual(seen(first));
    expect(seen(first)).toHaveLength(100);
    expect(seen(third).length).toBeLessThan(43);
    expect(canBeDecoded(numbersOf(seen(third)), 25)).toBe(true);
  });

  test('are not converted: for an app that requests another codec the journal has the reason', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const request = { media_type: 3, media_params: { video: { codec: 5, fps: 5 } } };
    const { media } = await core.join(request, { media: live });
    live.pushVideo(key(0));
    live.pushAudio(new Int16Array(48_000).fill(1000));
    core.clock.advance(500);
    const [unavailable] = core.journal.find({ type: 'media-unavailable' });
    expect(unavailable?.detail).toMatchObject({
      kind: 'video',
      reason:
        "Ana's camera provides H264, and JPG was requested; live frames are not converted: request H264, or push JPG",
    });
    expect(seen(media)).toEqual([]);
    expect(media.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(10);
  });

  test('that were dropped from a full buffer are not followed by those that depend on them', async () => {
    const core = new TestCore();
    const live = createLiveSource(CAMERA);
    const { media } = await core.join(VIDEO, { media: live });
    live.pushVideo(key(0));
    core.clock.advance(200);
    for (let number = 1; number <= 40; number++) {
      const picture = slice(number);
      live.pushVideo(
        Buffer.concat([picture.subarray(0, 6), Buffer.alloc(1024 ** 2, 1), picture.subarray(6)]),
      );
    }
    core.clock.advance(500);
    live.pushVideo(key(100));
    live.pushVideo(slice(101));
    core.clock.advance(500);
    expect(numbersOf(seen(media))).toEqual([0, 100, 101]);
  });

  test('that no app receives take limited memory', async () => {
    const live = createLiveSource({ participants: [{ name: 'Ana', video: 'JPG' }] });
    const { clock, meeting } = inMeeting(live);
    const track = await meeting.video(0, { codec: 'JPG', width: 640, height: 360, fps: 30 });
    const picture = Buffer.alloc(1024 ** 2);
    for (let number = 0; number < 100; number++) {
      picture.set([0xff, 0xd8, 0xff, number]);
      live.pushVideo(picture);
    }
    clock.advance(200);
    const first = Array.from({ length: 7 }, (_, index) => track?.chunkAt(index)?.data[3]).find(
      (number) => number !== undefined,
    );
    expect(first).toBeGreaterThanOrEqual(100 - 32);
  });
});

describe('a shared screen', () => {
  const SHARE = { media_type: 4, media_params: { deskshare: { codec: 7, fps: 25 } } };

  test('is shared from its first frame until sharing stops', async () => {
    const core = new TestCore({ keepAliveMs: 10_000_000 });
    const live = createLiveSource({ participants: [{ name: 'Ana' }, { name: 'Bo' }], share: 'H264' });
    const { media, signaling } = await core.join(SHARE, { media: live });
    signaling.send({
      msg_type: MessageType.EVENT_SUBSCRIPTION,
      events: [
        { event_type: EventType.SHARING_START, subscribe: true },
        { event_type: EventType.SHARING_STOP, subscribe: true },
      ],
    });
    core.clock.advance(1000);
    live.pushShare(key(1), { participant: 1 });
    core.clock.advance(40);
    live.pushShare(slice(2), { participant: 1 });
    core.clock.advance(30_000);
    live.pushShare(slice(3), { participant: 1 });
    live.stopSharing();
    core.clock.advance(1000);
    expect(share(media).map(({ name, atMs }) => ({ name, atMs }))).toEqual([
      { name: 'Bo', atMs: 1120 },
      { name: 'Bo', atMs: 1160 },
    ]);
    const events = signaling.ofType(MessageType.EVENT_UPDATE).map(({ event }) => event);
    expect(events.filter(({ event_type }) => event_type === EventType.SHARING_START)).toMatchObject([
      { user_name: 'Bo' },
    ]);
    expect(events.filter(({ event_type }) => event_type === EventType.SHARING_STOP)).toHaveLength(1);
  });

  test('is replaced by that of the next participant who shares', async () => {
    const core = new TestCore();
    const live = createLiveSource({ participants: [{ name: 'Ana' }, { name: 'Bo' }], share: 'H264' });
    const { media } = await core.join(SHARE, { media: live });
    live.pushShare(key(1), { participant: 0 });
    core.clock.advance(1000);
    live.pushShare(key(2), { participant: 1 });
    core.clock.advance(1000);
    expect(share(media).map(({ name }) => name)).toEqual(['Ana', 'Bo']);
  });
});
