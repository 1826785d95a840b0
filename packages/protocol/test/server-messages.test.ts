import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkServerMessage,
  createDialect,
  isFromServer,
  MESSAGES_BY_SOCKET,
  type DialectName,
  type Message,
} from '../src/index.js';
import { SERVER_FIELDS, type FieldRule, type FieldTable } from '../src/checks/server-fields.js';
import { goodCases, textOf } from './support/corpus.js';
import { messagesOf } from './support/messages.js';

const dialects: readonly DialectName[] = ['string', '2025', '2026'];

function isServerMessage(message: Message): boolean {
  return isFromServer('signaling', message) || isFromServer('media', message);
}

function decoded(dialect: DialectName, frame: object | string): Message {
  const result = createDialect(dialect).decode(typeof frame === 'string' ? frame : JSON.stringify(frame));
  if (!result.ok) throw new Error(result.problem.reason);
  return result.message;
}

test('the table has every message that a server sends, and no other', () => {
  const types = new Set<number>([...MESSAGES_BY_SOCKET.signaling.server, ...MESSAGES_BY_SOCKET.media.server]);
  expect(new Set(Object.keys(SERVER_FIELDS).map(Number))).toEqual(types);
});

describe('correct messages pass', () => {
  test('all of the corpus', () => {
    const problems = goodCases.flatMap((found) => {
      const problem = checkServerMessage(decoded(found.generation, textOf(found.case)));
      return problem ? [`${found.name}: ${problem.reason}`] : [];
    });
    expect(problems).toEqual([]);
  });

  test.each(dialects)('any message in dialect %s', (name) => {
    fc.assert(
      fc.property(messagesOf(name), (message) => {
        expect(checkServerMessage(decoded(name, createDialect(name).encode(message)))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('with unknown fields of any type, and with optional fields that are null', () => {
    const event = { event_type: 2, timestamp: 1, user_id: 5, user_name: null, x: [null, {}] };
    expect(checkServerMessage(decoded('2026', { msg_type: 6, event, more: {} }))).toBeUndefined();
  });
});

/** Path and rule of each field of a table. */
function rulesOf(table: FieldTable, path: readonly string[] = []): [readonly string[], FieldRule][] {
  return Object.entries(table).flatMap(([name, rule]): [readonly string[], FieldRule][] => {
    const own = [...path, name];
    const inner = rule.type === 'array' ? [...own, '0'] : own;
    return [[own, rule], ...(rule.fields ? rulesOf(rule.fields, inner) : [])];
  });
}

const fields = Object.entries(SERVER_FIELDS).flatMap(([type, table]) =>
  rulesOf(table).map(([path, rule]) => [Number(type), path.join('.'), rule] as const),
);

/** A message with all required fields, and `value` at `path`. */
function messageWith(type: number, path: string, value: unknown): Message {
  const content = { data: '', timestamp: 1, user_id: 1 };
  const message: { [field: string]: unknown } = {
    msg_type: type,
    state: 1,
    content,
    event: { event_type: 1 },
  };
  const names = path.split('.');
  let parent = message;
  for (const [index, name] of names.slice(0, -1).entries()) {
    const isArray = names[index + 1] === '0';
    parent[name] = isArray ? [] : { ...(parent[name] as object | undefined) };
    parent = parent[name] as typeof parent;
  }
  parent[names.at(-1) ?? ''] = value;
  return message as unknown as Message;
}

test.each(fields)('msg_type %i: a wrong %s is a problem', (type, path, rule) => {
  const wrong = rule.type === 'object' || rule.type === 'array' ? 'x' : { toString: 1 };
  const problem = checkServerMessage(messageWith(type, path, wrong));
  expect(problem?.field).toBe(path.replace(/\.(\d+)/g, '[$1]'));
  expect(problem?.reason).toMatch(/ must be .*, found /);
});

test.each([
  ['participants[0] must be an object, found null', { event_type: 3, participants: [null] }],
  [
    'participants[1] must be an object, found an array',
    { event_type: 3, participants: [{ user_id: 1 }, []] },
  ],
  ['event_type must be a number, found nothing', {}],
])('an event: %s', (reason, event) => {
  expect(checkServerMessage(decoded('2026', { msg_type: 6, event }))?.reason).toBe(`event.${reason}`);
});

test('messages of clients pass', () => {
  fc.assert(
    fc.property(messagesOf('2026'), (message) => {
      if (!isServerMessage(message)) expect(checkServerMessage(message)).toBeUndefined();
    }),
  );
});
