import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringToMessageBytes } from '@rtms-mock/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { FrameWriter } from '../../src/sockets/frame-writer.js';
import { createWebSocketServer, QueuedWsSocket } from '../../src/sockets/ws-socket.js';

/** The socket that is used on Bun, and its client, which does not read before `resume`. */
async function pair(): Promise<{ socket: QueuedWsSocket; client: WebSocket }> {
  const http = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void http.close());
  await once(http, 'listening');
  const wss = createWebSocketServer();
  const opened = new Promise<QueuedWsSocket>((resolve) => {
    http.on('upgrade', (request, stream, head) => {
      wss.handleUpgrade(request, stream, head, (ws) => {
        resolve(new QueuedWsSocket(ws, stream, new FrameWriter(), 1000));
      });
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  onTestFinished(() => client.terminate());
  await once(client, 'open');
  return { socket: await opened, client };
}

test('keeps what a slow reader does not read, and reports when all of it is sent', async () => {
  const { socket, client } = await pair();
  const sizes: number[] = [];
  client.on('message', (data: Buffer) => sizes.push(data.length));
  client.pause();
  const drained = new Promise<void>((resolve) => {
    socket.onDrain(resolve);
  });
  const large = stringToMessageBytes('a'.repeat(8 * 2 ** 20));
  expect(socket.sendAll([large, large])).toBe(false);
  socket.send('last');
  expect(socket.bufferedBytes).toBeGreaterThan(2 ** 20);

  client.resume();
  await drained;
  await expect.poll(() => sizes).toEqual([8 * 2 ** 20, 8 * 2 ** 20, 4]);
  expect(socket.bufferedBytes).toBe(0);
});

test('sends text, binary frames and fragments, which libraries join', async () => {
  const { socket, client } = await pair();
  const got: [string, boolean][] = [];
  client.on('message', (data: Buffer, isBinary) => got.push([data.toString(), isBinary]));
  socket.send('Zoë');
  socket.setFraming({ type: 'text', fragment: 3 });
  socket.sendAll([stringToMessageBytes('Zoë and Ana'), stringToMessageBytes('')]);
  socket.setFraming({ type: 'binary', fragment: 'off' });
  socket.send('{}');
  await expect
    .poll(() => got)
    .toEqual([
      ['Zoë', false],
      ['Zoë and Ana', false],
      ['', false],
      ['{}', true],
    ]);
});

test('sends nothing on a closed socket', async () => {
  const { socket, client } = await pair();
  const closed = new Promise<number>((resolve) => {
    socket.onClose(resolve);
  });
  client.close(1011);
  expect(await closed).toBe(1011);
  expect(socket.sendAll([stringToMessageBytes('late')])).toBe(true);
});
