import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { DEV_CREDENTIALS, startMockServer } from '../../src/index.js';

/** A client that speaks WebSocket by hand, so that it can leave the TCP connection open. */
async function rawClient(
  port: number,
): Promise<{ socket: Socket; received: () => string; send: (text: string) => void }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received = '';
  socket.on('data', (data: Buffer) => (received += data.toString('latin1')));
  await once(socket, 'connect');
  socket.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const send = (text: string): void => {
    const bytes = Buffer.from(text);
    socket.write(
      Buffer.concat([Buffer.from([0x81, 0xfe, bytes.length >> 8, bytes.length & 255, 0, 0, 0, 0]), bytes]),
    );
  };
  await expect.poll(() => received).toContain('\r\n\r\n');
  return { socket, received: () => received, send };
}

/** A masked close frame with code 1000. */
const CLOSE_FRAME = Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]);

test.each(['client', 'server'] as const)(
  'no keep-alive and no warning after the close handshake that the %s began, though TCP stays open',
  async (side) => {
    const clock = new ManualClock();
    const warnings: string[] = [];
    await using server = await startMockServer({
      port: 0,
      mediaPort: 0,
      clock,
      endNoticeMs: 0,
      logger: {
        log: (level, text) => level === 'warn' && !text.startsWith('Verdict ') && warnings.push(text),
      },
    });
    const meeting = await server.startMeeting();
    const ids = { meeting_uuid: meeting.meetingUuid, rtms_stream_id: meeting.streamId };
    const signature = signHandshake(DEV_CREDENTIALS.apps[0], meeting.meetingUuid, meeting.streamId);
    const { socket, received, send } = await rawClient(server.port);
    send(JSON.stringify({ msg_type: 1, protocol_version: 1, ...ids, signature }));
    await expect.poll(received).toContain('"msg_type":2');
    clock.advance(5000);
    const keepAlives = (): number =>
      server.journal.find({ type: 'KEEP_ALIVE_REQ', direction: 'sent' }).length;
    expect(keepAlives()).toBe(1);
    warnings.length = 0;

    if (side === 'server') await meeting.inject({ do: 'close-socket', socket: 'signaling' });
    else socket.write(CLOSE_FRAME);
    await expect.poll(received).toContain('\x88');
    if (side === 'server') {
      clock.advance(60_000);
      socket.write(CLOSE_FRAME);
    }
    await expect.poll(() => server.journal.find({ type: 'closed' }).length).toBe(1);
    clock.advance(60_000);

    expect(keepAlives()).toBe(1);
    expect(server.journal.find({ type: 'keep-alive-lost' })).toEqual([]);
    expect(warnings).toEqual([]);
    expect(server.journal.find({ type: 'closed' })[0]?.detail).toMatchObject({ code: 1000 });
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  },
);
