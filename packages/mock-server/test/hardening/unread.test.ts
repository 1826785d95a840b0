import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { MessageType, type Socket as ServerSocket } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { startMockServer } from '../../src/index.js';
import { UNREAD_LIMITS } from '../../src/sockets/channel.js';
import { FrameWriter } from '../../src/sockets/frame-writer.js';
import {
  createWebSocketServer,
  MAX_FRAME_BYTES,
  PAUSE_BYTES,
  wsSocket,
} from '../../src/sockets/ws-socket.js';
import { TestCore } from '../support/test-core.js';

test.each(['signaling', 'media'] as const)(
  'a %s client that reads no refusals is closed with 1013',
  (kind) => {
    const core = new TestCore({ handshakeFailure: 'respond-only' });
    const peer = kind === 'signaling' ? core.dialSignaling() : core.dialMedia();
    peer.stopReading();
    const handshake = kind === 'signaling' ? '{"msg_type":1}' : '{"msg_type":3}';
    let sent = 0;
    while (peer.socket.closed === undefined && sent < 100_000) {
      peer.send(handshake);
      sent += 1;
    }
    expect(peer.socket.closed).toMatchObject({ code: 1013 });
    expect(sent * 50).toBeLessThan(UNREAD_LIMITS.earlyBytes);
    expect(core.journal.find({ type: 'unread' })).toHaveLength(1);
  },
);

/** Thousands of messages take their time on a busy machine. */
const timeout = 60_000;

test('a client that reads no responses after its handshake is closed with 1013', { timeout }, async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  const peer = core.joinSignaling(meeting);
  peer.stopReading();
  let sent = 0;
  while (peer.socket.closed === undefined && sent < 200_000) {
    peer.send({ msg_type: MessageType.STREAM_STATE_REQ, rtms_stream_id: 'x'.repeat(250) });
    sent += 1;
  }
  expect(peer.socket.closed).toMatchObject({ code: 1013 });
  expect(sent * 300).toBeGreaterThan(UNREAD_LIMITS.earlyBytes);
  expect(meeting.state).toBe('interrupted');
});

test('no response repeats an id that is longer than real ones', async () => {
  const core = new TestCore({ handshakeFailure: 'respond-only' });
  const meeting = await core.startMeeting();
  const long = 'x'.repeat(60_000);
  const early = core.dialSignaling();
  early.send({ msg_type: 1, protocol_version: 1, meeting_uuid: long, rtms_stream_id: long, signature: 'x' });
  early.send({
    msg_type: 1,
    protocol_version: 1,
    meeting_uuid: long,
    rtms_stream_id: meeting.streamId,
    signature: 'x',
  });
  early.send({ msg_type: long });
  const peer = core.joinSignaling(meeting);
  for (const msg_type of [
    MessageType.STREAM_STATE_REQ,
    MessageType.SESSION_STATE_REQ,
    MessageType.STREAM_CLOSE_REQ,
  ]) {
    peer.send({ msg_type, rtms_stream_id: long, rtms_session_id: long });
    peer.send({ msg_type, rtms_stream_id: [], rtms_session_id: long });
    peer.send({ msg_type, rtms_stream_id: long, rtms_session_id: [] });
  }
  const responses = [...early.socket.received, ...peer.socket.received];
  expect(responses.length).toBeGreaterThan(10);
  expect(responses.filter((text) => text.length > 1000)).toEqual([]);
});

/** A WebSocket client without a library, whose reading can be stopped. */
async function upgraded(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  await once(socket, 'data');
  return socket;
}

/** A masked text frame; the mask is zero. */
function frame(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

test('nothing is read from a client that does not read', async () => {
  const http = createServer();
  const wss = createWebSocketServer();
  const accepted = new Promise<{ ws: WebSocket; socket: ServerSocket }>((resolve) => {
    http.on('upgrade', (request, stream, head) => {
      wss.handleUpgrade(request, stream, head, (ws) => {
        resolve({ ws, socket: wsSocket(ws, stream, new FrameWriter()) });
      });
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const client = await upgraded((http.address() as AddressInfo).port);
  const { ws, socket } = await accepted;
  const received: unknown[] = [];
  socket.onMessage((message) => received.push(message));
  client.pause();

  // Beyond what the system buffers for both ends.
  for (let sent = 0; sent < 10_000 && !ws.isPaused; sent += 1) socket.send('x'.repeat(60_000));
  expect(ws.isPaused).toBe(true);
  expect(socket.bufferedBytes).toBeGreaterThan(PAUSE_BYTES);
  expect(PAUSE_BYTES).toBeLessThan(UNREAD_LIMITS.earlyBytes);

  // Reading continues as soon as the client reads.
  client.write(frame('{"msg_type":1}'));
  client.resume();
  await expect.poll(() => received).toHaveLength(1);
  expect(ws.isPaused).toBe(false);
  client.destroy();
  http.close();
});

test('a frame that announces more than the maximum is refused before it arrives', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const socket = await upgraded(server.port);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(MAX_FRAME_BYTES + 1));
  socket.write(Buffer.concat([Buffer.from([0x81, 0xff]), length, Buffer.alloc(4)]));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect([answer[0], answer.readUInt16BE(2)]).toEqual([0x88, 1009]);
  socket.destroy();
  await expect.poll(() => server.journal.find({ type: 'closed' })).toHaveLength(1);
  expect(server.journal.find({ type: 'closed' })[0]?.detail).toEqual({
    code: 1009,
    reason: 'a frame has more than 131072 bytes',
    by: 'app',
  });
});

test.each([
  ['is not masked', Buffer.from([0x81, 0x01, 0x61]), 1002],
  ['is not UTF-8', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]), 1007],
])('the journal has the close code of a frame that %s', async (_name, bytes, code) => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const socket = await upgraded(server.port);
  socket.write(bytes);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.readUInt16BE(2)).toBe(code);
  socket.destroy();
  await expect.poll(() => server.journal.find({ type: 'closed' })).toHaveLength(1);
  expect(server.journal.find({ type: 'closed' })[0]?.detail).toMatchObject({ code });
});
