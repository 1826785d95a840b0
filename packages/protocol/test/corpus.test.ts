import { describe, expect, test } from 'vitest';
import {
  checkMediaType,
  checkMediaTypeMask,
  createDialect,
  mediaTypesOf,
  messageTypeName,
  MessageType,
  negotiateMediaParams,
  type NumericGeneration,
  type MessageProblem,
} from '../src/index.js';
import { badCases, goodCases, textOf, type BadCase, type Located } from './support/corpus.js';

function findProblem({ generation, case: found }: Located<BadCase>): MessageProblem | undefined {
  const decoded = createDialect(generation).decode(textOf(found));
  if (!decoded.ok) return decoded.problem;
  const { message } = decoded;
  if (message.msg_type !== MessageType.DATA_HAND_SHAKE_REQ) return undefined;
  const badType = checkMediaType(message.media_type);
  if (badType) return badType;
  const mask = generation === '2026' ? checkMediaTypeMask(message.media_type) : undefined;
  if (mask) return mask;
  const negotiated = negotiateMediaParams(mediaTypesOf(message.media_type), message.media_params, {
    generation: generation as NumericGeneration,
  });
  return negotiated.ok ? undefined : negotiated.problem;
}

describe('valid messages of the corpus are decoded and encoded', () => {
  test.each(goodCases)('$name', ({ generation, message, case: found }) => {
    const dialect = createDialect(generation, { mediaShape: found.mediaShape ?? 'nested' });
    const decoded = dialect.decode(textOf(found));
    if (!decoded.ok) throw new Error(decoded.problem.reason);
    expect(messageTypeName(decoded.message.msg_type)).toBe(message.toUpperCase().replaceAll('-', '_'));
    if (found.message) expect(decoded.message).toStrictEqual(found.message);
    expect(JSON.parse(dialect.encode(decoded.message))).toStrictEqual(found.rewritten ?? found.frame);
    expect(found.source).toMatch(/^(documented|observed|assumed): PROTOCOL\.md \S+$/);
  });

  test('from binary frames too', () => {
    for (const { generation, case: found } of goodCases) {
      const dialect = createDialect(generation);
      expect(dialect.decode(new TextEncoder().encode(textOf(found)))).toStrictEqual(
        dialect.decode(textOf(found)),
      );
    }
  });
});

describe('invalid messages of the corpus are reported', () => {
  test.each(badCases)('$name', (located) => {
    const { generation, case: found } = located;
    const problem = findProblem(located);
    expect(problem?.violation).toBe(found.violation);
    expect(problem?.field).toBe(found.field);
    expect(createDialect(generation).statusOf(found.violation)).toBe(found.status);
  });
});

test('every message of a generation has a valid example', () => {
  const folders = (generation: string): Set<string> =>
    new Set(goodCases.filter((found) => found.generation === generation).map((found) => found.message));
  const neverSent = /^(UNDEFINED|META_DATA_)/;
  const names = Object.entries(MessageType).filter(([name]) => !neverSent.test(name));
  const folderOf = (name: string): string => name.toLowerCase().replaceAll('_', '-');
  expect([...folders('2026')].sort()).toStrictEqual(names.map(([name]) => folderOf(name)).sort());
  const in2025 = names.filter(([, type]) => type <= 20).map(([name]) => folderOf(name));
  expect([...folders('2025')].sort()).toStrictEqual(in2025.sort());
});
