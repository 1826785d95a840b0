import { expect, test } from 'vitest';
import { exitCodeOf, findingKey, hasPassed } from '../../src/check/gate.js';
import { NOT_PLAYED, type CheckRun, type Played, type TranscriptComparison } from '../../src/check/played.js';
import { punctualityOf } from '../../src/check/punctuality.js';
import { fileReport } from '../../src/check/report-files.js';
import { textReport } from '../../src/check/report-text.js';
import { CHECKS, checksOf } from '../../src/check/suite.js';
import { findBuiltInScenario } from '../../src/scenarios/built-in-scenarios.js';
import type { Verdict } from '../../src/verdicts/verdict.js';

function verdict(change: Partial<Verdict> = {}): Verdict {
  return {
    rule: 'ready-ack-missing',
    severity: 'error',
    message: 'The app sent <no> "ready".',
    evidence: [3],
    would: 'Zoom today sends nothing.',
    fix: 'Send it.',
    source: 'PROTOCOL.md §8.2',
    timed: false,
    ...change,
  };
}

function played(change: Partial<Played> = {}): Played {
  return {
    name: 'two-speakers',
    title: 'a normal meeting',
    protocol: '2026',
    verdicts: [],
    joined: true,
    ms: 1234,
    ...change,
  };
}

function run(results: readonly Played[], change: Partial<CheckRun> = {}): CheckRun {
  return { suite: 'basic', protocol: '2026', results, punctual: punctualityOf(3, 20), ms: 5000, ...change };
}

function transcript(change: Partial<TranscriptComparison> = {}): TranscriptComparison {
  return { file: 'a<b.vtt', state: 'written', wer: 0.2, maxWer: 0.15, words: 50, found: 45, ...change };
}

const LATE = { punctual: punctualityOf(300, 2000) };

test.each([
  ['nothing was found', run([played()]), 0],
  ['a warning', run([played({ verdicts: [verdict({ severity: 'warning' })] })]), 0],
  ['an error', run([played({ verdicts: [verdict()] })]), 1],
  [
    'an error in the other generation',
    run([played(), played({ protocol: '2025', verdicts: [verdict()] })]),
    0,
  ],
  ['no app joined', run([played({ joined: false, verdicts: [verdict()] })]), 4],
  [
    'an app joined the other generation only',
    run([played({ joined: false, verdicts: [verdict()] }), played({ protocol: '2025' })]),
    1,
  ],
  ['only the webhook URL was validated', run([played({ name: 'url-validation', joined: false })]), 0],
  ['a scenario was not played', run([played(), played({ notPlayed: 'There was no time left.' })]), 1],
  ['an error about time on a late machine', run([played({ verdicts: [verdict({ timed: true })] })], LATE), 5],
  ['another error on a late machine', run([played({ verdicts: [verdict()] })], LATE), 1],
  ['nothing was found on a late machine', run([played()], LATE), 0],
  ['a good transcript', run([played()], { transcript: transcript({ wer: 0.1 }) }), 0],
  ['a bad transcript', run([played()], { transcript: transcript() }), 1],
  ['no transcript', run([played()], { transcript: transcript({ state: 'missing', maxWer: 10 }) }), 1],
  ['an app that was not reached', run([], { notReached: 'nothing listens' }), 3],
])('%s: the exit code is right', (_case, given, code) => {
  expect(exitCodeOf(given)).toBe(code);
});

test('a finding of the baseline does not fail, and a new one does', () => {
  const known = played({ verdicts: [verdict()] });
  const baseline = new Set([findingKey(known, 'ready-ack-missing')]);
  expect(exitCodeOf(run([known]), baseline)).toBe(0);
  expect(hasPassed(played({ verdicts: [verdict({ rule: 'other' })] }), baseline)).toBe(false);
  expect(hasPassed(played({ name: 'garbage', verdicts: [verdict()] }), baseline)).toBe(false);
});

test.each([
  [{ p99Ms: 100, maxMs: 1000 }, true],
  [{ p99Ms: 101, maxMs: 200 }, false],
  [{ p99Ms: 10, maxMs: 1001 }, false],
])('delays of %j are trusted: %s', ({ p99Ms, maxMs }, trusted) => {
  expect(punctualityOf(p99Ms, maxMs).trusted).toBe(trusted);
});

const FAILED = run([
  played(),
  played({ name: 'garbage', verdicts: [verdict(), verdict({ rule: 'other', severity: 'note' })] }),
  played({ protocol: '2025', notPlayed: 'There was no time left.' }),
]);

test('the table has a row for each scenario, and each finding once with its remedy', () => {
  const text = textReport(FAILED, new Set());
  expect(text).toMatch(/^two-speakers\s+ok\s+not run\s+a normal meeting$/m);
  expect(text).toMatch(/^garbage\s+FAILED\s+-/m);
  expect(text).toContain('error ready-ack-missing: The app sent <no> "ready".');
  expect(text).toContain('  Fix: Send it. (PROTOCOL.md §8.2)');
  expect(text).not.toContain('other');
  expect(text.trimEnd().split('\n').at(-1)).toMatch(
    /^1 of 2 passed in 2026; 2026 decides; .*exit code 1: rules are broken$/,
  );
});

test('the JSON report has the form that other programs read', () => {
  const report = JSON.parse(fileReport('json', FAILED, new Set())) as { [key: string]: unknown };
  expect(report).toMatchObject({
    suite: 'basic',
    protocol: '2026',
    exitCode: 1,
    scenarios: [
      { name: 'two-speakers', passed: true, verdicts: [] },
      { name: 'garbage', passed: false, verdicts: [verdict(), { rule: 'other' }] },
      { name: 'two-speakers', protocol: '2025', passed: false, notPlayed: 'There was no time left.' },
    ],
    punctual: { p99Ms: 3, trusted: true },
  });
});

test('the JUnit report is XML with what reporters need', () => {
  const xml = fileReport('junit', FAILED, new Set());
  expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1" time="5.000"');
  expect(xml).toContain(
    '<testcase name="garbage" classname="rtms-mock.2026" file="garbage" line="1" time="1.234">',
  );
  const message = 'The app sent &lt;no&gt; &quot;ready&quot;.';
  expect(xml).toContain(
    `<failure message="${message}" type="ready-ack-missing">The app sent &lt;no&gt; "ready".`,
  );
  expect(xml).toContain('<skipped message="There was no time left."/>');
});

test('an interrupted run says so everywhere, and what was found counts', () => {
  const notPlayed = NOT_PLAYED.interrupted;
  const stopped = run(
    [
      played({ name: 'url-validation', joined: false }),
      played({ verdicts: [verdict()], notPlayed }),
      played({ name: 'garbage', joined: false, notPlayed }),
    ],
    { interruptedBy: 130 },
  );
  expect(exitCodeOf(stopped)).toBe(130);
  const text = textReport(stopped, new Set());
  expect(text).toMatch(/^two-speakers\s+FAILED\s/m);
  expect(text).toMatch(/^garbage\s+not run\s/m);
  expect(text.trimEnd().split('\n').at(-1)).toMatch(
    /^interrupted: 1 of 3 passed .*; exit code 130: interrupted/,
  );
  const xml = fileReport('junit', stopped, new Set());
  expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1"');
  expect(xml).toContain('type="ready-ack-missing"');
  expect(xml).toContain('<skipped message="The run was interrupted."/>');
  expect(xml).toContain('<error message="The run was interrupted." type="interrupted">');
  expect(fileReport('markdown', stopped, new Set())).toMatch(
    /^interrupted: 1 of 3[^]*two-speakers \| \*\*failed\*\*: `ready-ack-missing`[^]*garbage \| not run \|/m,
  );
  expect(JSON.parse(fileReport('json', stopped, new Set()))).toMatchObject({
    exitCode: 130,
    interrupted: true,
  });
});

test.each([
  [transcript(), 'ord error rate 0.200, too high (at most 0.15); 50 words were said, the transcript has 45.'],
  [transcript({ state: 'missing' }), 'he app did not write a<b.vtt; 50 words were said.'],
  [transcript({ state: 'unchanged' }), 'he app added nothing to a<b.vtt; 50 words were said.'],
])('a transcript that fails is in every report: %j', (failed, words) => {
  const wrong = run([played()], { transcript: failed });
  const text = textReport(wrong, new Set());
  expect(text).toContain(`Transcript: ${words.startsWith('o') ? 'w' : 't'}${words}`);
  expect(text).toMatch(/^1 of 1 passed .* exit code 1: the transcript is not accepted$/m);
  const xml = fileReport('junit', wrong, new Set());
  expect(xml).toContain('tests="2" failures="1" errors="0" skipped="0"');
  expect(xml).toMatch(/<testcase name="transcript" [^>]+>\n *<failure message="[WT]/);
  expect(xml).toContain(words.replace('<', '&lt;'));
  const markdown = fileReport('markdown', wrong, new Set());
  expect(markdown).toMatch(/exit code 1: the transcript is not accepted$/m);
  expect(markdown).toContain(`Transcript **failed**: `);
  expect(markdown).toContain(words);
  expect(JSON.parse(fileReport('json', wrong, new Set()))).toMatchObject({
    exitCode: 1,
    transcript: { ...failed, passed: false },
  });
});

test('a transcript that passes is a case of its own, and every reason of a failed run is named', () => {
  const accepted = run([played()], { transcript: transcript({ wer: 0 }) });
  const xml = fileReport('junit', accepted, new Set());
  expect(xml).toContain('tests="2" failures="0"');
  expect(xml).toMatch(/<testcase name="transcript" [^>]+\/>/);
  expect(fileReport('markdown', accepted, new Set())).toContain(
    'Transcript: word error rate 0.000, accepted',
  );
  const all = run([played({ verdicts: [verdict()], notPlayed: NOT_PLAYED.noTime })], {
    transcript: transcript(),
  });
  expect(textReport(all, new Set())).toContain(
    'exit code 1: rules are broken, and not every scenario was played, and the transcript is not accepted',
  );
});

test('a run of which nothing was played says why in every report', () => {
  const unreached = run([], { notReached: 'no program accepts connections at a:1; start your app first' });
  const xml = fileReport('junit', unreached, new Set());
  expect(xml).toContain('tests="1" failures="0" errors="1" skipped="0"');
  expect(xml).toContain('<error message="No program accepts connections at a:1; start your app first."');
  expect(fileReport('markdown', unreached, new Set())).toBe(
    '# rtms-mock check\n\nnothing was played: no program accepts connections at a:1; start your app first; exit code 3: the app cannot be reached\n',
  );
  expect(JSON.parse(fileReport('json', unreached, new Set()))).toMatchObject({
    exitCode: 3,
    notReached: expect.stringContaining('a:1'),
    scenarios: [],
  });
});

test('known findings are in every report, and do not fail', () => {
  const known = played({ verdicts: [verdict()] });
  const baseline = new Set([findingKey(known, 'ready-ack-missing')]);
  const accepted = run([known]);
  expect(textReport(accepted, baseline)).toMatch(/^two-speakers\s+known\s/m);
  const markdown = fileReport('markdown', accepted, baseline);
  expect(markdown).toContain('| two-speakers | known: `ready-ack-missing` |');
  expect(markdown).toContain('## Known findings, accepted by the baseline\n\n- `ready-ack-missing`: ');
  expect(markdown).not.toContain('## Findings');
  const xml = fileReport('junit', accepted, baseline);
  expect(xml).toContain('tests="1" failures="0" errors="0" skipped="0"');
  expect(xml).toContain('<system-out>Known, accepted by the baseline: The app sent &lt;no&gt; "ready".');
  expect(xml).not.toContain('<failure');
});

test('the Markdown report has a table and the findings', () => {
  const text = fileReport('markdown', FAILED, new Set());
  expect(text).toContain('| garbage | **failed**: `ready-ack-missing` |  |');
  expect(text).toContain('- `ready-ack-missing`: The app sent');
});

test('a warning is in the table of every report for people', () => {
  const warned = run([played({ verdicts: [verdict({ severity: 'warning' })] })]);
  expect(textReport(warned, new Set())).toMatch(/^two-speakers\s+warning\s/m);
  const markdown = fileReport('markdown', warned, new Set());
  expect(markdown).toContain('| two-speakers | warning: `ready-ack-missing` |');
  expect(markdown).toContain('## Warnings\n\n- `ready-ack-missing`: ');
});

test('every check plays a ready scenario, and full has at least twenty', () => {
  for (const { scenario } of CHECKS) expect(findBuiltInScenario(scenario)?.name).toBe(scenario);
  expect(checksOf(['full']).checks.length).toBeGreaterThanOrEqual(20);
  expect(checksOf(['full']).checks).toEqual(expect.arrayContaining([...checksOf(['basic']).checks]));
});

test('each step that an expectation waits for is in its scenario', () => {
  for (const { scenario, expects } of CHECKS) {
    const steps = findBuiltInScenario(scenario)?.timeline.map(({ step }) => step.do) ?? [];
    for (const { after } of expects) if (after !== undefined) expect(steps, scenario).toContain(after);
  }
});

test('names are found, and unknown ones are told', () => {
  const { checks, unknown } = checksOf(['garbage', 'event-flood', 'url-validation', 'nothing']);
  expect(checks.map(({ scenario }) => scenario)).toEqual(['garbage', 'event-flood']);
  expect(unknown).toEqual(['nothing']);
});
