import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { stringToMessageBytes } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import * as ws from 'ws';
import type { FrameStream } from '../../src/sockets/direct-stream.js';
import { FrameWriter, writeFramed } from '../../src/sockets/frame-writer.js';

/** Frame reader of `ws`, which its typings omit. */
const { Receiver } = ws as unknown as {
  readonly Receiver: new (options: { readonly isServer: boolean }) => Writable;
};

/** Reads frames as a client does, and collects the messages. */
function reader(): { readonly feed: (bytes: Buffer) => void; readonly texts: string[] } {
  const receiver = new Receiver({ isServer: false });
  const texts: string[] = [];
  receiver.on('message', (data: Buffer) => texts.push(data.toString()));
  return { feed: (bytes) => void receiver.write(bytes), texts };
}

/** A stream that keeps the written buffers until the test marks them as accepted by the system. */
function slowStream() {
  const held: Buffer[] = [];
  return {
    held,
    get writableLength() {
      return held.reduce((sum, { length }) => sum + length, 0);
    },
    write: (bytes: Buffer) => held.push(bytes) > 0,
  };
}

/** A stream that has accepted all bytes when `write` returns. */
function quickStream(take: (bytes: Buffer) => void): FrameStream {
  return { writableLength: 0, write: (bytes: Buffer) => (take(bytes), true) };
}

/** Opcode, FIN bit and length of each frame. */
function headers(bytes: Buffer): readonly (readonly [opcode: number, isLast: boolean, length: number])[] {
  const found: [number, boolean, number][] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes.readUInt8(at);
    const short = bytes.readUInt8(at + 1);
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6);
    at += (short < 126 ? 2 : short === 126 ? 4 : 10) + length;
    found.push([first & 0x0f, (first & 0x80) !== 0, length]);
  }
  return found;
}

describe('other frames', () => {
  test.each([
    ['text', 'off', 5, [[1, true, 5]]],
    ['binary', 'off', 70_000, [[2, true, 70_000]]],
    ['binary', 4, 4, [[2, true, 4]]],
    ['text', 4, 0, [[1, true, 0]]],
    [
      'text',
      4,
      9,
      [
        [1, false, 4],
        [0, false, 4],
        [0, true, 1],
      ],
    ],
    [
      'binary',
      65_536,
      131_072,
      [
        [2, false, 65_536],
        [0, true, 65_536],
      ],
    ],
  ] as const)('of type %s, %s bytes at most, for %i bytes', (type, fragment, length, expected) => {
    const { feed, texts } = reader();
    const written: Buffer[] = [];
    const stream = quickStream((bytes) => {
      written.push(bytes);
      feed(bytes);
    });
    const messages = ['x'.repeat(length), 'Zoë'].map(stringToMessageBytes);
    expect(writeFramed(stream, messages, { type, fragment })).toBe(true);
    expect(headers(Buffer.concat(written)).slice(0, expected.length)).toEqual(expected);
    expect(texts).toEqual(['x'.repeat(length), 'Zoë']);
    expect(written).toHaveLength(1);
  });
});

describe('FrameWriter writes text frames', () => {
  test.each([0, 1, 125, 126, 65_535, 65_536, 100_000])('of %i bytes', (length) => {
    const { feed, texts } = reader();
    new FrameWriter().write(quickStream(feed), [stringToMessageBytes('x'.repeat(length))], true);
    expect(texts).toEqual(['x'.repeat(length)]);
  });

  test('several in one write, with any characters', () => {
    const { feed, texts } = reader();
    let writes = 0;
    const stream = quickStream((bytes) => {
      writes += 1;
      feed(bytes);
    });
    new FrameWriter().write(stream, ['Ana', 'Zoë', '안나', ''].map(stringToMessageBytes), true);
    expect(texts).toEqual(['Ana', 'Zoë', '안나', '']);
    expect(writes).toBe(1);
  });

  test('pending bytes of a slow stream are not overwritten by writes to other streams', () => {
    const writer = new FrameWriter();
    const slow = slowStream();
    const quick = reader();
    for (let i = 0; i < 20; i += 1) {
      const isTaken = writer.write(slow, [stringToMessageBytes(`slow ${i}`)], i === 0);
      expect(isTaken).toBe(false);
      expect(writer.write(quickStream(quick.feed), [stringToMessageBytes(`quick ${i}`)], true)).toBe(true);
    }
    const late = reader();
    for (const bytes of slow.held) late.feed(bytes);
    expect(late.texts).toEqual(Array.from({ length: 20 }, (_, i) => `slow ${i}`));
    expect(quick.texts).toEqual(Array.from({ length: 20 }, (_, i) => `quick ${i}`));
  });

  test('a slow stream holds little more memory than its pending bytes', () => {
    const writer = new FrameWriter();
    const slow = slowStream();
    let isTaken = true;
    for (let i = 0; i < 50; i += 1) {
      isTaken = writer.write(slow, [stringToMessageBytes('x'.repeat(900))], isTaken);
    }
    const rooms = new Set(slow.held.map(({ buffer }) => buffer));
    const bytes = [...rooms].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(slow.writableLength).toBeGreaterThan(45_000);
    // One shared buffer, and slices of pools, the last of which is not used up.
    expect(bytes).toBeLessThan(slow.writableLength + 32 * 1024 + 2 * Buffer.poolSize);
  });

  test('to a real connection that reads late, among others that read at once', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const pair = async (): Promise<{ near: Socket; far: Socket }> => {
      const near = connect(port, '127.0.0.1');
      const [far] = (await once(server, 'connection')) as [Socket];
      return { near, far };
    };
    const slow = await pair();
    const quick = await pair();
    const late = reader();
    const early = reader();
    const all = 4000;
    quick.near.on('data', early.feed);
    const writer = new FrameWriter();
    const isTaken = { slow: true, quick: true };
    const text = (who: string, i: number): string => `${who} ${i} ${'x'.repeat(2000)}`;
    for (let i = 0; i < all; i += 1) {
      isTaken.slow = writer.write(slow.far, [stringToMessageBytes(text('slow', i))], isTaken.slow);
      isTaken.quick = writer.write(quick.far, [stringToMessageBytes(text('quick', i))], isTaken.quick);
      if (i % 100 === 0) await new Promise(setImmediate);
    }
    expect(slow.far.writableLength).toBeGreaterThan(0);
    slow.near.on('data', late.feed);
    slow.far.end();
    quick.far.end();
    await Promise.all([once(slow.near, 'end'), once(quick.near, 'end')]);
    slow.near.destroy();
    quick.near.destroy();
    server.close();
    expect(late.texts).toEqual(Array.from({ length: all }, (_, i) => text('slow', i)));
    expect(early.texts).toEqual(Array.from({ length: all }, (_, i) => text('quick', i)));
  });
});
