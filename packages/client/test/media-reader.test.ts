import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkServerMessage,
  createDialect,
  createMediaFrameWriter,
  messageBytesToString,
  readMediaFrame,
} from '@rtms-mock/protocol';
import { MediaReader, readMediaBytes } from '../src/connection/links/media-reader.js';

const payload = randomBytes(60_000);
const head = { msg_type: 15, user_id: 16778240, user_name: 'Ana Ruíz "the 1st" 안나' } as const;

describe('bytes of a media frame', () => {
  test.each(['nested', 'flat'] as const)('result in the same message as its string, %s', (shape) => {
    const base64 = Buffer.from(payload.toString('base64'));
    const text = messageBytesToString(
      createMediaFrameWriter(head, '2026', shape)(base64, 60_000, 1767225601000),
    );
    const message = readMediaBytes(Buffer.from(text));
    expect(message).toEqual(readMediaFrame(text));
    expect(message).toEqual({
      ...JSON.parse(text),
      content: expect.anything() as unknown,
      ...(shape === 'flat' && {
        user_id: undefined,
        user_name: undefined,
        timestamp: undefined,
        length: undefined,
      }),
    });
    expect(message?.content.data).toBe(payload.toString('base64'));
    expect(message?.content).toMatchObject({ user_name: head.user_name, timestamp: 1767225601000 });
  });

  test.each([
    ['an escape in the payload', '{"msg_type":14,"content":{"user_id":1,"data":"AA\\/A","timestamp":1}}'],
    ['another order of keys', '{"content":{"user_id":1,"data":"AAAA","timestamp":1},"msg_type":14}'],
    ['spaces', '{ "msg_type": 14, "content": { "user_id": 1, "data": "AAAA", "timestamp": 1 } }'],
    ['a transcript', '{"msg_type":17,"content":{"user_id":1,"data":"Grüß dich","timestamp":1}}'],
    [
      'a key in a name',
      '{"msg_type":14,"content":{"user_name":"\\"data\\":\\"x","data":"AAAA","timestamp":1}}',
    ],
    ['an answer', '{"msg_type":4,"status_code":0}'],
    [
      'a payload that is another field',
      '{"msg_type":14,"data":"BBBB","content":{"data":"AAAA","timestamp":1}}',
    ],
  ])('are read like the dialect: %s', (_, text) => {
    const dialect = createDialect('2026');
    const reader = new MediaReader(dialect);
    expect(reader.read(Buffer.from(text))).toEqual(dialect.decode(text));
    expect(reader.read(text)).toEqual(dialect.decode(text));
  });

  test.each([
    '',
    '{',
    '{"msg_type":14,"content":{"data":"AAAA',
    'data',
    '[]',
    '{"msg_type":15,"content":"AA',
  ])('are refused if invalid: %j', (text) => {
    expect(new MediaReader(createDialect('2026')).read(Buffer.from(text)).ok).toBe(false);
  });
});

/** Messages of any field order, shape and generation, whose last fields are those that a template reads. */
const messages = fc
  .record({
    type: fc.constantFrom(14, 15, 16),
    isFlat: fc.boolean(),
    before: fc.record(
      {
        user_id: fc.oneof(fc.integer(), fc.string()),
        user_name: fc.string({ unit: 'binary' }),
        channel_id: fc.string(),
        length: fc.nat(),
        timestamp: fc.oneof({ weight: 9, arbitrary: fc.nat() }, fc.constant('wrong')),
        extra: fc.oneof(fc.constant(null), fc.object({ maxDepth: 1 })),
      },
      { requiredKeys: [] },
    ),
    hasLength: fc.boolean(),
    isOpenAtEnd: fc.boolean(),
  })
  .map(({ type, isFlat, before, hasLength, isOpenAtEnd }) => {
    const fields = JSON.stringify(before).slice(1, -1);
    const comma = fields === '' ? '' : ',';
    return (payload: string, length: number, timestamp: number): string => {
      const last = `${hasLength ? `,"length":${length}` : ''},"timestamp":${timestamp}`;
      if (isFlat) return `{"msg_type":${type},"content":"${payload}"${comma}${fields}${last}}`;
      // The last fields may belong to an object beside the content.
      return isOpenAtEnd
        ? `{"msg_type":${type},"content":{${fields}${comma}"data":"${payload}"},"other":{"x":1${last}}}`
        : `{"msg_type":${type},"content":{${fields}${comma}"data":"${payload}"${last}}}`;
    };
  });
const values = fc.record({
  payload: fc.uint8Array({ minLength: 1, maxLength: 40 }),
  length: fc.nat(),
  timestamp: fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 }),
});
/** A byte that means something in JSON or base64, or any other one of ASCII. */
const bytes = fc.oneof(fc.constantFrom(...Buffer.from('"\\{},:=0-\n')), fc.nat(127));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** What an app receives of a frame: the message with its payload as bytes, or the problem. */
function received(frame: Buffer, reader: MediaReader) {
  const known = reader.readKnown(frame);
  const result = known ? ({ ok: true, message: known } as const) : reader.read(frame);
  if (!result.ok) return result.problem;
  const { message } = result;
  if (message.msg_type !== 14 && message.msg_type !== 15 && message.msg_type !== 16) return message;
  const problem = checkServerMessage(message);
  if (problem) return problem;
  const { data, ...fields } = message.content;
  return { type: message.msg_type, fields, payload: known?.payload ?? Buffer.from(data, 'base64') };
}

test('a message of a known form is read like the first one, whatever is changed in it', () => {
  let known = 0;
  const property = fc.property(
    messages,
    values,
    values,
    fc.option(fc.record({ at: fc.nat(59), byte: fc.constantFrom(...Buffer.from('"\\=\n')) }), { freq: 2 }),
    fc.array(fc.record({ at: fc.nat(299), byte: bytes, how: fc.constantFrom('set', 'cut', 'add') }), {
      maxLength: 2,
    }),
    (textOf, first, second, change, mutations) => {
      const reader = new MediaReader(createDialect('2026'));
      const learned = Buffer.from(textOf(base64(first.payload), first.length, first.timestamp));
      expect(received(learned, reader)).toEqual(received(learned, new MediaReader(createDialect('2026'))));
      const payload = Buffer.from(base64(second.payload));
      if (change) payload[change.at % payload.length] = change.byte;
      let frame = Buffer.from(textOf(payload.toString(), second.length, second.timestamp));
      for (const { at, byte, how } of mutations) {
        const place = at % frame.length;
        const added = how === 'cut' ? [] : [byte];
        frame = Buffer.concat([
          frame.subarray(0, place),
          Buffer.from(added),
          frame.subarray(how === 'add' ? place : place + 1),
        ]);
      }
      // Such a frame never arrives: the socket is closed.
      fc.pre(isUtf8(frame));
      if (reader.readKnown(frame)) known += 1;
      expect(received(frame, reader)).toEqual(received(frame, new MediaReader(createDialect('2026'))));
    },
  );
  fc.assert(property, { numRuns: 1000 });
  expect(known).toBeGreaterThan(20);
});

test('a reader recognises the messages of several participants', () => {
  const reader = new MediaReader(createDialect('2026'));
  const frameOf = (user: number, timestamp: number): Buffer =>
    Buffer.from(`{"msg_type":14,"content":{"user_id":${user},"data":"AAAA","timestamp":${timestamp}}}`);
  for (const user of [1, 2, 3]) {
    expect(reader.readKnown(frameOf(user, 1767225601000))).toBeUndefined();
    expect(reader.read(frameOf(user, 1767225601000)).ok).toBe(true);
  }
  for (const user of [1, 2, 3, 1, 2, 3]) {
    expect(reader.readKnown(frameOf(user, 1767225601020))).toEqual({
      msg_type: 14,
      content: { user_id: user, data: '', timestamp: 1767225601020 },
      payload: Buffer.from('AAAA', 'base64'),
    });
  }
});
