import { once } from 'node:events';
import { MessageType } from '@rtms-mock/protocol';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startMockServer } from '../../src/index.js';
import type { LogLevel, Logger } from '../../src/log.js';
import { Pacer, type Lane } from '../../src/media/pacer.js';
import { ConnectionLosses } from '../../src/meetings/connection-losses.js';
import { Stream } from '../../src/meetings/stream.js';
import { Channel } from '../../src/sockets/channel.js';
import { identity, TestCore } from '../support/test-core.js';

afterEach(() => vi.restoreAllMocks());

function recordingLogger(): { readonly logger: Logger; readonly errors: string[] } {
  const errors: string[] = [];
  const log = (level: LogLevel, message: string): void => {
    if (level === 'error') errors.push(message);
  };
  return { logger: { log }, errors };
}

const fails = (): never => {
  throw new Error('unexpected');
};

test.each([{ a: 1 }, [[]], 'x'.repeat(60_000), true, null])(
  'a keep-alive request of the string generation with timestamp %j gets the time of the server',
  async (timestamp) => {
    const core = new TestCore({ protocol: 'string' });
    const meeting = await core.startMeeting();
    const peer = core.dialSignaling('string');
    peer.send({
      msg_type: 'SIGNALING_HAND_SHAKE_REQ',
      ...identity(meeting),
    });

    peer.send({ msg_type: 'KEEP_ALIVE_REQ', timestamp });
    peer.send({ msg_type: 'KEEP_ALIVE_REQ', timestamp: 5 });

    const responses = peer.bodies.filter((body) => body['msg_type'] === 'KEEP_ALIVE_RESP');
    expect(responses.map((body) => body['timestamp'])).toEqual([core.clock.unixMs(), 5]);
  },
);

test('an exception in a message handler closes that connection with 1011 and affects no other', async () => {
  const { logger, errors } = recordingLogger();
  const core = new TestCore({ logger });
  const meeting = await core.startMeeting();
  const neighbour = core.joinSignaling(await core.startMeeting());
  const peer = core.joinSignaling(meeting);
  vi.spyOn(Stream.prototype, 'ready').mockImplementationOnce(fails);

  peer.send({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: meeting.streamId });

  expect(peer.socket.closed).toMatchObject({ code: 1011 });
  expect(meeting.state).toBe('interrupted');
  expect(neighbour.socket.closed).toBeUndefined();
  expect(errors).toEqual([
    expect.stringMatching(/^internal error: signaling s2 is closed: Error: unexpected at .*guard/),
  ]);
  expect(errors[0]).not.toContain('\n');
  expect(core.journal.find({ type: 'internal-error' })).toMatchObject([
    { kind: 'note', connectionId: 's2', streamId: meeting.streamId },
  ]);
});

test('an exception in a keep-alive timer closes that connection with 1011', async () => {
  const { logger, errors } = recordingLogger();
  const core = new TestCore({ logger, keepAliveMs: 1000 });
  const peer = core.joinSignaling(await core.startMeeting());
  const neighbour = core.joinSignaling(await core.startMeeting());
  vi.spyOn(Channel.prototype, 'isKeepAliveSilenced', 'get').mockImplementationOnce(fails);

  core.clock.advance(1000);

  expect(peer.socket.closed).toMatchObject({ code: 1011 });
  expect(neighbour.ofType(MessageType.KEEP_ALIVE_REQ)).toHaveLength(1);
  expect(errors).toHaveLength(1);
});

test('an exception while a connection closes is logged and reaches nothing else', async () => {
  const { logger, errors } = recordingLogger();
  const core = new TestCore({ logger });
  const peer = core.joinSignaling(await core.startMeeting());
  vi.spyOn(ConnectionLosses.prototype, 'signalingClosed').mockImplementationOnce(fails);

  peer.socket.close();

  expect(errors).toHaveLength(1);
});

test('an exception in a timer of a stream ends that stream as an internal error, and no other', async () => {
  const { logger, errors } = recordingLogger();
  const core = new TestCore({ logger });
  const meeting = await core.startMeeting();
  const other = await core.startMeeting();
  vi.spyOn(Stream.prototype, 'terminate').mockImplementationOnce(fails);

  core.clock.advance(120_000);

  expect(meeting.view()).toMatchObject({ state: 'terminated', stopReason: 'STOP_BC_INTERNAL_EXCEPTION' });
  expect(other.view()).toMatchObject({ state: 'terminated', stopReason: 'STOP_BC_CONNECTION_TIMEOUT' });
  expect(errors).toHaveLength(1);
  expect(core.journal.find({ type: 'internal-error' })).toMatchObject([{ streamId: meeting.streamId }]);
});

test('a stream that cannot end is reported, and the clock goes on', async () => {
  const { logger, errors } = recordingLogger();
  const core = new TestCore({ logger });
  await core.startMeeting();
  const other = await core.startMeeting();
  vi.spyOn(Stream.prototype, 'terminate').mockImplementationOnce(fails).mockImplementationOnce(fails);

  core.clock.advance(120_000);

  expect(other.state).toBe('terminated');
  expect(errors).toHaveLength(2);
});

test('an exception while a lane is created makes that media type unavailable', async () => {
  const core = new TestCore();
  const meeting = await core.startMeeting();
  const signaling = core.joinSignaling(meeting);
  const media = core.joinMedia(meeting);
  vi.spyOn(Pacer.prototype, 'add').mockImplementationOnce(fails);
  await core.ready(signaling, meeting);
  core.clock.advance(1000);
  expect(core.journal.find({ type: 'media-unavailable' })).toHaveLength(1);
  expect(media.socket.received.length).toBeGreaterThan(10);
});

test('an exception during an upgrade destroys that connection only', async () => {
  const { logger, errors } = recordingLogger();
  await using server = await startMockServer({ port: 0, mediaPort: 0, logger });
  vi.spyOn(Channel.prototype, 'note').mockImplementationOnce(fails);
  const first = new WebSocket(server.signalingUrl);
  first.on('error', () => {});
  await once(first, 'close');
  const second = new WebSocket(server.signalingUrl);
  await once(second, 'open');
  expect(second.readyState).toBe(WebSocket.OPEN);
  expect(errors).toHaveLength(1);
  second.terminate();
});

test('a lane whose failure cannot be handled stops alone', () => {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const pacer = new Pacer(clock, (error) => errors.push(error));
  const lane = (run: () => void): Lane => ({
    dueMs: 10,
    run() {
      run();
      this.dueMs += 10;
    },
  });
  let runs = 0;
  pacer.add(lane(fails), { group: 1, onFailure: fails });
  pacer.add(
    lane(() => (runs += 1)),
    { group: 2, onFailure: fails },
  );

  clock.advance(100);

  expect(runs).toBe(10);
  expect(errors).toEqual([new Error('unexpected')]);
});
