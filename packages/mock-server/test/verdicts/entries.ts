import { ManualClock } from '@rtms-mock/protocol/testing';
import { JournalRecorder, type JournalEntry, type JournalRecord } from '../../src/journal.js';

export const STREAM = 'stream-1';

/** Journal entries as the server records them; a number lets so many milliseconds pass. */
export function journalOf(...records: readonly (JournalRecord | number)[]): JournalEntry[] {
  const clock = new ManualClock();
  const journal = new JournalRecorder(clock);
  for (const record of records) {
    if (typeof record === 'number') clock.advance(record);
    else journal.record(record);
  }
  return journal.find();
}

/** The response of an app to a webhook. */
export function webhookAnswer(outcome: object, type = 'meeting.rtms_started'): JournalRecord {
  return { kind: 'webhook', direction: 'received', streamId: STREAM, type, detail: { outcome } };
}
