import { expect, test } from 'vitest';
import type { JournalRecord } from '../../src/journal.js';
import { judgeJournal, VerdictBook } from '../../src/verdicts/verdict-book.js';
import { journalOf, STREAM, webhookAnswer } from './entries.js';

const delivered = { status: 'delivered', httpStatus: 200 };

test('a webhook that is answered after 3 s is one verdict, however often', () => {
  const late = webhookAnswer({ ...delivered, ms: 4120, late: true });

  const verdicts = judgeJournal(journalOf(late, late)).get(STREAM);

  expect(verdicts).toEqual([
    {
      rule: 'webhook-late',
      severity: 'error',
      message: 'The app answered meeting.rtms_started with 200 after 4120 ms.',
      evidence: [1, 2],
      would: expect.stringContaining('sends the webhook again'),
      fix: expect.stringContaining('at once'),
      source: 'PROTOCOL.md §6.1',
      timed: true,
    },
  ]);
});

test('a webhook that is answered at once is no verdict', () => {
  const verdicts = judgeJournal(journalOf(webhookAnswer({ ...delivered, ms: 12, late: false })));

  expect(verdicts.get(STREAM)).toEqual([]);
});

test('a later webhook that is answered late is a warning', () => {
  const late = webhookAnswer({ ...delivered, ms: 4120, late: true }, 'meeting.rtms_stopped');

  expect(judgeJournal(journalOf(late)).get(STREAM)).toMatchObject([
    { rule: 'webhook-late', severity: 'warning' },
  ]);
});

test.each([
  [{ status: 'refused', httpStatus: 400 }, /^Answer 200 or 204 to every webhook/],
  [{ status: 'refused', httpStatus: 500 }, /^Look for an error in the log of the app\. Answer 200/],
  [{ status: 'refused', httpStatus: 404 }, /^Correct the path of the webhook URL/],
  [{ status: 'refused', httpStatus: 302 }, /redirects are not followed/],
  [{ status: 'failed', code: 'connection-refused' }, /^Listen at the webhook URL/],
  [{ status: 'failed', code: 'timeout' }, /^Answer 200 at once/],
  [{ status: 'failed', code: 'connection-closed' }, /look for a crash/],
  [{ status: 'failed', code: 'tls' }, /http or https/],
])('what to change follows from the outcome %j', (outcome, fix) => {
  const verdicts = judgeJournal(journalOf(webhookAnswer(outcome))).get(STREAM);
  expect(verdicts).toMatchObject([{ fix: expect.stringMatching(fix) }]);
});

test('an app that never joins may lack its client id and secret, unless one has joined before', () => {
  const state = (type: string): JournalRecord => ({ kind: 'state', streamId: STREAM, type, detail: {} });
  const start = { kind: 'webhook', direction: 'sent', type: 'meeting.rtms_started', detail: {} } as const;
  const absent = [
    state('created'),
    { ...start, streamId: STREAM },
    webhookAnswer(delivered),
    60_000,
    state('terminated'),
  ];
  const other = { socket: 'signaling', connectionId: 's1', streamId: 'stream-2', detail: {} } as const;
  const joined: JournalRecord = { kind: 'connection', type: 'accepted', ...other };
  const fixOf = (...entries: (JournalRecord | number)[]): string | undefined =>
    judgeJournal(journalOf(...entries))
      .get(STREAM)
      ?.find(({ rule }) => rule === 'never-joined')?.fix;
  expect(fixOf(...absent)).toMatch(/^On rtms_started, .* may lack the client id and secret/);
  expect(fixOf(joined, ...absent)).toMatch(/^On rtms_started, .* \(message 1\)\.$/);
});

test('a webhook after the start counts as a verdict, and as no error', () => {
  const refused = { status: 'refused', httpStatus: 500 };
  const book = new VerdictBook();
  for (const entry of journalOf(webhookAnswer(refused), webhookAnswer(refused, 'meeting.rtms_stopped'))) {
    book.add(entry);
  }
  expect([...book.counts]).toEqual([['webhook-refused', 2]]);
  expect([...book.countsOf('error')]).toEqual([['webhook-refused', 1]]);
  expect([...book.countsOf('warning')]).toEqual([['webhook-refused', 1]]);
  expect([...book.countsOf('note')]).toEqual([]);
});
