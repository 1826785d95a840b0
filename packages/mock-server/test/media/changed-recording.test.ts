import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { createMediaOpener, type OpenMedia } from '../../src/media/sources/open-media.js';
import { startMockServer } from '../../src/server/mock-server.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import { temporaryFolder, writeWav } from './file-support.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 8000, channels: 1, intervalMs: 20 };

/** A folder with one recording of a second, and an opener without ffmpeg. */
function setUp(): { readonly folder: string; readonly openMedia: OpenMedia } {
  const folder = temporaryFolder();
  writeWav(join(folder, 'Ana.wav'), { seconds: 1 });
  const environment = { PATH: '' };
  const cacheDir = join(temporaryFolder(), 'cache');
  return { folder, openMedia: createMediaOpener({ folder, cacheDir, environment }) };
}

test('an unchanged recording is not opened again', async () => {
  const { folder, openMedia } = setUp();
  const media = await openMedia('Ana.wav');
  expect(await media.refresh?.()).toBe(media);
  writeFileSync(join(folder, 'Cover.png'), 'no business of ours');
  expect(await media.refresh?.()).toBe(media);
});

test('a changed recording is opened again, with its new transcript', async () => {
  const { folder, openMedia } = setUp();
  const media = await openMedia('Ana.wav');
  writeWav(join(folder, 'Ana.wav'), { seconds: 2 });
  const longer = await media.refresh?.();
  expect(longer?.durationMs).toBe(2000);
  writeFileSync(join(folder, 'Ana.srt'), '1\n00:00:00,000 --> 00:00:01,000\nHello\n');
  expect(await longer?.refresh?.()).toMatchObject({ utterances: [{ text: 'Hello' }] });
});

test('a running meeting keeps its tracks, and an error explains why it gets no others', async () => {
  const { folder, openMedia } = setUp();
  const media = await openMedia('Ana.wav');
  const before = await media.audio('mixed', { ...l16, sampleRateHz: 16_000 });
  writeWav(join(folder, 'Ana.wav'), { seconds: 2 });
  expect(await media.audio('mixed', { ...l16, sampleRateHz: 16_000 })).toBe(before);
  await expect(media.audio('mixed', l16)).rejects.toThrow(
    /^Ana\.wav cannot be played: it has changed since this meeting began; start a new meeting to play the new version/,
  );
});

test('each new meeting of a server plays the current version', async () => {
  const { folder, openMedia } = setUp();
  const server = await startMockServer({
    port: 0,
    mediaPort: 0,
    media: await openMedia('.'),
    openMedia,
  });
  onTestFinished(() => server.close());
  const names = async (): Promise<string[]> =>
    (await server.startMeeting()).view().participants.map(({ name }) => name);
  expect(await names()).toEqual(['Ana']);
  writeWav(join(folder, 'Bo.wav'), { seconds: 1 });
  expect(await names()).toEqual(['Ana', 'Bo']);
  rmSync(join(folder, 'Ana.wav'));
  rmSync(join(folder, 'Bo.wav'));
  await expect(server.startMeeting()).rejects.toThrow(/contains no recordings/);
});
