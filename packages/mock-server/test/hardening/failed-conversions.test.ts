import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFfmpeg } from '../../src/media/codecs/ffmpeg.js';
import { VideoSegments, type SegmentSource } from '../../src/media/sources/file/video-segments.js';
import type { CachedFile } from '../../src/media/tracks/disk-cache.js';

const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-failed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Ten segments whose first conversion is killed. */
function killedOnce(): { readonly segments: VideoSegments; readonly runs: number[] } {
  const file: CachedFile = { path: join(folder, 'segment'), bytes: 1, hit: false };
  writeFileSync(file.path, 'x');
  const runs: number[] = [];
  const source: SegmentSource = {
    count: 10,
    find: async () => undefined,
    convert: (first, count) => {
      runs.push(first);
      const outcome = runs.length === 1 ? Promise.reject(new Error('killed')) : Promise.resolve(file);
      return Array.from({ length: count }, () => outcome);
    },
    index: async () => ({ count: 1, at: () => ({ offset: 0, length: 1, isKey: true }) }),
  };
  return { segments: new VideoSegments(source), runs };
}

describe('a conversion that was killed', () => {
  test('fails the segment that was due, and no other', async () => {
    const { segments, runs } = killedOnce();
    await expect(segments.prepare(0)).rejects.toThrow('killed');

    // Later meetings play every segment, those that the killed run was to prepare included.
    for (let segment = 0; segment < 10; segment += 1) await segments.prepare(segment);

    expect(segments.get(9)).toBeDefined();
    expect(runs.length).toBeGreaterThan(1);
  });

  test('is not tried again for each frame before it is due', async () => {
    const { segments, runs } = killedOnce();
    await expect(segments.prepare(0)).rejects.toThrow('killed');
    await segments.prepare(5);
    for (let frame = 0; frame < 20; frame += 1) segments.get(5);
    await segments.prepare(6);
    expect(runs.length).toBeLessThan(5);
  });
});

describe.skipIf(process.platform === 'win32')('ffmpeg that is killed during a probe', () => {
  /** A program that kills itself the first time it is asked for `flag`, and answers afterwards. */
  function flaky(flag: string): string {
    const path = join(folder, `ffmpeg${flag}`);
    const script = [
      '#!/bin/sh',
      `case "$*" in *${flag}*) if [ ! -e "$0.done" ]; then touch "$0.done"; kill -9 $$; fi;; esac`,
      'case "$*" in *-encoders*) echo " V....D libx264 H.264"; exit 0;; esac',
      'echo "ffmpeg version 5.1 Copyright (c) 2000 the FFmpeg developers"',
    ];
    writeFileSync(path, `${script.join('\n')}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  test('lists its encoders the next time', async () => {
    const ffmpeg = createFfmpeg({ path: flaky('-encoders'), environment: {}, check: async () => undefined });
    const program = await ffmpeg.need('talk.mp4');
    await expect(program.encoders()).rejects.toThrow();
    expect(await program.encoders()).toEqual(new Set(['libx264']));
  });

  test('is found the next time', async () => {
    const ffmpeg = createFfmpeg({ path: flaky('-version'), environment: {} });
    await expect(ffmpeg.locate()).rejects.toMatchObject({ code: 'ffmpeg-missing' });
    expect(await ffmpeg.locate()).toMatchObject({ origin: 'option' });
  });
});
