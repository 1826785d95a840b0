import { expect, test } from 'vitest';
import { mockLimits } from '../../src/load/mock-limits.js';
import { judge, wasUnreachable, type Thresholds } from '../../src/load/thresholds.js';
import type { LoadReport } from '../../src/load/load-report.js';
import { loadReport } from './load-report-example.js';

const NONE = { count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 };
const ERRORS = [
  { rule: 'a', severity: 'error', count: 6, errors: 3, timed: false, fix: '' },
  { rule: 'b', severity: 'warning', count: 9, errors: 0, timed: false, fix: '' },
] as const;

test.each<[string, Partial<LoadReport>, Thresholds, (number | null | boolean)[]]>([
  ['nothing is asked for', {}, {}, []],
  ['all joined', {}, { minJoined: 100 }, [100, true]],
  [
    'one of two joined',
    { meetings: { started: 2, failed: 0, connected: 2, joined: 1, continued: 0 } },
    { minJoined: 50.1 },
    [50, false],
  ],
  ['join as slow as allowed', {}, { maxJoinP99: 80 }, [80, true]],
  ['join slower', {}, { maxJoinP99: 79 }, [80, false]],
  ['nothing joined', { join: NONE }, { maxJoinP99: 1e9 }, [null, false]],
  ['lag', {}, { maxLagP99: 79 }, [80, false]],
  ['drops', { media: { frames: 1, bytes: 1, dropped: 5, skipped: 0 } }, { maxDrops: 4 }, [5, false]],
  ['interruptions', { interruptions: 1 }, { maxInterruptions: 1 }, [1, true]],
  ['only errors count', { verdicts: ERRORS }, { maxErrors: 2 }, [3, false]],
])('thresholds: %s', (_name, changes, limits, expected) => {
  const results = judge(loadReport(changes), limits);
  expect(results.flatMap(({ actual, passed }) => [actual, passed])).toEqual(expected);
});

test('an app is unreachable only if it never answered at all', () => {
  const meetings = { started: 1, failed: 0, connected: 0, joined: 0, continued: 0 };
  const webhooks = { delivered: 0, refused: 0, failed: 3, causes: {} };
  expect(wasUnreachable({ webhooks, meetings })).toBe(true);
  expect(wasUnreachable({ webhooks: { ...webhooks, refused: 1 }, meetings })).toBe(false);
  expect(wasUnreachable({ webhooks, meetings: { ...meetings, connected: 1 } })).toBe(false);
  expect(wasUnreachable({ webhooks: { ...webhooks, failed: 0 }, meetings })).toBe(false);
});

test('says when the mock itself was the limit', () => {
  const late = { count: 1, p50Ms: 1, p99Ms: 140, maxMs: 200 };
  expect(mockLimits({ lateness: { ...late, p99Ms: 20 }, cpuPercent: 89, processes: 1, ended: 0 })).toEqual(
    [],
  );
  expect(mockLimits({ lateness: late, cpuPercent: 97, processes: 1, ended: 0 })).toEqual([
    'The mock was the limit: it sent its own media 140 ms late (99 %), so the times of the app contain its delay.',
    'The mock was the limit: it used 97 % of its core.',
  ]);
  expect(mockLimits({ lateness: late, cpuPercent: 100, processes: 2, ended: 0 })[0]).toContain(
    'it used only 100 % of a core, so other programs kept this machine busy.',
  );
  expect(mockLimits({ lateness: { ...late, p99Ms: 1 }, cpuPercent: 5, processes: 1, ended: 1 })).toEqual([
    expect.stringMatching(/^The measurement is incomplete: 1 process of the server ended during the run\. /),
  ]);
});
