import { describe, expect, test } from 'vitest';
import { AudioLane } from '../../src/media/delivery/lanes/audio-lane.js';
import type { LateFrames } from '../../src/policies.js';
import type { ChunkWriter } from '../../src/media/delivery/lanes/chunk-writer.js';
import type { OutgoingFrame } from '../../src/media/delivery/lanes/media-sink.js';
import { VideoLane } from '../../src/media/delivery/lanes/video-lane.js';
import { Meeting } from '../../src/meetings/meeting.js';
import { stringToMessageBytes, messageBytesToString } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { labelOf, testSource } from '../support/test-source.js';

/** Lanes, a sink that records their frames, and the number of skipped frames. */
async function setUp(lateFrames: LateFrames) {
  const clock = new ManualClock();
  const source = testSource();
  const meeting = new Meeting(
    { product: 'meeting', entityId: 'm', meetingId: '1', topic: 't', source },
    clock,
  );
  const sent: OutgoingFrame[] = [];
  let skipped = 0;
  const sink = {
    flow: 'flowing' as const,
    isCongested: false,
    sendFrame: (frame: OutgoingFrame) => void sent.push(frame),
    countSkipped: (_kind: string, frames: number) => {
      skipped += frames;
    },
  };
  const write: ChunkWriter = ({ base64 }) => stringToMessageBytes(labelOf(base64.toString()));
  const format = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 } as const;
  const picture = { codec: 'H264', width: 640, height: 360, fps: 25 } as const;
  const camera = { track: (await source.video(0, picture))!, write };
  const audio = new AudioLane({
    meeting,
    feeds: [{ track: await source.audio('mixed', format), write }],
    intervalMs: 20,
    sink,
    lateFrames,
    fromMs: 0,
    nowMs: 0,
  });
  const video = new VideoLane({
    kind: 'video',
    meeting,
    select: () => camera,
    intervalMs: 40,
    sink,
    lateFrames,
    fromMs: 0,
  });
  const texts = (): string[] => sent.splice(0).map(({ message }) => messageBytesToString(message));
  return { audio, video, texts, skipped: () => skipped };
}

describe('when the server was late', () => {
  test('"burst" sends everything', async () => {
    const { audio, texts, skipped } = await setUp('burst');
    audio.run(1000);
    expect(texts()).toHaveLength(51);
    expect(skipped()).toBe(0);
  });

  test('"skip" continues with the current frame, and counts', async () => {
    const { audio, texts, skipped } = await setUp('skip');
    audio.run(0);
    audio.run(1010);
    expect(texts()).toEqual(['mixed#0', 'mixed#50']);
    expect(skipped()).toBe(49);
    expect(audio.dueMs).toBe(1020);
  });

  test('"skip" sends frames that are only slightly late', async () => {
    const { audio, texts, skipped } = await setUp('skip');
    audio.run(0);
    audio.run(39);
    expect(texts()).toEqual(['mixed#0', 'mixed#1']);
    expect(skipped()).toBe(0);
  });

  test('"skip" restarts video at a keyframe', async () => {
    const { video, texts } = await setUp('skip');
    video.run(0);
    expect(texts()).toEqual(['camera0#0']);
    for (let ms = 650; ms <= 850; ms += 40) video.run(ms);
    expect(texts()[0]).toBe('camera0#20');
  });

  test('after a long suspension neither sends a burst', async () => {
    for (const policy of ['burst', 'skip'] as const) {
      const { audio, video, texts, skipped } = await setUp(policy);
      audio.run(3_600_000);
      video.run(3_600_000);
      expect(texts().length).toBeLessThan(3);
      expect(skipped()).toBe(180_000 + 90_000);
      expect(audio.dueMs).toBe(3_600_020);
    }
  });
});
