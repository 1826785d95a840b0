/**
 * Measures the client's time to read one 60 kB video frame, from the bytes of the socket to the bytes of the frame,
 * and compares it with `JSON.parse` and `Buffer.from`. The result is the minimum of many rounds. The two take turns
 * within a round, so that other load on the machine affects both.
 *
 *   node --conditions=@rtms-mock/source --import tsx bench/client-decode.ts [--json]
 */
import { randomBytes } from 'node:crypto';
import { createDialect, createMediaFrameWriter, messageBytesToString } from '@rtms-mock/protocol';
import { MediaReader } from '../packages/client/src/connection/links/media-reader.js';

const VIDEO_FRAME_BYTES = 60_000;
const ROUNDS = 1000;
const FRAMES_PER_ROUND = 12;
/** Max ratio to the time of JSON.parse and Buffer.from. */
const MAX_RATIO = 0.5;

const head = { msg_type: 15, user_id: 16778240, user_name: 'Ana Ruiz' } as const;
const base64 = Buffer.from(randomBytes(VIDEO_FRAME_BYTES).toString('base64'));
const message = createMediaFrameWriter(head, '2026', 'nested')(base64, VIDEO_FRAME_BYTES, 1767225601000);
const frame = Buffer.from(messageBytesToString(message));
const reader = new MediaReader(createDialect('2026'));
// From the second message on, the form is known.
reader.read(frame);

const readers = {
  client(): Buffer {
    const payload = reader.readKnown(frame)?.payload;
    if (!payload) throw new Error('the frame cannot be read');
    return payload;
  },
  parse(): Buffer {
    const message = JSON.parse(frame.toString()) as { readonly content: { readonly data: string } };
    return Buffer.from(message.content.data, 'base64');
  },
};

function microsPerFrame(reader: () => Buffer): number {
  const startMs = performance.now();
  for (let i = 0; i < FRAMES_PER_ROUND; i++) {
    if (reader().length !== VIDEO_FRAME_BYTES) throw new Error('the frame is not complete');
  }
  return ((performance.now() - startMs) * 1000) / FRAMES_PER_ROUND;
}

const best = { client: Infinity, parse: Infinity };
for (let round = 0; round < ROUNDS; round++) {
  for (const name of ['client', 'parse'] as const) {
    best[name] = Math.min(best[name], microsPerFrame(readers[name]));
  }
}
const result = {
  node: process.version,
  clientMicros: Math.round(best.client * 10) / 10,
  parseMicros: Math.round(best.parse * 10) / 10,
  part: Math.round((best.client / best.parse) * 100) / 100,
};
if (process.argv.includes('--json')) {
  console.log(JSON.stringify(result));
} else {
  const { clientMicros, parseMicros, part } = result;
  console.log(`60 kB video frame: ${clientMicros} µs, JSON.parse and Buffer.from ${parseMicros} µs`);
  console.log(`ratio ${part}, max ${MAX_RATIO}: ${part <= MAX_RATIO ? 'held' : 'MISSED'}`);
}
