import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { directStream } from '../../src/sockets/direct-stream.js';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

/** Two ends of a TCP connection on loopback. */
async function tcpPair(): Promise<{ readonly near: Socket; readonly far: Socket }> {
  server ??= createServer().listen(0, '127.0.0.1');
  if (!server.listening) await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [near] = await accepted;
  return { near, far };
}

/** Reads a number of bytes. */
async function read(socket: Socket, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  socket.on('data', (data: Buffer) => {
    parts.push(data);
    size += data.length;
    if (size >= length) socket.emit('whole');
  });
  await once(socket, 'whole');
  socket.destroy();
  return Buffer.concat(parts);
}

test('bytes reach the system without the queue of the stream', async () => {
  const { near, far } = await tcpPair();
  directStream(near).write(Buffer.from('media'));
  expect(near.bytesWritten).toBe(0);
  expect((await read(far, 5)).toString()).toBe('media');
  near.destroy();
});

test('what a slow reader does not accept waits in the stream, and everything arrives in order', async () => {
  const { near, far } = await tcpPair();
  const direct = directStream(near);
  const packets: Buffer[] = [];
  // Until the buffers of the system are full, and a few beyond.
  for (let beyond = 0; beyond < 5;) {
    const packet = Buffer.alloc(100_000, packets.length + 1);
    packets.push(packet);
    direct.write(packet);
    if (direct.writableLength > 0) beyond += 1;
  }
  near.write('a message of signaling');
  const sent = Buffer.concat([...packets, Buffer.from('a message of signaling')]);
  const arrived = await read(far, sent.length);
  expect(arrived.equals(sent)).toBe(true);
  near.destroy();
});

test('nothing is written to the connection that has the number of a closed one', async () => {
  const first = await tcpPair();
  const direct = directStream(first.near);
  first.near.on('error', () => {});
  first.near.destroy();
  first.far.destroy();
  await once(first.near, 'close');
  const later = await tcpPair();
  direct.write(Buffer.from('for the closed one'));
  later.near.write('its own');
  expect((await read(later.far, 7)).toString()).toBe('its own');
  later.near.destroy();
});

test('a stream that is no TCP connection is used as it is', () => {
  const stream = new PassThrough();
  expect(directStream(stream)).toBe(stream);
});
