/** H.264 of recordings that is already what an app requests. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { judgeKeyframe } from '../../src/media/h264-check.js';
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

const FORMAT: VideoFormat = { codec: 'H264', width: 320, height: 240, fps: 25 };
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

describeWithTool('ffmpeg', 'H.264 of a recording', (ffmpeg) => {
  function frames(args: readonly string[], input?: Buffer): string[] {
    const out = ['-map', '0:v', '-f', 'framemd5', 'pipe:1'];
    const text = execFileSync(ffmpeg, ['-v', 'error', ...args, ...out], input ? { input } : {}).toString();
    return text.split('\n').flatMap((line) => (line.startsWith('0,') ? (line.split(',').at(-1) ?? '') : []));
  }

  async function open(encoding: readonly string[], format = FORMAT) {
    const args = [...picture('320x240', 25, 6), ...tone(440, 6), ...encoding];
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp4'), args);
    const tools = { ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() };
    const track = (await (await openMediaFile(path, tools)).video(0, format))!;
    await track.prepare?.(0);
    return { path, track, conversions: tools.ffmpeg.conversions };
  }

  test(
    'is passed through where it matches: every frame is that of the recording',
    { timeout: 60_000 },
    async () => {
      const { path, track, conversions } = await open([...X264, '-bf', '0', '-g', '50']);
      expect(conversions.map((args) => args.includes('copy'))).toEqual([true]);
      const chunks = (await madeChunksOf(track)).slice(0, 150);
      expect(judgeKeyframe(chunks[0]!)).toMatchObject({
        ok: true,
        sequence: { width: 320, height: 240, fps: 25 },
      });
      expect(frames(['-f', 'h264', '-i', 'pipe:0'], Buffer.concat(chunks))).toEqual(frames(['-i', path]));
      expect(track.isKeyFrame?.(0)).toBe(true);
      expect(track.isKeyFrame?.(1)).toBe(false);
    },
  );

  test.each([
    [
      'frames are in another order (B-frames)',
      [...X264.filter((arg) => arg !== 'ultrafast' && arg !== '-preset'), '-bf', '2'],
      FORMAT,
    ],
    ['keyframes are rare', [...X264, '-bf', '0', '-g', '250'], FORMAT],
    ['the frame rate differs', [...X264, '-bf', '0', '-g', '50'], { ...FORMAT, fps: 15 }],
    ['the size differs', [...X264, '-bf', '0', '-g', '50'], { ...FORMAT, width: 640, height: 360 }],
  ] as const)('is converted where %s', { timeout: 60_000 }, async (_, encoding, format) => {
    const { track, conversions } = await open(encoding, format);
    expect(conversions.some((args) => args.includes('libx264'))).toBe(true);
    expect(judgeKeyframe(track.chunkAt(0)!.data)).toMatchObject({ ok: true, sequence: { fps: format.fps } });
  });
});
