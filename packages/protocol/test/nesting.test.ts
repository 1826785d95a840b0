import { describe, expect, test } from 'vitest';
import { isNestedDeeper, MAX_NESTING } from '../src/checks/nesting.js';
import { createDialect, detectDialect, readMediaFrame } from '../src/index.js';

const nested = (levels: number, inner = '1'): string => '['.repeat(levels) + inner + ']'.repeat(levels);
const message = (levels: number): string => `{"msg_type":1,"x":${nested(levels - 1)}}`;

describe('nesting', () => {
  test.each([
    ['1', 0, false],
    ['[]', 0, true],
    ['[]', 1, false],
    ['[{}]', 1, true],
    ['{"a":[1,{"b":null}]}', 3, false],
    ['{"a":[1,{"b":null}]}', 2, true],
  ])('%s is deeper than %i: %s', (json, max, expected) => {
    expect(isNestedDeeper(JSON.parse(json), max)).toBe(expected);
  });

  test.each(['string', '2025', '2026'] as const)('%s refuses a message that is nested too deep', (name) => {
    const dialect = createDialect(name);
    for (const levels of [MAX_NESTING + 1, 2800, 20_000]) {
      const result = dialect.decode(message(levels));
      expect(result).toMatchObject({ ok: false, problem: { violation: 'not-json' } });
      expect(!result.ok && result.problem.reason).toBe('the message is nested deeper than 32 levels');
    }
  });

  test('a message at the limit is read', () => {
    expect(detectDialect(message(MAX_NESTING))).toBe('2025');
    expect(detectDialect(message(MAX_NESTING + 1))).toBeUndefined();
  });

  test('a media message with deep fields beside the payload is left to decode, which refuses it', () => {
    const frame = `{"msg_type":14,"content":{"user_id":1,"data":"AAAA","x":${nested(5000)}}}`;
    expect(readMediaFrame(frame)).toBeUndefined();
    expect(createDialect('2026').decode(frame)).toMatchObject({ ok: false });
  });

  test('a deep chat body inside data stays text', () => {
    const data = `{"message_id":"1","x":${nested(5000)}}`;
    const frame = JSON.stringify({ msg_type: 18, content: { user_id: 1, data } });
    expect(createDialect('2026').decode(frame)).toMatchObject({ ok: true, message: { content: { data } } });
  });
});
