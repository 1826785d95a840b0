/** The result of a run for programs: JSON, JUnit XML and Markdown. */
import { exitCodeOf, failingVerdicts, findingKey, hasPassed, type Baseline } from './gate.js';
import type { CheckRun, Played } from './played.js';
import { textReport } from './report-text.js';

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
  const { suite, protocol, results, punctual, ms, transcript } = run;
  return {
    suite,
    protocol,
    exitCode: exitCodeOf(run, baseline),
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
    ...(transcript && { transcript }),
  };
}

function junitReport(run: CheckRun, baseline: Baseline): string {
  const { results, ms, suite } = run;
  const failures = results.filter((played) => isFailure(played, baseline)).length;
  const skipped = results.filter(({ notPlayed }) => notPlayed !== undefined).length;
  const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="${skipped}" time="${seconds(ms)}"`;
  const name = attribute(`rtms-mock check ${suite}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" ${counts}>`,
    `  <testsuite name="${name}" ${counts}>`,
    ...results.map((played) => junitCase(played, baseline)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function isFailure(played: Played, baseline: Baseline): boolean {
  return played.notPlayed === undefined && !hasPassed(played, baseline);
}

/** Two widely used reporters show nothing unless `file`, `line`, `time` and a body that begins with the message are there. */
function junitCase(played: Played, baseline: Baseline): string {
  const { name, protocol, ms, notPlayed } = played;
  const start = `    <testcase name="${attribute(name)}" classname="rtms-mock.${protocol}" file="${attribute(name)}" line="1" time="${seconds(ms)}"`;
  if (notPlayed !== undefined) {
    return `${start}>\n      <skipped message="${attribute(notPlayed)}"/>\n    </testcase>`;
  }
  const failing = failingVerdicts(played, baseline);
  const [first] = failing;
  if (!first) return `${start}/>`;
  const body = failing
    .map(({ rule, message, would, fix, source }) => `${message}\n${would}\nFix: ${fix}\n${rule}, ${source}`)
    .join('\n\n');
  return `${start}>\n      <failure message="${attribute(first.message)}" type="${attribute(first.rule)}">${escaped(body)}</failure>\n    </testcase>`;
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
  const { results } = run;
  const generations = [...new Set(results.map(({ protocol }) => protocol))];
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = names.map((name) => {
    const cells = generations.map((generation) => {
      const played = results.find((one) => one.name === name && one.protocol === generation);
      if (!played) return '';
      if (played.notPlayed !== undefined) return 'not run';
      const failing = failingVerdicts(played, baseline).map(({ rule }) => `\`${rule}\``);
      return failing.length === 0 ? 'ok' : `**failed**: ${failing.join(', ')}`;
    });
    return `| ${name} | ${cells.join(' | ')} |`;
  });
  const lines = textReport(run, baseline).trimEnd().split('\n');
  const details = results
    .flatMap((played) => failingVerdicts(played, baseline))
    .filter((verdict, index, all) => all.findIndex(({ rule }) => rule === verdict.rule) === index)
    .map(
      ({ rule, message, would, fix, source }) => `- \`${rule}\`: ${message} ${would} Fix: ${fix} (${source})`,
    );
  return [
    '# rtms-mock check',
    '',
    lines.at(-1) ?? '',
    '',
    `| scenario | ${generations.join(' | ')} |`,
    `| --- | ${generations.map(() => '---').join(' | ')} |`,
    ...rows,
    '',
    ...(details.length > 0 ? ['## Findings', '', ...details, ''] : []),
  ].join('\n');
}
