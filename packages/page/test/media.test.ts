import { describe, expect, test } from 'vitest';
import { closedText } from '../src/capture/closed-text.js';
import { liveFrame, LiveKind } from '../src/capture/live-frame.js';
import { h264CodecFor } from '../src/capture/h264-level.js';
import { bytesOf, levelOf, samplesOf } from '../src/people/samples.js';
import { initialsOf } from '../src/people/initials.js';
import { withEarlier } from '../src/people/transcript-lines.js';
import type { Line } from '../src/ui/line.js';
import { codecOf, imageTypeOf } from '../src/people/frame-type.js';

describe('a frame of the live-media API', () => {
  test('has a kind, a big-endian time in µs, and the payload', () => {
    const frame = liveFrame(LiveKind.audio, new Uint8Array([7, 8]), 0x0102030405);
    expect([...frame]).toEqual([1, 0, 0, 0, 1, 2, 3, 4, 5, 7, 8]);
    expect([...liveFrame(LiveKind.caption, new ArrayBuffer(0), 1.6)]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, 2]);
  });
});

test.each([
  [1000, 'Left the meeting', 'You have left the meeting.'],
  [1000, '', 'You have left the meeting.'],
  [1000, 'The meeting has ended', 'The meeting has ended.'],
  [1006, '', 'The connection to the meeting was lost.'],
  [1008, 'Refused', 'The meeting closed the connection with 1008: Refused.'],
])('a participant whose socket is closed with %d %j reads: %s', (code, reason, text) => {
  expect(closedText(code, reason)).toBe(text);
});

describe('the level of samples', () => {
  test('is linear in decibels, from −60 dBFS to full scale', () => {
    expect(levelOf(new Int16Array(320))).toBe(0);
    expect(levelOf(new Int16Array(320).fill(32_767))).toBeCloseTo(1, 3);
    expect(levelOf(new Int16Array(320).fill(328))).toBeCloseTo(1 / 3, 2);
    expect(levelOf(new Int16Array(0))).toBe(0);
  });

  test('is taken of little-endian samples in base64', () => {
    expect([...samplesOf(bytesOf(Buffer.from([1, 0, 0xff, 0xff]).toString('base64')))]).toEqual([1, -1]);
  });
});

describe('a video frame', () => {
  test('names its H.264 codec if it is a keyframe', () => {
    const sps = [0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1f, 0x8c];
    expect(codecOf(new Uint8Array([0, 0, 0, 1, 9, 0xf0, ...sps, 0, 0, 1, 0x65, 1, 2, 3]))).toBe(
      'avc1.42e01f',
    );
    expect(codecOf(new Uint8Array([0, 0, 0, 1, 0x41, ...sps]))).toBeUndefined();
  });

  test('is recognised as JPG or PNG', () => {
    expect(imageTypeOf(new Uint8Array([0xff, 0xd8, 0xff]))).toBe('image/jpeg');
    expect(imageTypeOf(new Uint8Array([0x89, 0x50, 0x4e]))).toBe('image/png');
    expect(imageTypeOf(new Uint8Array([0, 0, 0, 1]))).toBeUndefined();
  });

  test.each([
    [640, 360, 'avc1.42E01F'],
    [1280, 720, 'avc1.42E01F'],
    [1920, 1080, 'avc1.42E028'],
    [2560, 1440, 'avc1.42E032'],
  ])('of %i × %i is encoded at a level that allows it', (width, height, codec) => {
    expect(h264CodecFor(width, height)).toBe(codec);
  });
});

test.each([
  ['Ana Ruiz', 'AR'],
  ['bo', 'B'],
  ['', '?'],
  ['😀 Smith', '😀S'],
])('the initials of %j are %s', (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

describe('the transcript', () => {
  const line = (key: number, timestamp: number, text: string): Line => ({
    key,
    name: 'Ana',
    timestamp,
    text,
  });

  test('has what was said before the page watched, and each line once', () => {
    const watched = [line(1, 9000, 'Good.'), line(2, 12_000, 'Bye.')];
    const earlier = [line(3, 1000, 'Good.'), line(4, 9000.4, 'Good.'), line(5, 10_000, 'Well.')];
    expect(withEarlier(watched, earlier).map(({ key }) => key)).toEqual([3, 1, 5, 2]);
    expect(withEarlier([], earlier)).toEqual(earlier);
  });
});
