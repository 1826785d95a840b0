import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDialect, messageTypeName, type DialectName, type MediaShape } from '../src/index.js';
import { messagesOf } from './support/messages.js';

const dialects: readonly DialectName[] = ['string', '2025', '2026'];
const shapes: readonly MediaShape[] = ['nested', 'flat'];
const table = dialects.flatMap((dialect) => shapes.map((shape) => [dialect, shape] as const));

/** Any JSON, with known keys in wrong places and with wrong values. */
const anyFrame = fc.dictionary(
  fc.constantFrom(
    'msg_type',
    'content',
    'event',
    'events',
    'media_params',
    'state',
    'reason',
    'status_code',
    'a',
  ),
  fc.oneof(
    fc.nat({ max: 40 }),
    fc.constantFrom('MEDIA_DATA_CHAT', 'EVENT_UPDATE', 'constructor', '__proto__', ''),
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('data', 'event_type', 'participants', 'transcript'), fc.jsonValue()),
  ),
);

describe('encode and decode preserve any message', () => {
  test.each(table)('in dialect %s, %s', (name, mediaShape) => {
    const dialect = createDialect(name, { mediaShape });
    fc.assert(
      fc.property(messagesOf(name), (message) => {
        const decoded = dialect.decode(dialect.encode(message));
        if (!decoded.ok) throw new Error(decoded.problem.reason);
        expect(decoded.message).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  test('and all message types are covered', () => {
    const sampled = fc
      .sample(messagesOf('2026'), { numRuns: 2000, seed: 1 })
      .map((message) => message.msg_type);
    expect(new Set(sampled).size).toBe(24);
    expect([...new Set(sampled)].map(messageTypeName)).not.toContain(undefined);
  });
});

describe('decode never throws', () => {
  test.each(dialects)('for bytes, strings and JSON, in dialect %s', (name) => {
    const dialect = createDialect(name);
    const frames = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: 'binary' }),
      fc.json(),
      anyFrame.map((frame) => JSON.stringify(frame)),
    );
    fc.assert(
      fc.property(frames, (frame) => {
        const decoded = dialect.decode(frame);
        if (decoded.ok) {
          expect(messageTypeName(decoded.message.msg_type)).toBeDefined();
        } else {
          expect(decoded.problem.reason).not.toBe('');
          expect(dialect.statusOf(decoded.problem.violation)).toMatch(/^STATUS_/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
