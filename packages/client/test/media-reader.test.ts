import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  createDialect,
  createMediaFrameWriter,
  messageBytesToString,
  readMediaFrame,
} from '@rtms-mock/protocol';
import { mediaReader, readMediaBytes } from '../src/connection/links/media-reader.js';

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
    expect(mediaReader(dialect)(Buffer.from(text))).toEqual(dialect.decode(text));
    expect(mediaReader(dialect)(text)).toEqual(dialect.decode(text));
  });

  test.each([
    '',
    '{',
    '{"msg_type":14,"content":{"data":"AAAA',
    'data',
    '[]',
    '{"msg_type":15,"content":"AA',
  ])('are refused if invalid: %j', (text) => {
    expect(mediaReader(createDialect('2026'))(Buffer.from(text)).ok).toBe(false);
  });
});
