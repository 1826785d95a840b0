import { expect, test } from 'vitest';
import { openForRequests } from '../../src/cli/media.js';
import { createMediaOpener } from '../../src/media/sources/open-media.js';
import { locateMedia } from '../../src/media/sources/media-name.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';
import { samplesOf } from '../../src/media/codecs/wav.js';
import { chunksOf, listen, temporaryFolder } from './file-support.js';

const l16: AudioFormat = { codec: 'L16', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

/** An opener without ffmpeg. */
function opener() {
  const folder = temporaryFolder();
  return createMediaOpener({ folder, cacheDir: folder, environment: { PATH: '' } });
}

test.each([
  ['tone', 440],
  ['tone:1000', 1000],
])('%s is a tone of %i Hz, with colour bars', async (name, hertz) => {
  const source = await opener()(name);
  const heard = listen(samplesOf(Buffer.concat(chunksOf(await source.audio('mixed', l16)))), 16_000, hertz);
  expect(heard.purity).toBeGreaterThan(0.999);
  expect(source.participants).toEqual([{ name: 'Tone', hasAudio: true, hasVideo: true }]);
});

test('noise is noise, and silence is silent', async () => {
  const levelOf = async (name: string): Promise<number> => {
    const track = await (await opener()(name)).audio('mixed', l16);
    return listen(samplesOf(Buffer.concat(chunksOf(track))), 16_000, 440).rms;
  };
  expect(await levelOf('noise')).toBeGreaterThan(1000);
  expect(await levelOf('silence')).toBe(0);
});

test.each([
  ['tone:high', /tone:high: the frequency must be a whole number of hertz from 20 to 20000/],
  ['tone:5', /from 20 to 20000/],
  ['noise:3', /only tone takes a number; write noise/],
])('%s is refused with a message that says what to write', async (name, message) => {
  await expect(opener()(name)).rejects.toThrow(message);
});

test('a file with such a name is written with a folder', async () => {
  await expect(opener()('./tone')).rejects.toThrow(/there is no file .*tone/);
  expect(locateMedia('/meetings', 'tone:300')).toBe('tone:300');
  expect(locateMedia('/meetings', './tone')).toBe('/meetings/tone');
});

test('every request that may start meetings may name a signal', async () => {
  const source = await openForRequests(opener(), '0.0.0.0', undefined, '/')('tone');
  expect(source.label).toBe('tone of 440 Hz');
});
