import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createOpusEncoder } from '../../src/media/codecs/opus.js';
import { OpusThread, packetSize } from '../../src/media/codecs/opus-thread.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';

const FORMAT: AudioFormat = { codec: 'OPUS', sampleRateHz: 48_000, channels: 1, intervalMs: 20 };

/** A thread from sources, which needs a loader of TypeScript. */
function threadFromSource(): OpusThread {
  const { resolve } = createRequire(new URL('../../../../package.json', import.meta.url));
  const loader = pathToFileURL(resolve('tsx/esm/api')).href.replace(/\.cjs$/, '.mjs');
  const program = new URL('../../src/media/codecs/opus-worker.ts', import.meta.url).href;
  const text = `import { register } from '${loader}'; register(); await import('${program}');`;
  return new OpusThread({ program: new URL(`data:text/javascript,${encodeURIComponent(text)}`) });
}

/** A tone, as samples of whole packets. */
function tone(packets: number): Int16Array<SharedArrayBuffer> {
  const samples = new Int16Array(new SharedArrayBuffer(packets * packetSize(FORMAT) * 2));
  for (let at = 0; at < samples.length; at++) samples[at] = Math.round(8000 * Math.sin(at / 9));
  return samples;
}

/** The packets of an encoder in this thread. */
async function encodedHere(samples: Int16Array): Promise<readonly Buffer[]> {
  using encoder = await createOpusEncoder(FORMAT);
  const size = packetSize(FORMAT);
  return Array.from({ length: samples.length / size }, (_, index) =>
    encoder.encode(samples.subarray(index * size, (index + 1) * size)),
  );
}

test('the thread encodes every job with an encoder of its own, as this thread would', async () => {
  const thread = threadFromSource();
  const expected = await encodedHere(tone(40));
  const both = await Promise.all([thread.encode(FORMAT, tone(40)), thread.encode(FORMAT, tone(40))]);
  expect(both).toEqual([expected, expected]);
  // The thread has ended, and another one begins.
  expect(await thread.encode(FORMAT, tone(40))).toEqual(expected);
  expect(thread.isAvailable).toBe(true);
});

test('without its program, this thread encodes the same', async () => {
  const thread = new OpusThread({ program: new URL('no-such-program.js', import.meta.url) });
  const expected = await encodedHere(tone(40));
  expect(await thread.encode(FORMAT, tone(40))).toEqual(expected);
  expect(thread.isAvailable).toBe(false);
  expect(await thread.encode(FORMAT, tone(40))).toEqual(expected);
});

test('a job that is aborted rejects with the reason, and the thread takes others', async () => {
  const thread = threadFromSource();
  const stopping = new AbortController();
  const aborted = thread.encode(FORMAT, tone(3000), stopping.signal);
  stopping.abort(new Error('the app has left'));
  await expect(aborted).rejects.toThrow('the app has left');
  await expect(thread.encode(FORMAT, tone(40), stopping.signal)).rejects.toThrow('the app has left');
  expect(await thread.encode(FORMAT, tone(40))).toHaveLength(40);
});
