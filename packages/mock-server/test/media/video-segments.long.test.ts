import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import type { Track, VideoFormat } from '../../src/media/tracks/track.js';
import {
  madeChunksOf,
  picture,
  record,
  temporaryCache,
  temporaryFolder,
  tone,
  watchedFfmpeg,
} from './file-support.js';

const h264: VideoFormat = { codec: 'H264', width: 640, height: 360, fps: 10 };
const pictures: VideoFormat = { codec: 'PNG', width: 320, height: 240, fps: 1 };

/** Other tests may keep the machine busy. */
const PATIENT = { timeout: 10_000 };

const isUnfinished = (name: string): boolean => name.endsWith('.part');

/** Value of a flag of ffmpeg, in each conversion. */
function valuesOf(conversions: readonly (readonly string[])[], flag: string): (string | undefined)[] {
  return conversions.map((args) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined));
}

describeWithTool('ffmpeg', 'the video of a long recording', (ffmpeg) => {
  const tools = () => ({ ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });

  async function open(args: readonly string[], given = tools(), format = h264) {
    const path = record(ffmpeg, join(temporaryFolder(), 'long 100%d.mkv'), args);
    const source = await openMediaFile(path, given);
    return { path, source, track: (await source.video(0, format)) as Track, ...given };
  }

  test('is converted a few seconds ahead of where it is played, and only there', async () => {
    const { track, ffmpeg: watched } = await open(picture('320x240', 10, 120));
    expect(watched.conversions).toHaveLength(0);
    expect(track.chunkAt(0)).toBeUndefined();
    expect(track.isReady!(0)).toBe(false);
    await track.prepare!(0);
    expect(track.isReady!(0)).toBe(true);
    expect(track.chunkAt(0)).toBeDefined();
    await watched.allEnded();
    // Five segments of four seconds.
    expect(valuesOf(watched.conversions, '-frames:v')).toEqual(['200']);
    // Played up to where the next segments are prepared.
    await track.prepare!(12 * 10);
    await expect.poll(() => valuesOf(watched.conversions, '-ss'), PATIENT).toEqual([undefined, '10.000000']);
    await watched.allEnded();
    expect(valuesOf(watched.conversions, '-frames:v')).toEqual(['200', '200']);
  });

  test('can be played from anywhere, each segment where the one before ends', async () => {
    const { track, ffmpeg: watched } = await open(picture('320x240', 10, 60), tools(), pictures);
    await track.prepare!(40);
    expect(valuesOf(watched.conversions.slice(0, 1), '-ss')).toEqual(['30.000000']);
    const late = track.chunkAt(40)?.data;
    const all = await madeChunksOf(track);
    expect(all).toHaveLength(60);
    expect(all[40]).toEqual(late);
    expect(new Set(all.map((data) => data.toString('base64'))).size).toBe(60);
  });

  test('is kept: the next server converts nothing again', async () => {
    const given = tools();
    const { path, track } = await open(picture('320x240', 10, 10), given);
    const first = await madeChunksOf(track);
    await given.ffmpeg.allEnded();
    const again = watchedFfmpeg(ffmpeg);
    const source = await openMediaFile(path, { ffmpeg: again, cache: given.cache });
    expect(await madeChunksOf((await source.video(0, h264))!)).toEqual(first);
    expect(again.conversions).toEqual([]);
    expect(readdirSync(given.cache.folder).every((name) => /^rtms-mock-[0-9a-f]{40}\.h264$/.test(name))).toBe(
      true,
    );
  });

  test('holds the last frame while the audio is much longer', async () => {
    const { track } = await open([...picture('320x240', 10, 2), ...tone(440, 30)], tools(), pictures);
    await track.prepare!(28);
    const held = track.chunkAt(28)?.data;
    await track.prepare!(1);
    expect(held).toEqual(track.chunkAt(2)?.data);
    expect(held).not.toEqual(track.chunkAt(0)?.data);
  });

  test('has the frame that is visible at each moment, also when frames are many seconds apart', async () => {
    const { track } = await open([...picture('320x240', 1 / 8, 40), '-c:v', 'ffv1'], tools(), pictures);
    await track.prepare!(21);
    const at21 = track.chunkAt(21)?.data;
    await track.prepare!(0);
    expect(track.chunkAt(0)?.data).not.toEqual(at21);
    await track.prepare!(18);
    expect(track.chunkAt(18)?.data).toEqual(at21);
  });

  test('is no longer converted when no one plays it', async () => {
    const slow = { ffmpeg: watchedFfmpeg(ffmpeg, { realTime: true }), cache: temporaryCache() };
    const { track } = await open(picture('320x240', 10, 30), slow);
    const gone = new AbortController();
    const waiting = track.prepare!(0, gone.signal);
    gone.abort(new Error('the meeting has ended'));
    await expect(waiting).rejects.toThrow('the meeting has ended');
    await expect.poll(() => slow.ffmpeg.conversions, PATIENT).toHaveLength(1);
    await slow.ffmpeg.allEnded();
    // In real time, all five segments would take 20 s.
    await expect.poll(() => readdirSync(slow.cache.folder).filter(isUnfinished), PATIENT).toEqual([]);
    expect(readdirSync(slow.cache.folder).length).toBeLessThan(5);
  }, 40_000);

  test('throws the error of a conversion once, and is converted again on the next request', async () => {
    const good = watchedFfmpeg(ffmpeg);
    let isBroken = true;
    const failing = {
      ...good,
      need: async (what: string) => {
        const program = await good.need(what);
        const run = (args: readonly string[], options?: object) =>
          program.run(isBroken ? args.map((arg) => (arg === 'segment' ? 'no-such' : arg)) : args, options);
        return { ...program, run };
      },
    };
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp4'), picture('320x240', 10, 2));
    const source = await openMediaFile(path, { ffmpeg: failing, cache: temporaryCache() });
    const track = (await source.video(0, h264))!;
    await expect(track.prepare!(0)).rejects.toMatchObject({
      code: 'conversion-failed',
      message: expect.stringMatching(
        /^talk\.mp4 could not be converted to H\.264 640x360 10 fps; ffmpeg says: .*no-such/,
      ),
    });
    isBroken = false;
    await track.prepare!(0);
    expect(track.chunkAt(0)).toBeDefined();
  });
});
