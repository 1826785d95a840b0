import { EventEmitter, once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeWithTool } from '../../../../test/support/require-tool.js';
import { openMediaFile } from '../../src/media/sources/file/file-source.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import {
  noFfmpeg,
  picture,
  record,
  temporaryCache,
  temporaryFolder,
  tone,
  watchedFfmpeg,
} from './file-support.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

const unreadable: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  ['missing.mp4', () => {}, /missing\.mp4 cannot be played: there is no file .*check the name/],
  ['empty.mp4', (path) => writeFileSync(path, ''), /empty\.mp4 cannot be played: it is empty \(0 bytes\)/],
  ['folder.mp4', (path) => mkdirSync(path), /folder\.mp4 cannot be played: it is a folder/],
];
test.each(unreadable)('%s is refused with what to do', async (name, make, message) => {
  const path = join(temporaryFolder(), name);
  make(path);
  const opening = openMediaFile(path, { ffmpeg: noFfmpeg(), cache: temporaryCache() });
  await expect(opening).rejects.toMatchObject({
    code: 'file-unreadable',
    message: expect.stringMatching(message),
  });
});

test('without ffmpeg the error names the file and the ways to get it', async () => {
  const path = join(temporaryFolder(), 'talk.mp4');
  writeFileSync(path, 'anything');
  const opening = openMediaFile(path, { ffmpeg: noFfmpeg(), cache: temporaryCache() });
  await expect(opening).rejects.toMatchObject({
    code: 'ffmpeg-missing',
    message: expect.stringMatching(/^talk\.mp4 needs ffmpeg.*apt-get install ffmpeg.*brew.*--ffmpeg/),
  });
});

describeWithTool('ffmpeg', 'trouble with recordings', (ffmpeg) => {
  const tools = () => ({ ffmpeg: watchedFfmpeg(ffmpeg), cache: temporaryCache() });

  const damaged: readonly (readonly [string, (path: string) => void])[] = [
    ['notes.mp4', (path) => writeFileSync(path, 'This is not a recording.\n'.repeat(50))],
    ['noise.mp3', (path) => writeFileSync(path, Buffer.alloc(5000, 0x5a))],
    ['notes.txt', (path) => writeFileSync(path, 'Any text is a picture in letters to ffmpeg.\n')],
    ['half.wav', (path) => writeFileSync(path, 'RIFF\0\0\0\0WAVE')],
    [
      'truncated.mp4',
      (path) => {
        const whole = readFileSync(record(ffmpeg, `${path}.whole.mp4`, picture('320x240', 25, 1)));
        writeFileSync(path, whole.subarray(0, whole.length / 2));
      },
    ],
  ];
  test.each(damaged)('%s is refused by name', async (name, make) => {
    const path = join(temporaryFolder(), name);
    make(path);
    await expect(openMediaFile(path, tools())).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(new RegExp(`^${name} cannot be played: .*; it may be damaged`)),
    });
  });

  test('a truncated recording plays as far as it goes', async () => {
    const path = join(temporaryFolder(), 'cut.mp3');
    const whole = readFileSync(record(ffmpeg, join(temporaryFolder(), 'whole.mp3'), tone(440, 4)));
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const source = await openMediaFile(path, tools());
    const track = await source.audio('mixed', l16);
    expect(track.length * 20).toBe(source.durationMs);
    expect(track.chunkAt(50)?.data.some((byte) => byte !== 0)).toBe(true);
  });

  const parts: readonly (readonly [string, (whole: Buffer) => Buffer, boolean])[] = [
    ['broken off', (whole) => whole.subarray(0, Math.floor(whole.length / 2)), true],
    [
      'full of rubbish in the middle',
      (whole) => Buffer.from(whole).fill(0x08, Math.floor(whole.length / 3), Math.floor(whole.length / 1.5)),
      true,
    ],
    ['whole', (whole) => whole, false],
  ];
  test.each(parts)(
    'a warning reports the lost part of a recording that is %s: %3$s',
    async (_, damage, isTold) => {
      const path = join(temporaryFolder(), 'talk.mkv');
      const codecs = ['-c:v', 'mjpeg', '-q:v', '2', '-c:a', 'pcm_s16le'];
      record(ffmpeg, path, [...picture('320x240', 25, 8), ...tone(440, 8), ...codecs]);
      writeFileSync(path, damage(readFileSync(path)));
      const warnings: string[] = [];
      const source = await openMediaFile(path, {
        ...tools(),
        onWarning: (message) => warnings.push(message),
      });
      expect(await source.audio('mixed', l16)).toMatchObject({ length: 400 });
      const told = /^talk\.mkv is damaged: only [3-6]\.\d s of its 8\.0 s could be read \(ffmpeg says: /;
      expect(warnings).toEqual(isTold ? [expect.stringMatching(told)] : []);
    },
  );

  test('a video without audio is reported as such', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'silent.mp4'), picture('320x240', 25, 1));
    const source = await openMediaFile(path, tools());
    expect(source.participants[0]).toMatchObject({ hasAudio: false, hasVideo: true });
    await expect(source.audio('mixed', l16)).rejects.toMatchObject({
      code: 'no-audio',
      message: expect.stringMatching(/^silent\.mp4 has no audio/),
    });
    await expect(source.audio({ participant: 4 }, l16)).rejects.toMatchObject({ code: 'no-audio' });
  });

  test('a failed conversion repeats the output of ffmpeg, and leaves no file behind', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp3'), tone(440, 1));
    const [good, cache] = [watchedFfmpeg(ffmpeg), temporaryCache()];
    const failing = {
      ...good,
      need: async (what: string) => {
        const program = await good.need(what);
        return {
          ...program,
          run: (args: readonly string[], options?: object) =>
            program.run(
              args.map((arg) => (arg === 's16le' ? 'no-such-format' : arg)),
              options,
            ),
        };
      },
    };
    const source = await openMediaFile(path, { ffmpeg: failing, cache });
    await expect(source.audio('mixed', l16)).rejects.toMatchObject({
      code: 'conversion-failed',
      message: expect.stringMatching(
        /^talk\.mp3 could not be converted to L16 16000 Hz mono; ffmpeg says: .*no-such-format/,
      ),
    });
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  test('a file that changed since it was opened is not converted', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp3'), tone(440, 1));
    const source = await openMediaFile(path, tools());
    record(ffmpeg, path, tone(880, 2));
    await expect(source.audio('mixed', l16)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringMatching(/^talk\.mp3 cannot be played: it has changed/),
    });
  });

  test('a conversion larger than the cache is aborted early', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp3'), tone(440, 2));
    const cache = temporaryCache({ maxBytes: 10_000 });
    const source = await openMediaFile(path, { ffmpeg: watchedFfmpeg(ffmpeg), cache });
    await expect(source.audio('mixed', l16)).rejects.toMatchObject({
      code: 'conversion-failed',
      message: expect.stringMatching(/^talk\.mp3 as L16 16000 Hz mono would take about .* GB, and the cache/),
    });
    expect(readdirSync(cache.folder)).toEqual([]);
  });

  test('a meeting that ends stops its conversion, unless another waits for the same', async () => {
    const path = record(ffmpeg, join(temporaryFolder(), 'talk.mp3'), tone(440, 60));
    const cache = temporaryCache();
    const slow = watchedFfmpeg(ffmpeg, { realTime: true });
    const [first, second] = [new AbortController(), new AbortController()];
    const events = new EventEmitter();
    const started = once(events, 'progress');
    const source = await openMediaFile(path, {
      ffmpeg: slow,
      cache,
      onProgress: () => events.emit('progress'),
    });
    const a = source.audio('mixed', l16, first.signal);
    const b = source.audio('mixed', l16, second.signal);
    const outcomes = Promise.allSettled([a, b]);
    await started;

    first.abort(new Error('the first meeting has ended'));
    await expect(a).rejects.toThrow('the first meeting has ended');
    expect(readdirSync(cache.folder)).toHaveLength(1);
    second.abort(new Error('the second meeting has ended'));
    await expect(b).rejects.toThrow('the second meeting has ended');
    // Resolves only when the process has exited.
    await slow.allEnded();
    await outcomes;
    await expect.poll(() => readdirSync(cache.folder)).toEqual([]);
    expect(slow.conversions).toHaveLength(1);
  });
});
