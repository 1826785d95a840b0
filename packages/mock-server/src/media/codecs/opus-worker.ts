/** The program of {@link OpusThread}: encodes what it is sent, one after the other. */
import { parentPort } from 'node:worker_threads';
import { createOpusEncoderAtOnce } from './opus.js';
import { packetSize, type FromOpusThread, type OpusJob, type OpusResult } from './opus-thread.js';

async function encode({ id, format, samples }: OpusJob): Promise<OpusResult> {
  using encoder = await createOpusEncoderAtOnce(format);
  const size = packetSize(format);
  const packets: Buffer[] = [];
  for (let at = 0; at < samples.length; at += size) {
    packets.push(encoder.encode(samples.subarray(at, at + size)));
  }
  const lengths = Uint32Array.from(packets, ({ length }) => length);
  return { id, bytes: new Uint8Array(Buffer.concat(packets)), lengths };
}

/** Ends when all jobs are done: they are done in order, so that one encoder exists at a time. */
let done: Promise<void> = Promise.resolve();

async function encodeAfter(before: Promise<void>, job: OpusJob): Promise<void> {
  await before;
  const result = await encode(job);
  send(result, [result.bytes.buffer]);
}

function send(message: FromOpusThread, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred);
}

parentPort?.on('message', (job: OpusJob) => {
  done = encodeAfter(done, job);
});
send('started');
