/** Real sockets to hostile servers: bad URLs, servers that never answer, and invalid frames. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket as TcpSocket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import rtms from '@rtms-mock/client';
import type { Socket } from '@rtms-mock/protocol';
import { webSocketConnect } from '../../src/network/ws-socket.js';
import { CREDENTIALS, FakeServer, nextCall } from '../support/fake-server.js';

beforeEach(() => {
  rtms.configureLogger({ enabled: false });
  vi.stubEnv('ZM_RTMS_CLIENT', CREDENTIALS.clientId);
  vi.stubEnv('ZM_RTMS_SECRET', CREDENTIALS.clientSecret);
});

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function opened(url: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    webSocketConnect()(url, { opened: resolve, failed: reject });
  });
}

describe('a media URL of the server', () => {
  test.each([
    ['a number', 5],
    ['an object', { url: 'ws://127.0.0.1' }],
    ['a file', 'file:///etc/hosts'],
    ['a socket of this machine', 'ws+unix:///var/run/docker.sock:/'],
    ['a URL with a fragment', 'ws://127.0.0.1:1/media#all'],
    ['no URL', 'ws://'],
    ['a port that does not exist', 'ws://127.0.0.1:99999/'],
  ])('that is %s fails the join', async (_, url) => {
    await using server = await FakeServer.start({ mediaUrls: () => ({ all: url as string }) });
    const client = new rtms.Client();
    const confirmed = nextCall(client.onJoinConfirm.bind(client));
    client.onAudioData(() => {});
    client.join(server.payload());
    expect(await confirmed).toEqual([rtms.RTMS_SDK_FAILURE]);
  });
});

test.each([
  ['ws://127.0.0.1:1/#x', 'server_urls must not have a fragment (#), found "ws://127.0.0.1:1/#x"'],
  [`file:///${'x'.repeat(300)}`, 'server_urls must begin with ws:// or wss://, found "file:///xxx'],
])('a signaling URL that is invalid makes join throw: %s', (server_urls, message) => {
  const join = (): unknown =>
    new rtms.Client().join({ meeting_uuid: 'm', rtms_stream_id: 's', signature: 'x', server_urls });
  expect(join).toThrow(expect.objectContaining({ code: 'invalid-join' }));
  expect(join).toThrow(message);
});

test('an invalid header is a failure to connect, not an exception', async () => {
  const failed = await new Promise<Error>((resolve, reject) => {
    webSocketConnect({ userAgent: 'a\nb' })('ws://127.0.0.1:1/', {
      opened: () => reject(new Error('opened')),
      failed: resolve,
    });
  });
  expect(failed.message).toContain('User-Agent');
});

test('a socket whose server never answers the close is gone after 2 s', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closing.push(() => server.close());
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[{ _socket: TcpSocket; terminate(): void }]>;
  const socket = await opened(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [peer] = await accepted;
  closing.push(() => peer.terminate());
  peer._socket.pause(); // reads nothing more, so it never sees the close frame
  const startMs = performance.now();
  const closed = new Promise((resolve) => socket.onClose((code) => resolve(code)));
  socket.close(1000);
  expect(await closed).toBe(1006);
  expect(performance.now() - startMs).toBeGreaterThan(1500);
});

test.each([
  ['a reserved bit', Buffer.from([0xf1, 0x00]), /must be clear/],
  ['an unknown opcode', Buffer.from([0x83, 0x00]), /invalid opcode 3/],
  ['invalid UTF-8', Buffer.from([0x81, 0x01, 0xff]), /invalid UTF-8/],
  [
    'a message above the limit',
    Buffer.from([0x82, 0x7f, 0, 0, 0, 1, 0, 0, 0, 0]),
    /Max payload size exceeded/,
  ],
])('an invalid frame is reported with its error: %s', async (_, bytes, problem) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closing.push(() => server.close());
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[{ _socket: TcpSocket; terminate(): void }]>;
  const socket = await opened(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [peer] = await accepted;
  closing.push(() => peer.terminate());
  const closed = new Promise((resolve) => socket.onClose((code, reason) => resolve([code, reason])));
  peer._socket.write(bytes);
  expect(await closed).toEqual([1006, expect.stringMatching(problem)]);
});

test('a server that is no WebSocket server fails the join', async () => {
  const server = createServer((socket) => socket.end('\u0000\u001b[31m garbage\r\n\r\n')).listen(
    0,
    '127.0.0.1',
  );
  closing.push(() => server.close());
  await once(server, 'listening');
  const client = new rtms.Client();
  const confirmed = nextCall(client.onJoinConfirm.bind(client));
  const server_urls = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client.join({ meeting_uuid: 'm', rtms_stream_id: 's', signature: 'x', server_urls });
  expect(await confirmed).toEqual([rtms.RTMS_SDK_FAILURE]);
});

test('a callback may throw what the server has sent', async () => {
  await using server = await FakeServer.start();
  const client = new rtms.Client();
  const confirmed = nextCall(client.onJoinConfirm.bind(client));
  client.onParticipantEvent(() => {
    throw JSON.parse('{"toString":1}');
  });
  const left = nextCall(client.onLeave.bind(client));
  client.onAudioData(() => {});
  client.join(server.payload());
  await confirmed;
  const participants = [{ user_id: 1, user_name: 'A' }];
  server.sendSignaling({ msg_type: 6, event: { event_type: 3, timestamp: 1, participants } });
  server.end(6);
  expect(await left).toEqual([6]);
});
