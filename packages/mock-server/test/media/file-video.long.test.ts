import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import type { VideoFormat } from '../../src/media/tracks/track.js';
import {
  madeChunksOf,
  picture,
  record,
  temporaryCache,
  temporaryFolder,
  tone,
  watchedFfmpeg,
} from './file-support.js';

const h264: VideoFormat = { codec: 'H264', width: 640, height: 360, fps: 25 };

/** `nal_unit_type` of each unit. */
function unitsOf(chunk: Buffer): number[] {
  const types: number[] = [];
  for (let at = chunk.indexOf('000001', 0, 'hex'); at >= 0; at = chunk.indexOf('000001', at + 3, 'hex')) {
    types.push((chunk[at + 3] ?? 0) & 31);
  }
  return types;
}

describeWithTool('ffmpeg', 'the video of a recording', (ffmpeg) => {
  const tools = () => ({ ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });

  /** Raw RGB images of `width` × `height`; fails if the decoder reports any error. */
  function decode(bytes: Buffer, format: string, { width, height }: VideoFormat): Buffer[] {
    const args = ['-v', 'error', '-xerror', '-err_detect', 'explode', '-f', format, '-i', 'pipe:0'];
    const out = ['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
    const raw = execFileSync(ffmpeg, [...args, ...out], { input: bytes, maxBuffer: 1024 ** 3 });
    const size = width * height * 3;
    expect(raw.length % size).toBe(0);
    return Array.from({ length: raw.length / size }, (_, i) => raw.subarray(i * size, (i + 1) * size));
  }

  const recordings: readonly (readonly [string, readonly string[]])[] = [
    ['talk.mp4', [...picture('320x240', 30, 3), ...tone(440, 3)]],
    ['silent.mp4', picture('320x240', 25, 3)],
    ['talk.webm', [...picture('320x240', 10, 3), ...tone(440, 3), '-c:v', 'libvpx', '-deadline', 'realtime']],
  ];
  test.each(recordings)('of %s is H.264 that another decoder reads', async (name, args) => {
    const source = await openMediaFile(record(ffmpeg, join(temporaryFolder(), name), args), tools());
    expect(source.participants[0]?.hasVideo).toBe(true);
    const track = await source.video(0, h264);
    const chunks = await madeChunksOf(track!);
    const rounds = (track!.length * track!.intervalMs) / source.durationMs;
    expect(rounds).toBeCloseTo(Math.round(rounds), 6);
    expect(decode(Buffer.concat(chunks), 'h264', h264)).toHaveLength(chunks.length);
  });

  test('has one access unit per chunk, and a keyframe every two seconds', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp4'), picture('320x240', 30, 5));
    const source = await openMediaFile(path, tools());
    expect(source.durationMs).toBe(5000);
    const track = await source.video(0, h264);
    expect(track).toMatchObject({ length: 125, intervalMs: 40 });
    const chunks = await madeChunksOf(track!);
    chunks.forEach((chunk, index) => {
      // In the first two seconds more often: most apps join there.
      const isKey = index % (index < 50 ? 10 : 50) === 0;
      const units = unitsOf(chunk);
      expect(chunk.subarray(0, 4)).toEqual(Buffer.from([0, 0, 0, 1]));
      expect(track!.isKeyFrame!(index)).toBe(isKey);
      if (isKey) expect(units.filter((type) => type !== 6)).toEqual([7, 8, 5]);
      else expect(units).toEqual([1]);
    });
    // A decoder can start at any keyframe.
    expect(decode(Buffer.concat(chunks.slice(50)), 'h264', h264)).toHaveLength(75);
  });

  test.each([
    ['JPG', 'mjpeg', 5],
    ['PNG', 'png_pipe', 2],
  ] as const)('has whole %s images', async (codec, demuxer, fps) => {
    const format: VideoFormat = { codec, width: 640, height: 360, fps };
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp4'), picture('320x240', 30, 2));
    const source = await openMediaFile(path, tools());
    const track = await source.video(0, format);
    const chunks = await madeChunksOf(track!);
    expect(chunks).toHaveLength(2 * fps);
    expect(chunks.map((_, i) => track!.isKeyFrame!(i))).not.toContain(false);
    for (const chunk of chunks) expect(decode(chunk, demuxer, format)).toHaveLength(1);
  });

  test.each([
    [1280, 720],
    [1920, 1080],
    [2560, 1440],
  ])(
    'of a camera at %i × %i fits as PNG into a message of 1 MiB',
    async (width, height) => {
      // Every pixel a little different from its neighbours, as in a dim room.
      const camera = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=2:duration=1,noise=alls=5:allf=t'];
      const path = record(ffmpeg, join(temporaryFolder(), 'camera.mp4'), [
        ...camera,
        '-crf',
        '18',
        '-preset',
        'ultrafast',
      ]);
      const format: VideoFormat = { codec: 'PNG', width, height, fps: 1 };
      const [first] = await madeChunksOf((await (await openMediaFile(path, tools())).video(0, format))!);
      expect(decode(first!, 'png_pipe', format)).toHaveLength(1);
      expect((first!.length * 4) / 3).toBeLessThan(1024 ** 2 - 1000);
    },
    40_000,
  );

  test('keeps its aspect ratio, with black bars', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'tall.mp4'), [
      '-f',
      'lavfi',
      '-i',
      'color=white:size=240x480:rate=10:duration=1',
    ]);
    const format: VideoFormat = { codec: 'PNG', width: 640, height: 360, fps: 1 };
    const track = await (await openMediaFile(path, tools())).video(0, format);
    const [first] = await madeChunksOf(track!);
    const [pixels] = decode(first!, 'png_pipe', format);
    const red = (x: number, y: number): number => pixels![(y * 640 + x) * 3]!;
    // 360 high makes 180 wide, from 230 to 410.
    expect([red(225, 180), red(415, 180)].every((value) => value < 20)).toBe(true);
    expect([red(235, 5), red(405, 355), red(320, 180)].every((value) => value > 235)).toBe(true);
  });

  test('stays in sync with the audio over any number of loops', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'odd.mp4'), picture('320x240', 25, 1.24));
    const source = await openMediaFile(path, tools());
    expect(source.durationMs).toBe(1240);
    const track = (await source.video(0, { ...h264, fps: 30 }))!;
    // A loop is 37.2 frames: five loops are exactly 186.
    expect(track.length).toBe(186);
    const chunks = await madeChunksOf(track);
    const starts = Array.from({ length: 186 }, (_, i) => i).filter(
      (i) => track.chunkAt(i) === track.chunkAt(0),
    );
    expect(starts).toEqual([0, 38, 75, 112, 149]);
    expect(starts.every((i) => track.isKeyFrame!(i))).toBe(true);
    expect(decode(Buffer.concat(chunks), 'h264', h264)).toHaveLength(186);
  });

  test('holds its last frame while the audio is longer', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'long.mkv'), [
      ...picture('320x240', 25, 1),
      ...tone(440, 2),
    ]);
    const source = await openMediaFile(path, tools());
    const format: VideoFormat = { codec: 'PNG', width: 320, height: 240, fps: 2 };
    const pictures = await madeChunksOf((await source.video(0, format))!);
    expect(pictures.length).toBeGreaterThanOrEqual(4);
    expect(pictures[3]).toEqual(pictures[2]);
    expect(pictures[1]).not.toEqual(pictures[0]);
  });

  test('is not the cover art of a song', async () => {
    const folder = temporaryFolder();
    const cover = record(ffmpeg, join(folder, 'cover.png'), [...picture('64x64', 1, 1), '-frames:v', '1']);
    const path = record(ffmpeg, join(folder, 'song.mp3'), [
      ...tone(440, 1),
      '-i',
      cover,
      ...'-map 0 -map 1 -disposition:v attached_pic'.split(' '),
    ]);
    const source = await openMediaFile(path, tools());
    expect(source.participants).toEqual([{ name: 'song', hasAudio: true, hasVideo: false }]);
    expect(await source.video(0, h264)).toBeUndefined();
  });

  test('does not exist for an unknown participant or a screen share', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp4'), picture('320x240', 25, 1));
    const source = await openMediaFile(path, tools());
    expect(await source.video(1, h264)).toBeUndefined();
    expect(await source.share(h264)).toBeUndefined();
    expect(source.shares).toEqual([]);
  });
});
