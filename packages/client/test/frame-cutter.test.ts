import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ClientSocket } from '../src/network/connect.js';
import { FrameCutter } from '../src/network/frame-cutter.js';
import { webSocketConnect } from '../src/network/ws-socket.js';

/** A frame with a length in the shortest form, or in a longer one. */
function frame(first: number, payload: Uint8Array, lengthBytes: 0 | 2 | 8): Buffer {
  const bytes = payload.length > 125 && lengthBytes === 0 ? 2 : lengthBytes;
  const header = Buffer.alloc(2 + bytes);
  header[0] = first;
  header[1] = bytes === 0 ? payload.length : bytes === 2 ? 126 : 127;
  if (bytes === 2) header.writeUInt16BE(payload.length, 2);
  if (bytes === 8) header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}

const frames = fc.array(
  fc.record({
    // Text, binary, ping, pong; the two parts of a text in fragments; rarely a close, or a frame that is invalid.
    first: fc.constantFrom(0x81, 0x81, 0x81, 0x82, 0x89, 0x8a, 0x01, 0x80, 0x00, 0x88, 0xc1),
    payload: fc.uint8Array({ maxLength: 200 }),
    lengthBytes: fc.constantFrom(0, 2, 8),
  }),
  { maxLength: 8 },
);

test('whatever the reads are, the bytes arrive in their order, and only whole text frames are taken', () => {
  let taken = 0;
  const property = fc.property(frames, fc.array(fc.nat(400)), fc.func(fc.boolean()), (list, cuts, wants) => {
    const all = Buffer.concat(
      list.map(({ first, payload, lengthBytes }) => frame(first, payload, lengthBytes)),
    );
    const arrived: Buffer[] = [];
    const cutter = new FrameCutter({
      take: (payload) => {
        if (!wants(payload.length)) return false;
        taken += 1;
        const next = all.subarray(Buffer.concat(arrived).length);
        const candidates = ([0, 2, 8] as const).map((bytes) => frame(0x81, payload, bytes));
        const whole = candidates.find((bytes) => next.subarray(0, bytes.length).equals(bytes));
        expect(whole).toBeDefined();
        arrived.push(whole!);
        return true;
      },
      pass: (bytes) => arrived.push(Buffer.from(bytes)),
    });
    let from = 0;
    for (const to of [...new Set(cuts)].sort((a, b) => a - b)) {
      if (to > from) cutter.read(all.subarray(from, to));
      from = Math.max(from, Math.min(to, all.length));
    }
    cutter.read(all.subarray(from));
    expect(Buffer.concat(arrived).equals(all)).toBe(true);
  });
  fc.assert(property, { numRuns: 500 });
  expect(taken).toBeGreaterThan(20);
});

test.each([
  ['a close frame', frame(0x88, Buffer.from([3, 232]), 0)],
  ['a frame with a reserved bit', frame(0xc1, Buffer.from('x'), 0)],
  ['an unknown opcode', frame(0x83, Buffer.from('x'), 0)],
  ['the beginning of a text in fragments', frame(0x01, Buffer.from('x'), 0)],
  ['a continuation of nothing', frame(0x80, Buffer.from('x'), 0)],
])('nothing is taken after %s', (_, before) => {
  const taken: string[] = [];
  const cutter = new FrameCutter({ take: (payload) => taken.push(payload.toString()) > 0, pass: () => {} });
  const text = frame(0x81, Buffer.from('text'), 0);
  cutter.read(Buffer.concat([text, before, text]));
  cutter.read(text);
  expect(taken).toEqual(['text']);
});

/** A client socket and the server's end of it. */
async function openPair(server: WebSocketServer): Promise<{ near: ClientSocket; far: WebSocket }> {
  const { port } = server.address() as AddressInfo;
  const connected = once(server, 'connection') as Promise<[WebSocket]>;
  const near = await new Promise<ClientSocket>((resolve, reject) => {
    webSocketConnect()(`ws://127.0.0.1:${port}/`, { opened: resolve, failed: reject });
  });
  const [far] = await connected;
  return { near, far };
}

test('messages that are taken and all others are read in the order in which they were sent', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { near, far } = await openPair(server);
  const got: string[] = [];
  near.offerText?.(
    (payload) => payload[0] === 0x6d && got.push(`taken ${payload.toString('latin1', 0, 6)}`) > 0,
  );
  near.onMessage((data) => void got.push(`read ${Buffer.from(data).toString('latin1', 0, 6)}`));
  const closed = new Promise((resolve) => near.onClose((code) => resolve(code)));
  const sent: string[] = [];
  let pongs = 0;
  far.on('pong', () => {
    pongs += 1;
  });
  for (let index = 0; index < 600; index += 1) {
    // Some are larger than the buffer of a read.
    const size = index % 50 === 0 ? 400_000 : 6 + ((index * 37) % 3000);
    const kind = index % 3 === 0 ? 'o' : 'm';
    const text = `${kind}${String(index).padStart(5, '0')}`.padEnd(size, 'x');
    sent.push(text.slice(0, 6));
    if (index % 7 === 0) {
      far.send(text.slice(0, 3), { fin: false });
      far.send(text.slice(3), { fin: true });
    } else {
      far.send(text);
    }
    if (index % 11 === 0) far.ping();
  }
  far.close(4000);
  expect(await closed).toBe(4000);
  expect(got.map((line) => line.slice(-6))).toEqual(sent);
  expect(got.filter((line) => line.startsWith('taken')).length).toBeGreaterThan(100);
  expect(pongs).toBe(55);
  server.close();
});

test('text that is not UTF-8 closes the socket with 1007, also if messages are offered', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { near, far } = await openPair(server);
  near.offerText?.(() => false);
  const closed = new Promise((resolve) => near.onClose((code, reason) => resolve([code, reason])));
  const farClosed = once(far, 'close') as Promise<[number]>;
  far.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
  expect(await closed).toEqual([1006, 'Invalid WebSocket frame: invalid UTF-8 sequence']);
  expect((await farClosed)[0]).toBe(1007);
  server.close();
});
