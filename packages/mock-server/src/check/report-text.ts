/** The result of a run for people: a table, then each finding once with its remedy. */
import type { NumericGeneration } from '@rtms-mock/protocol';
import type { Verdict } from '../verdicts/verdict.js';
import { exitCodeOf, failingVerdicts, hasPassed, type Baseline } from './gate.js';
import type { CheckRun, Played } from './played.js';

/** Emphasises a text, as a terminal can. */
export type Paint = (colour: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

const PLAIN: Paint = (_colour, text) => text;

/** Formats a run as a table of scenarios and generations, with the findings below. */
export function textReport(run: CheckRun, baseline: Baseline, paint: Paint = PLAIN): string {
  return [
    table(run, baseline, paint),
    ...findings(run, baseline, paint),
    ...transcriptLines(run),
    summary(run, baseline, paint),
    '',
  ].join('\n');
}

function generationsOf({ results, protocol }: CheckRun): readonly NumericGeneration[] {
  return [...new Set([protocol, ...results.map((result) => result.protocol)])];
}

function table(run: CheckRun, baseline: Baseline, paint: Paint): string {
  const generations = generationsOf(run);
  const names = [...new Set(run.results.map(({ name }) => name))];
  const width = Math.max(...names.map((name) => name.length), 8) + 2;
  const titles = new Map(run.results.map(({ name, title }) => [name, title]));
  const head = `${'scenario'.padEnd(width)}${generations.map((name) => name.padEnd(9)).join('')}`;
  const rows = names.map((name) => {
    const cells = generations.map((generation) => {
      const played = run.results.find((result) => result.name === name && result.protocol === generation);
      return cell(played, baseline, paint);
    });
    return `${name.padEnd(width)}${cells.join('')}${paint('dim', titles.get(name) ?? '')}`;
  });
  return [paint('bold', head), ...rows].join('\n');
}

function cell(played: Played | undefined, baseline: Baseline, paint: Paint): string {
  const [text, colour] = outcomeOf(played, baseline);
  return paint(colour, text.padEnd(9));
}

function outcomeOf(
  played: Played | undefined,
  baseline: Baseline,
): readonly [string, 'red' | 'green' | 'yellow' | 'dim'] {
  if (played === undefined) return ['-', 'dim'];
  if (failingVerdicts(played, baseline).length > 0) return ['FAILED', 'red'];
  if (played.notPlayed !== undefined) return ['not run', 'yellow'];
  const known = played.verdicts.some(({ severity }) => severity === 'error');
  if (known) return ['known', 'yellow'];
  return played.verdicts.some(({ severity }) => severity === 'warning')
    ? ['warning', 'yellow']
    : ['ok', 'green'];
}

/** A finding with all the scenarios that have it. */
interface Grouped {
  /** The first of those that are most severe. */
  verdict: Verdict;
  readonly where: string[];
  isFailing: boolean;
}

function findings(run: CheckRun, baseline: Baseline, paint: Paint): string[] {
  const groups = new Map<string, Grouped>();
  for (const played of run.results) {
    const failing = new Set(failingVerdicts(played, baseline));
    for (const verdict of played.verdicts) {
      if (verdict.severity === 'note') continue;
      const group = groups.get(verdict.rule) ?? { verdict, where: [], isFailing: false };
      groups.set(verdict.rule, group);
      const place = `${played.name} (${played.protocol})`;
      if (!group.where.includes(place)) group.where.push(place);
      if (verdict.severity === 'error' && group.verdict.severity !== 'error') group.verdict = verdict;
      group.isFailing ||= failing.has(verdict);
    }
  }
  const ordered = [...groups.values()].toSorted((a, b) => Number(b.isFailing) - Number(a.isFailing));
  return ordered.map(({ verdict, where, isFailing }) => {
    const colour = isFailing ? 'red' : 'yellow';
    const word = verdict.severity === 'error' && !isFailing ? 'known error' : verdict.severity;
    return [
      '',
      `${paint(colour, `${word} ${verdict.rule}`)}: ${verdict.message}`,
      `  ${verdict.would}`,
      `  ${paint('bold', 'Fix:')} ${verdict.fix} ${paint('dim', `(${verdict.source})`)}`,
      `  ${paint('dim', `In ${shortened(where)}.`)}`,
    ].join('\n');
  });
}

/** Places named at most. */
const MAX_PLACES = 4;

function shortened(where: readonly string[]): string {
  const rest = where.length - MAX_PLACES;
  const named = where.slice(0, MAX_PLACES).join(', ');
  return rest > 0 ? `${named} and ${rest} more` : named;
}

function transcriptLines({ transcript }: CheckRun): string[] {
  if (!transcript) return [];
  const { wer, maxWer, words, found } = transcript;
  const verdict = wer > maxWer ? 'too high' : 'accepted';
  return [
    '',
    `Transcript: word error rate ${wer.toFixed(3)}, ${verdict} (at most ${maxWer}); ${words} words were said, the transcript has ${found}.`,
  ];
}

const OUTCOMES: { readonly [code: number]: string } = {
  0: 'passed',
  1: 'rules are broken',
  4: 'the app joined no stream',
  129: 'interrupted, so what was not played is not judged',
  130: 'interrupted, so what was not played is not judged',
  143: 'interrupted, so what was not played is not judged',
  5: 'not trustworthy: this machine was too busy, and a finding measures time; run it again',
};

function summary(run: CheckRun, baseline: Baseline, paint: Paint): string {
  const { protocol, results, punctual, ms, interruptedBy } = run;
  const deciding = results.filter((result) => result.protocol === protocol);
  const passed = deciding.filter((result) => hasPassed(result, baseline)).length;
  const code = exitCodeOf(run, baseline);
  const others = generationsOf(run).length > 1 ? `; ${protocol} decides` : '';
  const lateness = `mock late by ${punctual.p99Ms} ms (p99)`;
  const begin = interruptedBy === undefined ? '' : 'interrupted: ';
  const text = `${begin}${passed} of ${deciding.length} passed in ${protocol}${others}; ${(ms / 1000).toFixed(1)} s; ${lateness}; exit code ${code}: ${OUTCOMES[code] ?? ''}`;
  return `\n${paint(code === 0 ? 'green' : 'red', text)}`;
}
