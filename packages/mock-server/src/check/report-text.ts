/** The result of a run for people: a table, then each finding once with its remedy. */
import type { NumericGeneration } from '@rtms-mock/protocol';
import type { Verdict } from '../verdicts/verdict.js';
import {
  brokenBy,
  decidingResults,
  exitCodeOf,
  failingVerdicts,
  hasPassed,
  isAccepted,
  type Baseline,
  type BrokenBy,
} from './gate.js';
import type { CheckRun, Played, TranscriptComparison } from './played.js';

/** Emphasises a text, as a terminal can. */
export type Paint = (colour: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string) => string;

const PLAIN: Paint = (_colour, text) => text;

/** Formats a run as a table of scenarios and generations, with the findings below. */
export function textReport(run: CheckRun, baseline: Baseline, paint: Paint = PLAIN): string {
  return [
    table(run, baseline, paint),
    ...findings(run, baseline, paint),
    ...transcriptLines(run),
    `\n${paint(exitCodeOf(run, baseline) === 0 ? 'green' : 'red', summary(run, baseline))}`,
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
  return transcript ? ['', `Transcript: ${transcriptClause(transcript)}.`] : [];
}

/** The result of a transcript in a clause: `the app did not write app.vtt; 60 words were said`. */
export function transcriptClause(transcript: TranscriptComparison): string {
  const { file, state, wer, maxWer, words, found } = transcript;
  const said = `${words} words were said`;
  switch (state) {
    case 'missing':
      return `the app did not write ${file}; ${said}`;
    case 'unchanged':
      return `the app added nothing to ${file}; ${said}`;
    case 'written': {
      const verdict = isAccepted(transcript) ? 'accepted' : 'too high';
      return `word error rate ${wer.toFixed(3)}, ${verdict} (at most ${maxWer}); ${said}, the transcript has ${found}`;
    }
  }
}

const OUTCOMES: { readonly [code: number]: string } = {
  0: 'passed',
  3: 'the app cannot be reached',
  4: 'the app joined no stream',
  129: 'interrupted, so what was not played is not judged',
  130: 'interrupted, so what was not played is not judged',
  143: 'interrupted, so what was not played is not judged',
  5: 'not trustworthy: this machine was too busy, and a finding measures time; run it again',
};

const BROKEN_BY: { readonly [reason in BrokenBy]: string } = {
  rules: 'rules are broken',
  'not-played': 'not every scenario was played',
  transcript: 'the transcript is not accepted',
};

/** The result in one line, with the exit code and its reason. */
export function summary(run: CheckRun, baseline: Baseline): string {
  const { protocol, results, punctual, ms, interruptedBy, notReached } = run;
  const deciding = decidingResults(run);
  const passed = deciding.filter((result) => hasPassed(result, baseline)).length;
  const code = exitCodeOf(run, baseline);
  const others = generationsOf(run).length > 1 ? `; ${protocol} decides` : '';
  const reason =
    OUTCOMES[code] ??
    brokenBy(run, baseline)
      .map((by) => BROKEN_BY[by])
      .join(', and ');
  const end = `exit code ${code}: ${reason}`;
  if (results.length === 0) {
    return `nothing was played${notReached === undefined ? '' : `: ${notReached}`}; ${end}`;
  }
  const lateness = `mock late by ${punctual.p99Ms} ms (p99)`;
  const begin = interruptedBy === undefined ? '' : 'interrupted: ';
  return `${begin}${passed} of ${deciding.length} passed in ${protocol}${others}; ${(ms / 1000).toFixed(1)} s; ${lateness}; ${end}`;
}
