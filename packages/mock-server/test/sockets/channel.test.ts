import { createDialect } from '@rtms-mock/protocol';
import { ManualClock, memorySocketPair } from '@rtms-mock/protocol/testing';
import { describe, expect, test, vi } from 'vitest';
import { StreamFaults } from '../../src/faults/stream-faults.js';
import { JournalRecorder } from '../../src/journal.js';
import { Channel } from '../../src/sockets/channel.js';
import { MAX_MESSAGE_BYTES } from '../../src/sockets/message-limit.js';

interface ChannelInput {
  readonly kind?: 'signaling' | 'media';
  readonly strict?: boolean;
}

function createChannel({ kind = 'signaling', strict = false }: ChannelInput = {}) {
  const clock = new ManualClock();
  const dialects = {
    string: createDialect('string'),
    '2025': createDialect('2025'),
    '2026': createDialect('2026'),
  };
  const journal = new JournalRecorder(clock);
  const faults = new StreamFaults(clock, journal, 'STREAM-1');
  const stream = { streamId: 'STREAM-1', dialect: dialects['2026'], faults };
  const findStream = vi.fn((streamId: string) => (streamId === stream.streamId ? stream : undefined));
  const [peer, socket] = memorySocketPair();
  const sent: string[] = [];
  peer.onMessage((data) => sent.push(String(data)));
  const logged: string[] = [];
  const channel = new Channel(kind, 'c1', socket, {
    clock,
    journal,
    logger: { log: (_level, message) => logged.push(message) },
    dialects,
    defaultProtocol: '2025',
    settings: { handshakeFailure: undefined, strict, frames: 'text', fragment: 'off' },
    findStream,
  });
  return { channel, stream, findStream, journal, logged, sent };
}

/** A valid signaling handshake for a stream. */
function handshake(streamId: string): string {
  return JSON.stringify({
    msg_type: 1,
    protocol_version: 1,
    meeting_uuid: 'm',
    rtms_stream_id: streamId,
    signature: 'x',
  });
}

describe('receiveEarly', () => {
  test('returns the message and the stream that it names, and parses and looks up once', () => {
    const { channel, stream, findStream } = createChannel();
    const parse = vi.spyOn(JSON, 'parse');
    const early = channel.receiveEarly(handshake('STREAM-1'));
    const parses = parse.mock.calls.length;
    parse.mockRestore();
    expect(early.decoded).toMatchObject({ ok: true, message: { rtms_stream_id: 'STREAM-1' } });
    expect(early.stream).toBe(stream);
    expect(parses).toBe(1);
    expect(findStream).toHaveBeenCalledOnce();
    expect(channel.streamId).toBe('STREAM-1');
    expect(channel.dialect.name).toBe('2026');
  });

  test('follows a stream that a malformed message names', () => {
    const { channel, stream } = createChannel();
    const early = channel.receiveEarly('{"msg_type":1,"rtms_stream_id":"STREAM-1","meeting_uuid":7}');
    expect(early.decoded.ok).toBe(false);
    expect(early.stream).toBe(stream);
  });

  test('leaves its stream when the next message names one that does not exist', () => {
    const { channel } = createChannel();
    channel.receiveEarly(handshake('STREAM-1'));
    expect(channel.streamId).toBe('STREAM-1');
    expect(channel.receiveEarly(handshake('STREAM-2')).stream).toBeUndefined();
    expect(channel.streamId).toBeUndefined();
  });

  test('does not parse a message above the maximum size', () => {
    const { channel, findStream } = createChannel();
    const { decoded, stream } = channel.receiveEarly(handshake('S'.repeat(MAX_MESSAGE_BYTES)));
    expect(decoded).toMatchObject({ ok: false, problem: { violation: 'message-too-long' } });
    expect(stream).toBeUndefined();
    expect(findStream).not.toHaveBeenCalled();
  });
});

describe('refuseUnexpected', () => {
  test.each([
    [
      'media',
      7,
      'awaiting-ready',
      'CLIENT_READY_ACK (message 7) is not expected on a media socket in state awaiting-ready; send it on the signaling socket',
    ],
    [
      'media',
      1,
      'handshaking',
      'SIGNALING_HAND_SHAKE_REQ (message 1) is not expected on a media socket in state handshaking; send it on the signaling socket',
    ],
    [
      'media',
      14,
      'handshaking',
      'MEDIA_DATA_AUDIO (message 14) is not expected on a media socket in state handshaking; send DATA_HAND_SHAKE_REQ (message 3) first',
    ],
    [
      'signaling',
      3,
      'open',
      'DATA_HAND_SHAKE_REQ (message 3) is not expected on a signaling socket in state open; send it on the media socket',
    ],
    [
      'signaling',
      7,
      'handshaking',
      'CLIENT_READY_ACK (message 7) is not expected on a signaling socket in state handshaking; send SIGNALING_HAND_SHAKE_REQ (message 1) first',
    ],
    ['signaling', 99, 'open', 'message 99 is not expected on a signaling socket in state open'],
  ] as const)('names the message and the remedy: %s socket, message %i, %s', (kind, type, state, reason) => {
    const { channel, journal, logged, sent } = createChannel({ kind });
    channel.refuseUnexpected(type, state);
    expect(logged).toEqual([`${kind} c1: ${reason}`]);
    expect(journal.find({ type: 'refused' })[0]?.detail).toMatchObject({ reason, field: 'msg_type' });
    expect(sent).toEqual([]);
  });

  test('sends a plain reason in strict mode, and logs the remedy', () => {
    const { channel, logged, sent } = createChannel({ kind: 'media', strict: true });
    channel.refuseUnexpected(7, 'handshaking');
    expect(sent.map((text) => JSON.parse(text) as object)).toMatchObject([
      { msg_type: 4, reason: 'message 7 is not expected on a media socket in state handshaking' },
    ]);
    expect(logged).toEqual([expect.stringMatching(/send it on the signaling socket$/)]);
  });
});

describe('refuseHandshake', () => {
  test.each([
    [
      'signaling',
      3,
      'DATA_HAND_SHAKE_REQ (message 3) is not expected on a signaling socket in state handshaking; send it on the media socket',
    ],
    [
      'media',
      1,
      'SIGNALING_HAND_SHAKE_REQ (message 1) is not expected on a media socket in state handshaking; send it on the signaling socket',
    ],
  ] as const)('names the wrong socket, not a missing id: %s, message %i', (kind, msg_type, reason) => {
    const { channel, logged, sent } = createChannel({ kind });
    const { decoded } = channel.receiveEarly(JSON.stringify({ msg_type }));
    if (decoded.ok) throw new Error('the message has no ids');
    channel.refuseHandshake(decoded.problem);
    expect(logged).toEqual([`${kind} c1: ${reason}`]);
    expect(sent).toEqual([]);
  });

  test('names the missing id where the socket is right', () => {
    const { channel, logged, sent } = createChannel();
    const { decoded } = channel.receiveEarly('{"msg_type":1}');
    if (decoded.ok) throw new Error('the message has no ids');
    channel.refuseHandshake(decoded.problem);
    expect(logged).toEqual([expect.stringMatching(/^signaling c1: meeting_uuid .+ is missing$/)]);
    expect(sent).toHaveLength(1);
  });
});
