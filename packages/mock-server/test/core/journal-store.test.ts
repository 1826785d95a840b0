import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import {
  JournalRecorder,
  matches,
  type JournalEntry,
  type JournalFilter,
  type JournalLimits,
} from '../../src/journal.js';

/** Records entries of ten streams. Returns the journal, and all entries as its listeners got them. */
function recorded(
  count: number,
  limits: JournalLimits = {},
): { readonly journal: JournalRecorder; readonly heard: readonly JournalEntry[] } {
  const clock = new ManualClock();
  const journal = new JournalRecorder(clock, limits);
  const heard: JournalEntry[] = [];
  journal.subscribe((entry) => heard.push(entry));
  for (let index = 0; index < count; index += 1) {
    clock.advance(0.125);
    journal.record({
      kind: 'message',
      direction: index % 2 === 0 ? 'sent' : 'received',
      streamId: `stream-${index % 10}`,
      type: index === 777 ? 'RARE' : 'USUAL',
      detail: { index, text: 'ä \u0000 \ud83d "', list: [1.5, null, { deep: true }], none: undefined },
      wire: JSON.stringify({ index, text: 'ä \ud83d' }),
    });
  }
  return { journal, heard };
}

describe('a journal of thousands of entries', () => {
  test('returns all of them, oldest first, as they were recorded', () => {
    const { journal, heard } = recorded(2345);
    expect(journal.find()).toEqual(heard);
  });

  test.each<[JournalFilter, number]>([
    [{ streamId: 'stream-3' }, 235],
    [{ streamId: 'stream-11' }, 0],
    [{ type: 'RARE' }, 1],
    [{ type: 'RARE', direction: 'sent' }, 0],
    [{ after: 777 }, 1568],
    [{ after: 1399, streamId: 'stream-9' }, 95],
    [{ after: 5000 }, 0],
  ])('finds the entries with %j', (filter, count) => {
    const { journal, heard } = recorded(2345);
    const found = journal.find(filter);
    expect(found).toHaveLength(count);
    expect(found).toEqual(heard.filter((entry) => matches(entry, filter)));
  });

  test('returns the newest that match', () => {
    const { journal, heard } = recorded(2345);
    expect(journal.newest(7)).toEqual(heard.slice(-7));
    expect(journal.newest(1000)).toEqual(heard.slice(-1000));
    expect(journal.newest(120, { streamId: 'stream-3' })).toEqual(
      heard.filter(({ streamId }) => streamId === 'stream-3').slice(-120),
    );
    expect(journal.newest(5, { type: 'RARE' })).toEqual([heard[777]]);
    expect(journal.newest(3000)).toEqual(heard);
  });

  test('can be read while more is recorded', () => {
    const { journal, heard } = recorded(1500);
    const known = [...heard];
    const seen: JournalEntry[] = [];
    for (const entry of journal.read()) {
      seen.push(entry);
      journal.record({ kind: 'note', type: 'later' });
    }
    expect(seen).toEqual(known);
  });

  test('keeps the newest within its number of entries', () => {
    for (const maxEntries of [50, 550, 1000, 2000]) {
      const { journal, heard } = recorded(5001, { maxEntries });
      const kept = journal.find();
      expect(kept.length).toBeGreaterThanOrEqual(maxEntries);
      expect(kept.length).toBeLessThanOrEqual(maxEntries * 1.25);
      expect(kept).toEqual(heard.slice(-kept.length));
    }
  });

  test('keeps the newest within its size, whether they are packed or not', () => {
    const { journal, heard } = recorded(5000, { maxSize: 300_000 });
    const kept = journal.find();
    expect(kept.length).toBeGreaterThan(600);
    expect(kept.length).toBeLessThan(2000);
    expect(kept).toEqual(heard.slice(-kept.length));
  });

  test('is empty after it was cleared', () => {
    const { journal } = recorded(2345);
    journal.clear();
    expect(journal.find()).toEqual([]);
    journal.record({ kind: 'note', type: 'next' });
    expect(journal.find()).toMatchObject([{ seq: 2346, type: 'next' }]);
  });
});
