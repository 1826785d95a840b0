import { describe, expect, test } from 'vitest';

import {
  builtInConversation,
  createBuiltInMedia,
} from '../../src/media/sources/built-in/built-in-conversation.js';
import type { Track, VideoFormat } from '../../src/media/tracks/track.js';

const source = builtInConversation();
const sd = { width: 640, height: 360 } as const;

/** `nal_unit_type` of each unit in an access unit. */
function nalTypes(data: Buffer): number[] {
  const types: number[] = [];
  const startCode = Buffer.from([0, 0, 0, 1]);
  for (let at = data.indexOf(startCode); at >= 0; at = data.indexOf(startCode, at + 4)) {
    types.push((data[at + 4] ?? 0) & 31);
  }
  return types;
}

async function video(format: VideoFormat, participant = 0): Promise<Track> {
  return (await source.video(participant, format)) as Track;
}

test.each([1, 5, 7, 24, 30])('at %d frames per second the track is one minute long', async (fps) => {
  const track = await video({ codec: 'H264', ...sd, fps });
  expect(track.length).toBe(60 * fps);
  expect(track.intervalMs).toBeCloseTo(1000 / fps, 9);
});

describe('H264', () => {
  test.each([1, 5, 25])('at %d per second a decoder can start at least every two seconds', async (fps) => {
    const track = await video({ codec: 'H264', ...sd, fps });
    let last = 0;
    for (let i = 0; i < Math.min(track.length, 10 * fps); i++) {
      const key = track.isKeyFrame?.(i);
      if (key) last = i;
      expect((i - last) * track.intervalMs).toBeLessThan(2000);
      const types = nalTypes(track.chunkAt(i)?.data as Buffer);
      expect(types).toEqual(key ? [7, 8, 5] : [1]);
    }
    expect(track.isKeyFrame?.(0)).toBe(true);
  });

  test('declares Constrained Baseline and the level', async () => {
    const { data } = (await video({ codec: 'H264', width: 1280, height: 720, fps: 25 })).chunkAt(0) ?? {};
    expect(data?.subarray(0, 8)).toEqual(Buffer.from([0, 0, 0, 1, 0x67, 66, 0xc0, 31]));
  });

  test('chunks are the same in any order of requests', async () => {
    const format: VideoFormat = { codec: 'H264', ...sd, fps: 10 };
    const forwards = (await builtInConversation({ media: createBuiltInMedia() }).video(0, format)) as Track;
    const backwards = (await builtInConversation({ media: createBuiltInMedia() }).video(0, format)) as Track;
    const indices = Array.from({ length: 60 }, (_, i) => i);
    const reversed = indices.toReversed().map((i) => backwards.chunkAt(i)?.base64.toString());
    expect(indices.map((i) => forwards.chunkAt(i)?.base64.toString())).toEqual(reversed.toReversed());
  });

  test('keyframes are two seconds apart, and closer at the start, when apps join', async () => {
    const track = await video({ codec: 'H264', width: 640, height: 360, fps: 25 });
    const keys = Array.from({ length: 151 }, (_, i) => i).filter((i) => track.isKeyFrame?.(i));
    expect(keys).toEqual([0, 10, 20, 30, 40, 50, 100, 150]);
    const slow = await video({ codec: 'H264', width: 640, height: 360, fps: 1 });
    expect([0, 1, 2, 3, 4].map((i) => slow.isKeyFrame?.(i))).toEqual([true, true, true, false, true]);
  });

  test('frames are small', async () => {
    const track = await video({ codec: 'H264', width: 1280, height: 720, fps: 25 });
    // After the first two seconds, which have more keyframes.
    const sizes = Array.from({ length: 100 }, (_, i) => track.chunkAt(50 + i)?.data.length ?? 0);
    expect(Math.max(...sizes)).toBeLessThan(130_000);
    expect(sizes.reduce((sum, size) => sum + size, 0) / sizes.length).toBeLessThan(8000);
  });
});

describe.each(['JPG', 'PNG'] as const)('%s', (codec) => {
  test.each([
    [640, 360],
    [1280, 720],
    [1920, 1080],
    [2560, 1440],
  ])('%d × %d pictures are whole files', async (width, height) => {
    const track = await video({ codec, width, height, fps: 1 }, 1);
    for (const index of [0, 1, 30]) {
      const data = track.chunkAt(index)?.data as Buffer;
      expect(data.length).toBeGreaterThan(1000);
      expect(track.isKeyFrame?.(index)).toBe(true);
      const [head, tail] = codec === 'JPG' ? ['ffd8ffe0', 'ffd9'] : ['89504e470d0a1a0a', '49454e44ae426082'];
      expect(data.toString('hex', 0, head.length / 2)).toBe(head);
      expect(data.subarray(-tail.length / 2).toString('hex')).toBe(tail);
    }
  });
});

describe('screen share', () => {
  test.each(['H264', 'JPG', 'PNG'] as const)(
    '%s runs from 12 to 54 s and starts with a keyframe',
    async (codec) => {
      const track = (await source.share({ codec, ...sd, fps: 5 })) as Track;
      const shown = Array.from({ length: track.length }, (_, i) => track.chunkAt(i) !== undefined);
      expect(shown.indexOf(true)).toBe(60);
      expect(shown.lastIndexOf(true)).toBe(269);
      expect(shown.filter(Boolean)).toHaveLength(210);
      expect(track.isKeyFrame?.(60)).toBe(true);
      expect(track.isKeyFrame?.(59)).toBe(false);
    },
  );

  test('equal images share one chunk', async () => {
    const track = (await source.share({ codec: 'JPG', ...sd, fps: 5 })) as Track;
    const chunks = Array.from({ length: track.length }, (_, i) => track.chunkAt(i)).filter(Boolean);
    expect(new Set(chunks).size).toBe(42);
  });

  test('a still slide is tiny in H264', async () => {
    const track = (await source.share({ codec: 'H264', ...sd, fps: 5 })) as Track;
    expect(track.chunkAt(61)?.data.length).toBeLessThan(20);
  });
});

test.each([
  { codec: 'H264', width: 641, height: 360, fps: 25 },
  { codec: 'JPG', width: 640, height: 360, fps: 31 },
  { codec: 'PNG', width: 640, height: 9000, fps: 5 },
  { codec: 'H264', width: 640, height: 360, fps: 2.5 },
] as const)('%j is refused', async (format) => {
  await expect(source.video(0, format)).rejects.toMatchObject({ code: 'format-unsupported' });
  await expect(source.share(format)).rejects.toMatchObject({ code: 'format-unsupported' });
});

test('any name can be drawn, even if it is too long or has characters without glyphs', async () => {
  const names = ['', ' ', 'A'.repeat(300), '陈伟', '👩‍💻 Zoë', '__proto__', 'Ναυσικά Жуков'];
  const format: VideoFormat = { codec: 'PNG', ...sd, fps: 1 };
  const named = builtInConversation({ participants: names.map((name) => ({ name })) });
  for (const participant of names.keys()) {
    const track = (await named.video(participant, format)) as Track;
    expect(track.chunkAt(0)?.data.length).toBeGreaterThan(1000);
  }
});
