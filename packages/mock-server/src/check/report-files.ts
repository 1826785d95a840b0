/** The result of a run for programs: JSON, JUnit XML and Markdown. */
import { asSentence } from '../input/sentence.js';
import {
  exitCodeOf,
  failingVerdicts,
  findingKey,
  hasPassed,
  isAccepted,
  knownVerdicts,
  type Baseline,
} from './gate.js';
import { NOT_PLAYED, type CheckRun, type Played, type TranscriptComparison } from './played.js';
import { summary, transcriptClause } from './report-text.js';
import type { Verdict } from '../verdicts/verdict.js';

/** Formats of report files. */
export const REPORT_FORMATS = ['junit', 'json', 'markdown'] as const;

/** One of {@link REPORT_FORMATS}. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Formats a run. */
export function fileReport(format: ReportFormat, run: CheckRun, baseline: Baseline): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(jsonReport(run, baseline), null, 2)}\n`;
    case 'junit':
      return junitReport(run, baseline);
    case 'markdown':
      return markdownReport(run, baseline);
  }
}

/** The run as JSON. It can be the baseline of a later run. */
function jsonReport(run: CheckRun, baseline: Baseline): object {
  const { suite, protocol, results, punctual, ms, transcript, interruptedBy, notReached } = run;
  return {
    suite,
    protocol,
    exitCode: exitCodeOf(run, baseline),
    ...(interruptedBy !== undefined && { interrupted: true }),
    ...(notReached !== undefined && { notReached }),
    ms,
    scenarios: results.map((played) => ({
      name: played.name,
      title: played.title,
      protocol: played.protocol,
      passed: hasPassed(played, baseline),
      joined: played.joined,
      ms: played.ms,
      ...(played.notPlayed !== undefined && { notPlayed: played.notPlayed }),
      verdicts: played.verdicts.map((verdict) => ({
        ...verdict,
        ...(baseline.has(findingKey(played, verdict.rule)) && { known: true }),
      })),
    })),
    punctual,
    ...(transcript && { transcript: { ...transcript, passed: isAccepted(transcript) } }),
  };
}

function junitReport(run: CheckRun, baseline: Baseline): string {
  const { results, ms, suite, transcript } = run;
  const outcomes = [
    ...results.map((played) => junitOutcome(played, baseline)),
    ...(transcript ? [isAccepted(transcript) ? 'passed' : 'failure'] : []),
  ];
  const failures = outcomes.filter((outcome) => outcome === 'failure').length;
  const skipped = outcomes.filter((outcome) => outcome === 'skipped').length;
  const errors = junitErrors(run);
  const counts = `tests="${outcomes.length + errors.length}" failures="${failures}" errors="${errors.length}" skipped="${skipped}" time="${seconds(ms)}"`;
  const name = attribute(`rtms-mock check ${suite}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" ${counts}>`,
    `  <testsuite name="${name}" ${counts}>`,
    ...results.map((played) => junitScenario(played, baseline)),
    ...(transcript ? [junitTranscript(transcript)] : []),
    ...errors,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** Reporters take a run without a failure for a good one, so what prevented it is a case of its own. */
function junitErrors({ interruptedBy, notReached }: CheckRun): readonly string[] {
  if (interruptedBy !== undefined) {
    const advice = 'What was not played is not judged; run it again.';
    return [junitCase('interrupted', { problem: 'error', message: NOT_PLAYED.interrupted, advice })];
  }
  if (notReached === undefined) return [];
  const advice = 'Nothing was played.';
  return [junitCase('unreachable', { problem: 'error', message: sentence(notReached), advice })];
}

function junitTranscript(transcript: TranscriptComparison): string {
  const message = sentence(transcriptClause(transcript));
  if (isAccepted(transcript)) return junitCase('transcript');
  const advice =
    transcript.state === 'written'
      ? 'Compare the file with what was said: the conversation of the scenario two-speakers.'
      : 'The app must write the words of the meeting there, at most 20 s after its end.';
  return junitCase('transcript', { problem: 'failure', message, advice });
}

function sentence(clause: string): string {
  return asSentence(clause.charAt(0).toUpperCase() + clause.slice(1));
}

/** A case that is no scenario. */
function junitCase(
  name: string,
  bad?: { readonly problem: 'failure' | 'error'; readonly message: string; readonly advice: string },
): string {
  const start = `    <testcase name="${name}" classname="rtms-mock" file="${name}" line="1" time="0.000"`;
  if (bad === undefined) return `${start}/>`;
  const { problem, message, advice } = bad;
  return [
    `${start}>`,
    `      <${problem} message="${attribute(message)}" type="${name}">${escaped(`${message} ${advice}`)}</${problem}>`,
    '    </testcase>',
  ].join('\n');
}

/** Findings count even if the scenario was not played to its end. */
function junitOutcome(played: Played, baseline: Baseline): 'failure' | 'skipped' | 'passed' {
  if (failingVerdicts(played, baseline).length > 0) return 'failure';
  return played.notPlayed === undefined ? 'passed' : 'skipped';
}

/** Two widely used reporters show nothing unless `file`, `line`, `time` and a body that begins with the message are there. */
function junitScenario(played: Played, baseline: Baseline): string {
  const { name, protocol, ms, notPlayed } = played;
  const start = `    <testcase name="${attribute(name)}" classname="rtms-mock.${protocol}" file="${attribute(name)}" line="1" time="${seconds(ms)}"`;
  const failing = failingVerdicts(played, baseline);
  const known = knownVerdicts(played, baseline);
  const [first] = failing;
  const body: string[] = [];
  if (first) {
    const text = failing.map(explained).join('\n\n');
    body.push(
      `      <failure message="${attribute(first.message)}" type="${attribute(first.rule)}">${escaped(text)}</failure>`,
    );
  } else if (notPlayed !== undefined) {
    body.push(`      <skipped message="${attribute(notPlayed)}"/>`);
  }
  if (known.length > 0) {
    const text = known
      .map((verdict) => `Known, accepted by the baseline: ${explained(verdict)}`)
      .join('\n\n');
    body.push(`      <system-out>${escaped(text)}</system-out>`);
  }
  return body.length === 0 ? `${start}/>` : [`${start}>`, ...body, '    </testcase>'].join('\n');
}

function explained({ rule, message, would, fix, source }: Verdict): string {
  return `${message}\n${would}\nFix: ${fix}\n${rule}, ${source}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Characters that XML 1.0 cannot contain. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(NOT_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function attribute(text: string): string {
  return escaped(text).replaceAll('"', '&quot;').replaceAll('\n', ' ');
}

function markdownReport(run: CheckRun, baseline: Baseline): string {
  const { results, transcript } = run;
  const generations = [...new Set(results.map(({ protocol }) => protocol))];
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = names.map((name) => {
    const cells = generations.map((generation) => {
      const played = results.find((one) => one.name === name && one.protocol === generation);
      return played ? markdownCell(played, baseline) : '';
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  const found = results.flatMap((played) => failingVerdicts(played, baseline));
  const known = results.flatMap((played) => knownVerdicts(played, baseline));
  const warnings = results.flatMap(warningsOf);
  return [
    '# rtms-mock check',
    '',
    summary(run, baseline),
    '',
    ...(rows.length === 0
      ? []
      : [
          `| scenario | ${generations.join(' | ')} |`,
          `| --- | ${generations.map(() => '---').join(' | ')} |`,
          ...rows,
          '',
        ]),
    ...(transcript
      ? [`Transcript${isAccepted(transcript) ? '' : ' **failed**'}: ${transcriptClause(transcript)}.`, '']
      : []),
    ...markdownList('Findings', found),
    ...markdownList('Warnings', warnings),
    ...markdownList('Known findings, accepted by the baseline', known),
  ].join('\n');
}

function markdownCell(played: Played, baseline: Baseline): string {
  const failing = failingVerdicts(played, baseline);
  const known = knownVerdicts(played, baseline);
  const parts = [
    ...(failing.length > 0 ? [`**failed**: ${rulesOf(failing)}`] : []),
    ...(failing.length === 0 && played.notPlayed !== undefined ? ['not run'] : []),
    ...(known.length > 0 ? [`known: ${rulesOf(known)}`] : []),
  ];
  const warnings = warningsOf(played);
  if (parts.length === 0 && warnings.length > 0) return `warning: ${rulesOf(warnings)}`;
  return parts.length === 0 ? 'ok' : parts.join('; ');
}

function warningsOf({ verdicts }: Played): readonly Verdict[] {
  return verdicts.filter(({ severity }) => severity === 'warning');
}

function rulesOf(verdicts: readonly Verdict[]): string {
  return verdicts.map(({ rule }) => `\`${rule}\``).join(', ');
}

/** Each rule once. */
function markdownList(title: string, verdicts: readonly Verdict[]): string[] {
  const items = [...new Map(verdicts.toReversed().map((verdict) => [verdict.rule, verdict])).values()]
    .toReversed()
    .map(
      ({ rule, message, would, fix, source }) => `- \`${rule}\`: ${message} ${would} Fix: ${fix} (${source})`,
    );
  return items.length > 0 ? [`## ${title}`, '', ...items, ''] : [];
}
