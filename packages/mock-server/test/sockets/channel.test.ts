import { createDialect } from '@rtms-mock/protocol';
import { ManualClock, memorySocketPair } from '@rtms-mock/protocol/testing';
import { describe, expect, test, vi } from 'vitest';
import { StreamFaults } from '../../src/faults/stream-faults.js';
import { JournalRecorder } from '../../src/journal.js';
import { silentLogger } from '../../src/log.js';
import { Channel, MAX_MESSAGE_BYTES } from '../../src/sockets/channel.js';

function createChannel() {
  const clock = new ManualClock();
  const dialects = {
    string: createDialect('string'),
    '2025': createDialect('2025'),
    '2026': createDialect('2026'),
  };
  const stream = { streamId: 'STREAM-1', dialect: dialects['2026'], faults: new StreamFaults(clock) };
  const findStream = vi.fn((streamId: string) => (streamId === stream.streamId ? stream : undefined));
  const channel = new Channel('signaling', 's1', memorySocketPair()[1], {
    clock,
    journal: new JournalRecorder(clock),
    logger: silentLogger,
    dialects,
    defaultProtocol: '2025',
    settings: { handshakeFailure: undefined, strict: false },
    findStream,
  });
  return { channel, stream, findStream };
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
