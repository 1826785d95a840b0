import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { NodeClient } from '../../src/fleet/node-client.js';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A browser whose WebSocket a front passes on to a node. */
async function tunnelled(node: (socket: Socket) => void) {
  const server = createServer().on('upgrade', (_request, socket) => node(socket as Socket));
  const arrived = once(server, 'upgrade');
  const apiUrl = `http://127.0.0.1:${await listening(server)}`;
  const front = createServer();
  const over = new Promise<string>((resolve) => {
    front.on('upgrade', (request, stream, head) => {
      new NodeClient(undefined).tunnel({ nodeId: '1', apiUrl }, request, stream as Socket, head).then(
        () => resolve('over'),
        (error: unknown) => resolve(String(error)),
      );
    });
  });
  const browser = connect(await listening(front), '127.0.0.1');
  browser.on('error', () => {});
  browser.write('GET /x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  return { browser, over, arrived };
}

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

test('a browser that breaks its socket before the node has answered is no failure of the node', async () => {
  const { browser, over, arrived } = await tunnelled((socket) => void socket.on('error', () => {}));
  await arrived;
  browser.resetAndDestroy();
  expect(await over).toBe('over');
});

test('nor is one that breaks it later', async () => {
  const { browser, over } = await tunnelled((socket) => {
    socket.on('error', () => {});
    socket.write(SWITCH);
  });
  await once(browser, 'data');
  browser.resetAndDestroy();
  expect(await over).toBe('over');
});

test('a node that breaks the socket does not answer, and the client is told so', async () => {
  const { browser, over } = await tunnelled((socket) => void socket.resetAndDestroy());
  let answer = '';
  for await (const text of browser.setEncoding('utf8')) answer += String(text);
  expect(answer).toMatch(
    /^HTTP\/1\.1 503 Service Unavailable\r\n[^]*The process that has to answer has just ended\./,
  );
  expect(await over).toBe('NodeUnreachableError: node 1 does not answer');
});

test('a node that breaks the socket later ends that of the client', async () => {
  const { browser, over, arrived } = await tunnelled((socket) => void socket.write(SWITCH));
  await once(browser, 'data');
  const [, socket] = (await arrived) as [unknown, Socket];
  socket.resetAndDestroy();
  await once(browser, 'close');
  expect(await over).toBe('NodeUnreachableError: node 1 does not answer');
});
