import { expect, test } from 'vitest';
import { loadFile } from '../../src/load/load-files.js';
import { loadText, progressText } from '../../src/load/load-text.js';
import { loadReport, sampleAt } from './load-report-example.js';

const BAD = loadReport({
  exitCode: 1,
  failure: 'the disk is <full>',
  meetings: { started: 2, failed: 1, connected: 2, joined: 1, continued: 0 },
  webhooks: { delivered: 1, refused: 2, failed: 0, causes: { '500': 2 } },
  verdicts: [
    { rule: 'webhook-late', severity: 'error', count: 2, errors: 2, timed: true, fix: 'Answer at once.' },
    { rule: 'odd', severity: 'note', count: 1, errors: 0, timed: false, fix: 'Nothing.' },
  ],
  mock: {
    ...loadReport().mock,
    cpuPercent: 97,
    limits: ['The mock was the limit: it used 97 % of its core.'],
  },
  app: { pids: [7, 8], ended: [8], cpuPercent: 1, cpuMaxPercent: 2, residentMaxBytes: 5_000_000 },
  thresholds: [
    { name: 'min-joined', limit: 100, actual: 50, unit: 'percent', passed: false },
    { name: 'max-join-p99', limit: 2000, actual: null, unit: 'ms', passed: false },
    { name: 'max-drops', limit: 5, actual: 0, unit: 'count', passed: true },
  ],
});

test('the table of a good run', () => {
  expect(loadText(loadReport())).toMatchInlineSnapshot(`
    "
    2 of 2 meetings joined

                                       p50         p99         max
    webhook to media                  5 ms       80 ms       81 ms
    media to first frame              5 ms       80 ms       81 ms
    lag: keep-alive answered             -           -           -
    lag: media read                   5 ms       80 ms       81 ms
    lateness of the mock            0.1 ms      0.4 ms        3 ms

    webhooks                  2 delivered
    media                     1,234 frames, 50.0 kB
    drops                     0 frames
    interruptions             0
    mock                      10 % of a core (max 20 %), 100.0 MB

    verdicts                  no rule is broken

    min-joined 100 %: kept, 100 %
    3.210 s; exit code 0: every threshold is kept
    "
  `);
});

test('the table of a bad run names thresholds, rules, and the part of the mock', () => {
  expect(loadText(BAD)).toMatchInlineSnapshot(`
    "
    1 of 2 meetings joined, 2 connected, 1 not started by the server
    the disk is <full>

                                       p50         p99         max
    webhook to media                  5 ms       80 ms       81 ms
    media to first frame              5 ms       80 ms       81 ms
    lag: keep-alive answered             -           -           -
    lag: media read                   5 ms       80 ms       81 ms
    lateness of the mock            0.1 ms      0.4 ms        3 ms

    webhooks                  1 delivered; 2 refused: 500 (2)
    media                     1,234 frames, 50.0 kB
    drops                     0 frames
    interruptions             0
    mock                      97 % of a core (max 20 %), 100.0 MB
    app                       1 % of a core (max 2 %), 5.0 MB (pid 7, 8; ended during the run: 8)

    error webhook-late: 2 times; it measures time, and the mock was the limit
      Fix: Answer at once.

    min-joined 100 %: not kept, 50 %
    max-join-p99 2.000 s: not kept, nothing was measured
    max-drops 5: kept, 0
    The mock was the limit: it used 97 % of its core.
    3.210 s; exit code 1: not kept: min-joined, max-join-p99; the disk is <full>
    "
  `);
});

test('an incomplete measurement does not doubt times', () => {
  const limits = ['The measurement is incomplete: …'];
  const report = loadReport({ verdicts: BAD.verdicts, mock: { ...loadReport().mock, limits } });
  expect(loadText(report)).toContain('error webhook-late: 2 times\n');
});

test('an interrupted run is not judged', () => {
  expect(loadText(loadReport({ exitCode: 130, interrupted: true }))).toContain(
    'exit code 130: interrupted, so nothing is judged',
  );
});

test('interruptions do not hide meetings that went on elsewhere, or were lost', () => {
  const report = loadReport({ meetings: { ...loadReport().meetings, continued: 10 }, lost: 1 });
  const row =
    '0; 10 meetings went on in another process; 1 meeting lost at the end, because the app or the process of the server was gone';
  expect(loadText(report)).toContain(`interruptions             ${row}\n`);
  expect(loadFile('markdown', report)).toContain(`| interruptions | ${row} |`);
});

test('a run in which no app joins, and no rule is broken, says what to do', () => {
  const report = loadReport({
    meetings: { ...loadReport().meetings, connected: 1, joined: 0 },
    join: { count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 },
  });
  const words =
    'no rule is broken; 2 meetings ended before the app had joined: a longer --for shows if it does, or why not';
  expect(loadText(report)).toContain(`verdicts                  ${words}\n`);
  expect(loadFile('markdown', report)).toContain(`## Verdicts\n\n- ${words}.\n`);
  expect(loadText({ ...report, interrupted: true })).toContain('no rule is broken\n');
});

test('a rule of which only less serious verdicts were found is no error', () => {
  const [rule] = BAD.verdicts;
  if (rule === undefined) throw new Error('the example has verdicts');
  const report = loadReport({ verdicts: [{ ...rule, severity: 'warning', errors: 0 }] });
  expect(loadText(report)).toContain('\nwarning webhook-late: 2 times, about later webhooks');
  expect(loadFile('markdown', report)).toContain('- warning `webhook-late`: 2 times, about later');
});

test('drops have their reason, where there are any', () => {
  const report = loadReport({ media: { ...loadReport().media, dropped: 1 } });
  expect(loadText(report)).toContain('drops                     1 frame, because the app read too slowly\n');
});

test('Markdown has the processes of app and mock, and what became of meetings', () => {
  const markdown = loadFile('markdown', BAD);
  expect(markdown).toContain('1 of 2 meetings joined, 2 connected, 1 not started by the server; ');
  expect(markdown).toContain('5.0 MB (pid 7, 8; ended during the run: 8) |');
});

test('one meeting is no plural', () => {
  const one = loadReport({ plan: { ...loadReport().plan, meetings: 1 } });
  expect(loadText(one)).toContain(' of 1 meeting joined');
  expect(loadFile('markdown', one)).toContain(' of 1 meeting joined');
  expect(loadFile('svg', one)).toContain(' of 1 meeting joined');
});

test('progress is one line', () => {
  const sample = sampleAt(12_300, { joined: 1, appCpuPercent: 3, appBytes: 4_000_000 });
  expect(progressText(sample, 2)).toBe(
    '12 s  1/2 joined  2 active  lag p99 1 ms  mock late p99 0.5 ms  0 drops  0 interruptions  mock 10 % 1.0 kB  app 3 % 4.0 MB',
  );
});

test('reports as JSON and Markdown', () => {
  expect(JSON.parse(loadFile('json', BAD))).toEqual(BAD);
  const markdown = loadFile('markdown', BAD);
  expect(markdown).toContain('| webhooks | 1 delivered; 2 refused: 500 (2) |');
  expect(markdown).toContain('| webhook to media | 5 ms | 80 ms | 81 ms |');
  expect(markdown).toContain('| lag: keep-alive answered | - | - | - |');
  expect(markdown).toContain('**The mock was the limit: it used 97 % of its core.**');
  expect(markdown).toContain('- max-join-p99 2.000 s: not kept, nothing was measured');
});

test('the picture has a curve for each figure, also of a run without samples', () => {
  const svg = loadFile('svg', BAD);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  for (const name of [
    'started',
    'joined',
    'active',
    'lag',
    'lateness',
    'drops',
    'interruptions',
    'mock',
    'app',
  ]) {
    expect(svg).toContain(`<title>${name}</title>`);
  }
  expect(svg).not.toContain('NaN');
  expect(loadFile('svg', loadReport({ samples: [] }))).not.toMatch(/NaN|Infinity/);
});

test('the line does not call the longest of a few durations p99', () => {
  const shown = (lagCount: number): string => progressText(sampleAt(1000, { lagP99Ms: 464, lagCount }), 2);
  expect(shown(0)).toContain('  lag -  ');
  expect(shown(99)).toContain('  lag max 464 ms  ');
  expect(shown(100)).toContain('  lag p99 464 ms  ');
});
