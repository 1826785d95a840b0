import { expect, test } from 'vitest';
import type { JournalPage } from '../../src/control/observing-bodies.js';
import {
  dealSnapshot,
  mergeActions,
  mergeJournals,
  mergeMeetings,
  mergeMetrics,
  mergeResets,
  mergeSnapshots,
  mergeVerdicts,
} from '../../src/fleet/merge.js';

function page(...seqs: number[]): JournalPage {
  const entry = { atMs: 0, unixMs: 0, kind: 'note', type: 'test', detail: {} } as const;
  return { entries: seqs.map((seq) => ({ ...entry, seq })), lastSeq: seqs.at(-1) ?? 0 };
}

test('entries of several journals come by number', () => {
  const merged = mergeJournals([page(1, 5), page(2, 3, 9), page()]);
  expect(merged.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 5, 9]);
  expect(merged.lastSeq).toBe(9);
});

test('entries that another node may precede are left to the next request', () => {
  const merged = mergeJournals([page(1, 5), page(2, 9)], { until: 4 });
  expect(merged.entries.map(({ seq }) => seq)).toEqual([1, 2]);
  expect(merged.lastSeq).toBe(4);
});

test('first and limit hold for the merged journal', () => {
  const pages = [page(1, 5), page(2, 3, 9)];
  expect(mergeJournals(pages, { limit: 2 }).entries.map(({ seq }) => seq)).toEqual([5, 9]);
  expect(mergeJournals(pages, { first: 3, limit: 2 }).entries.map(({ seq }) => seq)).toEqual([2, 3]);
});

test('verdicts about streams come before those about none, and warnings once', () => {
  const verdict = {
    rule: 'x',
    severity: 'error',
    message: '',
    evidence: [],
    would: '',
    fix: '',
    source: '',
  } as never;
  const merged = mergeVerdicts([
    { verdicts: [Object.assign({}, verdict, { streamId: 'a' }), verdict], warnings: ['w'] },
    { verdicts: [Object.assign({}, verdict, { streamId: 'b' })], warnings: ['w'] },
  ]);
  expect(merged.verdicts.map(({ streamId }) => streamId)).toEqual(['a', 'b', undefined]);
  expect(merged.warnings).toEqual(['w']);
});

test.each([
  ['all that run are listed', { running: ['a', 'b'] }, undefined],
  ['one that runs is missing', { running: ['a', 'b', 'c'] }, true],
  ['a node has not answered', { running: ['a'], isAnyMissing: true }, true],
])('if %s, the list of meetings says so', (_, extent, incomplete) => {
  const bodies = ['a', 'b'].map((streamId) => ({ meetings: [{ streamId }] })) as never;
  expect(mergeMeetings(bodies, extent).incomplete).toBe(incomplete);
});

test('outcomes, numbers of ended meetings and snapshots are those of all', () => {
  const result = { ok: true, state: 'active' } as const;
  expect(
    mergeActions([{ results: [{ ...result, streamId: 'a' }] }, { results: [{ ...result, streamId: 'b' }] }]),
  ).toEqual({
    results: [expect.objectContaining({ streamId: 'a' }), expect.objectContaining({ streamId: 'b' })],
  });
  expect(mergeResets([{ ended: 2 }, { ended: 0 }, { ended: 1 }])).toEqual({ ended: 3 });
  const meetings = ['a', 'b', 'c'].map((meetingUuid) => ({ meetingUuid, streams: [] }));
  const parts = dealSnapshot({ version: 1, seed: 7, meetings }, 2);
  expect(parts).toEqual([
    { version: 1, seed: null, meetings: [meetings[0], meetings[2]] },
    { version: 1, seed: null, meetings: [meetings[1]] },
  ]);
  expect(mergeSnapshots(parts as never).meetings).toHaveLength(3);
  expect(dealSnapshot('no snapshot', 2)).toEqual(['no snapshot', 'no snapshot']);
});

test('each sample of a histogram keeps its limit beside the label', () => {
  const text = '# HELP a_s T.\n# TYPE a_s histogram\na_s_bucket{le="+Inf"} 2\na_s_sum 1.5\na_s_count 2\n';
  expect(mergeMetrics('worker', [{ name: '1', text }])).toBe(
    '# HELP a_s T.\n# TYPE a_s histogram\na_s_bucket{worker="1",le="+Inf"} 2\na_s_sum{worker="1"} 1.5\na_s_count{worker="1"} 2\n',
  );
});

test('metrics have each family once, and a label that tells the workers apart', () => {
  const text = (meetings: string): string =>
    `# HELP a_meetings Meetings.\n# TYPE a_meetings gauge\n${meetings}# HELP a_up Age.\n# TYPE a_up gauge\na_up 1.5\n`;
  expect(
    mergeMetrics('worker', [
      { name: '1', text: text('a_meetings{state="active"} 3\n') },
      { name: '2', text: text('') },
    ]),
  ).toBe(
    [
      '# HELP a_meetings Meetings.',
      '# TYPE a_meetings gauge',
      'a_meetings{worker="1",state="active"} 3',
      '# HELP a_up Age.',
      '# TYPE a_up gauge',
      'a_up{worker="1"} 1.5',
      'a_up{worker="2"} 1.5',
      '',
    ].join('\n'),
  );
});
