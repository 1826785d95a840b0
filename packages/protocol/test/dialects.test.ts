import { describe, expect, test } from 'vitest';
import {
  createDialect,
  createMediaFrameWriterFactory,
  detectDialect,
  createMediaFrameWriter,
  messageBytesToString,
  MessageType,
  parseFrame,
  VIOLATIONS,
  type DialectName,
  type MediaFrameHeader,
  type MediaShape,
  type Message,
} from '../src/index.js';

/** Decodes a frame; fails if it is not a message. */
function read(dialect: DialectName, frame: unknown): Message {
  const decoded = createDialect(dialect).decode(JSON.stringify(frame));
  if (!decoded.ok) throw new Error(decoded.problem.reason);
  return decoded.message;
}

function written(dialect: DialectName, message: Message): unknown {
  return JSON.parse(createDialect(dialect).encode(message));
}

describe('detectDialect', () => {
  test.each([
    ['{"msg_type":"SIGNALING_HAND_SHAKE_REQ"}', 'string'],
    ['{"msg_type":1}', '2025'],
    ['{"msg_type":[]}', undefined],
    ['{}', undefined],
    ['hello', undefined],
  ])('%s → %s', (text, expected) => {
    expect(detectDialect(text)).toBe(expected);
    expect(detectDialect(new TextEncoder().encode(text))).toBe(expected);
    expect(detectDialect(parseFrame(text))).toBe(expected);
  });

  test('a number in quotes is no name of a message, in any generation', () => {
    const parsed = parseFrame('{"msg_type":"1"}');
    expect(parsed).toMatchObject({
      ok: false,
      problem: { reason: 'msg_type must be a number, found "1"; send 1 without quotes', field: 'msg_type' },
    });
    expect(detectDialect(parsed)).toBeUndefined();
  });

  test('returns the given numeric generation if msg_type is a number', () => {
    expect(detectDialect('{"msg_type":1}', '2026')).toBe('2026');
  });
});

describe.each(['string', '2025', '2026'] as const)('decodeParsed in %s', (dialect) => {
  test.each([
    '{"msg_type":13,"timestamp":5}',
    '{"msg_type":"KEEP_ALIVE_RESP","timestamp":5}',
    `{"msg_type":14,"content":{"user_id":1,"data":"${'A'.repeat(8000)}","timestamp":5}}`,
    '{"msg_type":1,"rtms_stream_id":7}',
    '{"msg_type":4711}',
    '{}',
    '[]',
    'hello',
  ])('equals decode for %s', (frame) => {
    const reader = createDialect(dialect);
    expect(reader.decodeParsed(parseFrame(frame))).toStrictEqual(reader.decode(frame));
  });
});

describe('createMediaFrameWriter produces the same message as encode', () => {
  const heads: MediaFrameHeader[] = [
    { msg_type: 14, user_id: 0 },
    { msg_type: 14, user_id: 16778240, user_name: 'Ana "the voice" Ruiz\n\u2028🙂' },
    { msg_type: 14, user_id: 0, channel_id: '2' },
    { msg_type: 15, user_id: 16778240, user_name: 'Ana Ruiz' },
    { msg_type: 16, user_id: 16778240, user_name: '' },
  ];
  const dialects = ['string', '2025', '2026'] as const;
  const shapes = ['nested', 'flat'] as const;
  const table = dialects.flatMap((dialect) => shapes.map((shape) => [dialect, shape] as const));

  test.each(table)('in dialect %s, %s', (dialect, mediaShape: MediaShape) => {
    for (const head of heads) {
      for (const [data, length] of [
        ['AAECAwQFBgc=', 8],
        ['', 0],
        [Buffer.alloc(9000, 5).toString('base64'), 9000],
      ] as const) {
        const { msg_type, ...user } = head;
        const content = { ...user, data, length, timestamp: 1767225601000 };
        const expected = createDialect(dialect, { mediaShape }).encode({ msg_type, content });
        const write = createMediaFrameWriter(head, dialect, mediaShape);
        const message = write(Buffer.from(data), length, 1767225601000);
        expect(JSON.parse(messageBytesToString(message))).toStrictEqual(JSON.parse(expected));
        const fromString = write(data, length, 1767225601000);
        expect(messageBytesToString(fromString)).toBe(messageBytesToString(message));
      }
    }
  });
});

test('a writer factory returns the same writer for the same fields', () => {
  const writers = createMediaFrameWriterFactory();
  const head: MediaFrameHeader = { msg_type: 14, user_id: 7, user_name: 'Ana' };
  const write = writers(head, '2026', 'nested');
  expect(writers({ ...head }, '2026', 'nested')).toBe(write);
  const others = [
    writers({ ...head, user_name: 'Bo' }, '2026', 'nested'),
    writers(head, '2025', 'nested'),
    writers(head, '2026', 'flat'),
  ];
  expect(new Set([write, ...others]).size).toBe(4);
  const message = write(Buffer.from('AAEC'), 3, 1767225601000);
  expect(JSON.parse(messageBytesToString(message))).toMatchObject({
    content: { user_name: 'Ana', data: 'AAEC' },
  });
});

describe('large media frames', () => {
  const data = Buffer.alloc(100_000, 7).toString('base64');
  const content = { user_id: 1, user_name: 'Ana', data, timestamp: 5 };

  test.each([
    ['nested', { msg_type: 15, content }],
    ['flat', { msg_type: 15, content: data, user_id: 1, user_name: 'Ana', timestamp: 5 }],
  ])('are decoded like small ones, %s', (_shape, frame) => {
    expect(read('2026', frame)).toStrictEqual({ msg_type: 15, content });
  });

  test('are refused like small ones if the JSON is cut off', () => {
    const decoded = createDialect('2026').decode(JSON.stringify({ msg_type: 15, content }).slice(0, -2));
    expect(decoded).toMatchObject({ ok: false, problem: { violation: 'not-json' } });
  });
});

describe('decode unifies the differences between servers and clients', () => {
  test('an answer without a status is an internal error', () => {
    expect(
      read('2025', { msg_type: 2, protocol_version: 1, reason: 'Unsupported protocol version' }),
    ).toEqual({ msg_type: 2, status: 'STATUS_INTERNAL_EXCEPTION', reason: 'Unsupported protocol version' });
  });

  test('a status outside the table is an internal error', () => {
    expect(read('2026', { msg_type: 4, status_code: 75 })).toMatchObject({
      status: 'STATUS_INTERNAL_EXCEPTION',
    });
    expect(read('2025', { msg_type: 4, status_code: 75 })).toMatchObject({
      status: 'STATUS_RTMS_SESSION_NOT_FOUND',
    });
  });

  test('a status by name is ignored in numeric generations', () => {
    expect(read('2026', { msg_type: 2, status: 'STATUS_OK' })).toEqual({
      msg_type: 2,
      status: 'STATUS_INTERNAL_EXCEPTION',
    });
    expect(read('2026', { msg_type: 12, timestamp: 1, status: 'x' })).toEqual({ msg_type: 12, timestamp: 1 });
  });

  test('a stop reason may be a name', () => {
    expect(read('2025', { msg_type: 8, state: 4, reason: 'STOP_BC_USER_LEFT', timestamp: 1 })).toEqual({
      msg_type: 8,
      state: 4,
      reason: 3,
      timestamp: 1,
    });
    expect(
      read('2025', { msg_type: 8, state: 4, reason: 'STOP_BC_MEETING_CONNECTION_INTERRUPTED' }),
    ).toMatchObject({ reason: 12 });
    expect(read('2025', { msg_type: 8, state: 4, reason: 'constructor' })).toMatchObject({ reason: 0 });
  });

  test('subscriptions may be bare numbers, and invalid entries are skipped', () => {
    const events = [2, { event_type: 3, subscribe: false }, { event_type: 'x' }, null, { subscribe: true }];
    expect(read('2026', { msg_type: 5, events })).toEqual({
      msg_type: 5,
      events: [
        { event_type: 2, subscribe: true },
        { event_type: 3, subscribe: false },
      ],
    });
  });

  test('the encryption flag is read under either name', () => {
    expect(read('2026', { msg_type: 4, status_code: 0, payload_encrypted: true })).toEqual({
      msg_type: 4,
      status: 'STATUS_OK',
      payload_encryption: true,
    });
  });

  test('the string generation is read with the names of the first mock server alone', () => {
    const server_urls = { all: 'ws://localhost:8081/all' };
    expect(
      read('string', {
        msg_type: 'SIGNALING_HAND_SHAKE_RESP',
        status_code: 'STATUS_OK',
        media_server: { server_urls },
      }),
    ).toEqual({ msg_type: 2, status: 'STATUS_OK', media_server: { server_urls } });
    expect(
      read('string', { msg_type: 'DATA_HAND_SHAKE_RESP', status_code: 'STATUS_INVALID_SIGNATURE' }),
    ).toEqual({ msg_type: 4, status: 'STATUS_INVALID_SIGNATURE' });
  });

  test('a chat message that looks like JSON stays a string', () => {
    for (const data of ['{', '{"a":1}', '[1]', '{"message_id"']) {
      expect(read('2026', { msg_type: 18, content: { user_id: 1, data, timestamp: 1 } })).toEqual({
        msg_type: 18,
        content: { user_id: 1, data, timestamp: 1 },
      });
    }
  });

  test('a chat body may be an object inside data', () => {
    const data = { message_id: 'm-1', operation_type: 2, data: 'gone' };
    expect(read('2026', { msg_type: 18, content: { user_id: 1, data, timestamp: 1 } })).toEqual({
      msg_type: 18,
      content: { user_id: 1, message_id: 'm-1', operation_type: 2, data: 'gone', timestamp: 1 },
    });
  });

  test('media without a payload has an empty payload', () => {
    expect(read('2026', { msg_type: 14 })).toEqual({ msg_type: 14, content: { data: '' } });
    expect(read('2026', { msg_type: 17, content: { data: 5 } })).toEqual({
      msg_type: 17,
      content: { data: '' },
    });
  });
});

describe('encode omits or replaces what a generation does not have', () => {
  test('2025 omits later media fields and uses the older name of the language', () => {
    const params = { transcript: { content_type: 5, src_language: 9, enable_lid: false } } as const;
    const request = {
      msg_type: MessageType.DATA_HAND_SHAKE_REQ,
      meeting_uuid: 'm',
      rtms_stream_id: 's',
      media_type: 8,
      media_params: params,
    };
    expect(written('2025', request)).toMatchObject({
      media_params: { transcript: { content_type: 5, language: 9 } },
    });
    expect(written('2026', request)).toMatchObject({ media_params: params });
    const content = { user_id: 1, data: 'AA==', length: 1, timestamp: 2 };
    expect(written('2025', { msg_type: 14, content })).toEqual({
      msg_type: 14,
      content: { user_id: 1, data: 'AA==', timestamp: 2 },
    });
  });

  test.each([
    ['2025', 'STATUS_INVALID_RTMS_STREAM_ID', 10],
    ['2025', 'STATUS_INVALID_PAYLOAD', 2],
    ['2025', 'STATUS_INTERNAL_EXCEPTION', 74],
    ['2026', 'STATUS_SESSION_NOT_FOUND', 2],
    ['2026', 'STATUS_MEETING_UUID_IS_EMPTY', 4],
    ['2026', 'STATUS_INVALID_AUDIO_DATA_BUFFER', 45],
  ] as const)('%s replaces %s', (generation, status, status_code) => {
    expect(written(generation, { msg_type: 2, status })).toMatchObject({ status_code });
  });

  test('every violation has a number in both numeric generations', () => {
    for (const generation of ['2025', '2026'] as const) {
      const dialect = createDialect(generation);
      for (const violation of VIOLATIONS) {
        const answer = written(generation, { msg_type: 4, status: dialect.statusOf(violation), reason: 'r' });
        const { status_code } = answer as { status_code: number };
        expect(status_code, violation).toBeGreaterThan(0);
        expect(read(generation, answer)).toMatchObject({ status: dialect.statusOf(violation) });
      }
    }
  });
});
