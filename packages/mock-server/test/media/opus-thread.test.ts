import { on } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createOpusEncoder } from '../../src/media/codecs/opus.js';
import { OpusThread, packetSize, type FromOpusThread } from '../../src/media/codecs/opus-thread.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';

const FORMAT: AudioFormat = { codec: 'OPUS', sampleRateHz: 48_000, channels: 1, intervalMs: 20 };

/** A program of threads, from text. */
function programOf(text: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}

/** The program, from sources, which needs a loader of TypeScript. */
function programFromSource(): URL {
  const { resolve } = createRequire(new URL('../../../../package.json', import.meta.url));
  const loader = pathToFileURL(resolve('tsx/esm/api')).href.replace(/\.cjs$/, '.mjs');
  const program = new URL('../../src/media/codecs/opus-worker.ts', import.meta.url).href;
  return programOf(`import { register } from '${loader}'; register(); await import('${program}');`);
}

/**
 * A program that answers each job with one packet of one byte, the number of packets, so that it is seen who has encoded.
 * It never answers a job of 8 kHz, and crashes at one of 16 kHz.
 */
const COUNTING = programOf(`
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ id, format, samples }) => {
    if (format.sampleRateHz === 8000) return;
    if (format.sampleRateHz === 16000) throw new Error('crashed');
    parentPort.postMessage({ id, bytes: Uint8Array.of(samples.length / 960), lengths: Uint32Array.of(1) });
  });
  parentPort.postMessage('started');
`);

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

test('the program encodes every job with an encoder of its own, as this thread would', async () => {
  const expected = await encodedHere(tone(40));
  const worker = new Worker(programFromSource(), { execArgv: ['--conditions=@rtms-mock/source'] });
  const messages: FromOpusThread[] = [];
  for (const id of [1, 2]) worker.postMessage({ id, format: FORMAT, samples: tone(40) }, []);
  for await (const [message] of on(worker, 'message') as AsyncIterable<[FromOpusThread]>) {
    if (messages.push(message) === 3) break;
  }
  await worker.terminate();
  const lengths = Uint32Array.from(expected, ({ length }) => length);
  const bytes = new Uint8Array(Buffer.concat(expected));
  expect(messages).toEqual(['started', { id: 1, bytes, lengths }, { id: 2, bytes, lengths }]);
});

test('jobs at the same time and later ones are done by the thread', async () => {
  const thread = new OpusThread({ program: COUNTING });
  const both = await Promise.all([thread.encode(FORMAT, tone(40)), thread.encode(FORMAT, tone(41))]);
  expect(both).toEqual([[Buffer.of(40)], [Buffer.of(41)]]);
  // The thread has ended, and another one begins.
  expect(await thread.encode(FORMAT, tone(42))).toEqual([Buffer.of(42)]);
});

test('without its program, this thread encodes the same', async () => {
  const thread = new OpusThread({ program: new URL('no-such-program.js', import.meta.url) });
  const expected = await encodedHere(tone(40));
  expect(await thread.encode(FORMAT, tone(40))).toEqual(expected);
  expect(await thread.encode(FORMAT, tone(40))).toEqual(expected);
});

test('after a crash this thread encodes the job, and a new thread later ones', async () => {
  const thread = new OpusThread({ program: COUNTING });
  const format: AudioFormat = { ...FORMAT, sampleRateHz: 16_000 };
  expect(await thread.encode(format, tone(2))).toHaveLength(6);
  expect(await thread.encode(FORMAT, tone(40))).toEqual([Buffer.of(40)]);
});

test('a job that is aborted rejects with the reason, and the thread does others', async () => {
  const thread = new OpusThread({ program: COUNTING });
  const stopping = new AbortController();
  const aborted = thread.encode({ ...FORMAT, sampleRateHz: 8000 }, tone(2), stopping.signal);
  const other = thread.encode(FORMAT, tone(40));
  stopping.abort(new Error('the app has left'));
  await expect(aborted).rejects.toThrow('the app has left');
  await expect(thread.encode(FORMAT, tone(40), stopping.signal)).rejects.toThrow('the app has left');
  expect(await other).toEqual([Buffer.of(40)]);
  expect(await thread.encode(FORMAT, tone(41))).toEqual([Buffer.of(41)]);
});
