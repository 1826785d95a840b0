import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/journal.js';
import { RULES } from '../../src/verdicts/rules/index.js';
import { VerdictBook } from '../../src/verdicts/verdict-book.js';

const OCCASIONS = [...new Set(RULES.flatMap(({ on }) => on))].map((occasion) => occasion.split(' '));

/** Names that rules read, so that strange values reach them. */
const FIELDS = fc.constantFrom(
  'problem',
  'rtms_stream_id',
  'timestamp',
  'media_type',
  'media_params',
  'events',
  'status',
  'violation',
  'reason',
  'outcome',
  'verdict',
  'code',
  'by',
  'protocol',
  'params',
  'body',
  'waitingBytes',
  'lost',
);

const entries = fc.array(
  fc.record({
    occasion: fc.constantFrom(...OCCASIONS),
    detail: fc.dictionary(FIELDS, fc.jsonValue(), { maxKeys: 5 }),
    streamId: fc.constantFrom(undefined, 'one', 'two', 'three'),
    connectionId: fc.constantFrom(undefined, 's1', 's2', 'm1'),
    socket: fc.constantFrom(undefined, 'signaling', 'media'),
    wire: fc.constantFrom(undefined, '', '{"msg_type":"X"}', '{"events":[1,'),
    isBinary: fc.boolean(),
  }),
  { maxLength: 60 },
);

test('no entry, however strange, makes a rule fail, and what is kept of a stream is limited', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const book = new VerdictBook();
      given.forEach(({ occasion, detail, isBinary, ...others }, index) => {
        const [kind, direction] = occasion;
        const hasDirection = direction === 'sent' || direction === 'received';
        const about = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
        const entry = {
          seq: index + 1,
          atMs: index * 700,
          unixMs: index * 700,
          kind,
          ...(hasDirection && { direction }),
          type: occasion.slice(hasDirection ? 2 : 1).join(' '),
          ...(isBinary && { frame: 'binary' }),
          detail,
          ...about,
        } as JournalEntry;
        book.add(entry);
      });
      for (const streamId of ['one', 'two', 'three']) {
        for (const { evidence, message } of book.of(streamId)) {
          expect(evidence.length).toBeLessThanOrEqual(10);
          expect(message.length).toBeLessThan(5000);
        }
      }
    }),
    { numRuns: 300 },
  );
});
