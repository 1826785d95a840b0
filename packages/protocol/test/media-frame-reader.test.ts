import { describe, expect, test } from 'vitest';
import { createDialect, readMediaFrame } from '@rtms-mock/protocol';

const dialect = createDialect('2026');

/** Result of `decode` for the same frame. */
function decoded(text: string): unknown {
  const result = dialect.decode(text);
  return result.ok ? result.message : result.problem;
}

const base64 = Buffer.from(Uint8Array.from({ length: 3000 }, (_, i) => (i * 31) & 255)).toString('base64');
const head = { user_id: 16778240, user_name: 'Ana "the voice" Ruiz\\' };
const tail = { length: 3000, timestamp: 1767225601000 };

describe('readMediaFrame returns the same message as decode', () => {
  test.each([
    ['nested', { msg_type: 14, content: { ...head, data: base64, ...tail } }],
    ['nested, payload first', { msg_type: 15, content: { data: base64, ...head, ...tail } }],
    ['nested, payload last', { msg_type: 16, content: { ...tail, ...head, data: base64 } }],
    ['flat', { msg_type: 14, content: base64, ...head, ...tail }],
    ['unknown fields', { msg_type: 15, later: { data: 1 }, content: { data: base64, ...tail, more: [1] } }],
    ['empty payload', { msg_type: 15, content: { ...head, data: '', ...tail } }],
    ['a name that looks like the key', { msg_type: 14, content: { user_name: '"data":"', data: base64 } }],
    ['contact center', { msg_type: 14, content: { user_id: 0, channel_id: '2', data: base64, ...tail } }],
  ])('%s', (_, message) => {
    const text = JSON.stringify(message);
    expect(readMediaFrame(text)).toBeDefined();
    expect(readMediaFrame(text)).toEqual(decoded(text));
  });

  test('a binary frame', () => {
    const text = JSON.stringify({ msg_type: 14, content: { ...head, data: base64, ...tail } });
    expect(readMediaFrame(new TextEncoder().encode(text))).toEqual(decoded(text));
  });
});

describe('readMediaFrame returns undefined', () => {
  test.each([
    ['escapes in the payload', `{"msg_type":14,"content":{"data":"AA\\/A","timestamp":1}}`],
    ['another first key', `{"content":{"data":"AAAA","timestamp":1},"msg_type":14}`],
    ['white space at the payload', `{"msg_type":14,"content":{"data" : "AAAA","timestamp":1}}`],
    ['a transcript', `{"msg_type":17,"content":{"data":"Good morning","timestamp":1}}`],
    ['a keep-alive', `{"msg_type":12,"timestamp":1}`],
    ['a payload that is not at its place', `{"msg_type":14,"content":{"x":{"data":"AAAA"},"data":"BBBB"}}`],
    ['a second msg_type', `{"msg_type":14,"content":{"data":"AAAA"},"msg_type":15}`],
    ['a frame that is cut off', `{"msg_type":14,"content":{"data":"AAAA`],
    ['characters after the message', `{"msg_type":14,"content":{"data":"AAAA"}} {}`],
    ['no JSON', 'hello'],
  ])('%s', (_, text) => {
    expect(readMediaFrame(text)).toBeUndefined();
  });
});
