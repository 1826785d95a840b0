import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import {
  JournalRecorder,
  type Journal,
  type JournalEntry,
  type JournalFilter,
  type JournalRecord,
} from '../../src/journal.js';
import { findPast, latestEntry, type WaitTarget } from '../../src/server/wait-target.js';

const STREAM = { streamId: 's', state: 'active', hasFrames: true } as const;

/** A journal that counts the entries that are read from it. */
class CountedJournal implements Pick<Journal, 'read' | 'newest'> {
  readonly #recorder = new JournalRecorder(new ManualClock());
  entriesRead = 0;

  record(record: Omit<JournalRecord, 'streamId'>): void {
    this.#recorder.record({ streamId: 's', ...record });
  }

  *read(filter?: JournalFilter): Generator<JournalEntry> {
    for (const entry of this.#recorder.read(filter)) {
      this.entriesRead += 1;
      yield entry;
    }
  }

  newest(count: number, filter?: JournalFilter): JournalEntry[] {
    return this.#recorder.newest(count, filter);
  }
}

/** A journal in which an app joins first, and then is active and paused in turns. */
function longJournal(): CountedJournal {
  const journal = new CountedJournal();
  journal.record({ kind: 'connection', type: 'accepted', socket: 'signaling' });
  journal.record({ kind: 'message', direction: 'sent', type: 'MEDIA_DATA_AUDIO' });
  for (let turn = 0; turn < 1000; turn += 1) {
    journal.record({ kind: 'state', type: 'active' });
    journal.record({ kind: 'state', type: 'paused' });
  }
  return journal;
}

describe('what has occurred is looked up without reading the rest of the journal', () => {
  test.each([
    ['a moment', 'handshake', 0, 1],
    ['a filter', { type: 'MEDIA_DATA_AUDIO' }, 0, 2],
    ['a state after an entry', 'active', 10, 11],
    ['a filter after an entry', { kind: 'state' }, 10, 11],
  ] as const)('%s', (_, target: WaitTarget, after, seq) => {
    const journal = longJournal();
    expect(findPast(target, STREAM, journal, after)).toMatchObject({ seq });
    expect(journal.entriesRead).toBeLessThan(3);
  });

  test.each([
    ['the latest entry of a state', 'active', 2001],
    ['the latest entry of a filter', { kind: 'state' }, 2002],
  ] as const)('%s', (_, target: WaitTarget, seq) => {
    const journal = longJournal();
    expect(latestEntry(target, 's', journal)).toMatchObject({ seq });
    expect(journal.entriesRead).toBe(0);
  });
});

test('the latest entry of a moment is the last one with which it began', () => {
  const journal = longJournal();
  expect(latestEntry('streaming', 's', journal)).toMatchObject({ seq: 2 });
  journal.record({ kind: 'message', direction: 'sent', type: 'MEDIA_DATA_VIDEO' });
  expect(latestEntry('streaming', 's', journal)).toMatchObject({ seq: 2003 });
  expect(latestEntry('streaming', 'another', journal)).toBeUndefined();
});
