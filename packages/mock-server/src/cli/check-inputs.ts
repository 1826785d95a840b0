/** Inputs that `rtms-mock check` reads before it plays: the suite and the baseline. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findingKey, type Baseline } from '../check/gate.js';
import { CHECKS, checksOf, ownCheck, SUITES, URL_VALIDATION, type Check } from '../check/suite.js';
import { closest } from '../input/closest.js';
import { whyUnreadable } from '../input/document.js';
import { isObject } from '../input/kinds.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import { looksLikeFile, readScenarioOption } from './scenario-file.js';
import { parsedJson } from '../input/json.js';

/** Checks of one run. */
export interface Plan {
  readonly checks: readonly Check[];
  /** Scenarios that are not built in, by the name of their check. */
  readonly ownScenarios: ReadonlyMap<string, ScenarioChoice>;
}

/**
 * The checks that `--suite` names.
 *
 * @throws {UsageError} for a name that no suite and no check has, and for a file that cannot be used
 */
export async function planOf(names: readonly string[], folder: string): Promise<Plan> {
  const { checks, unknown } = checksOf(names);
  const own: (readonly [string, ScenarioChoice])[] = [];
  for (const name of unknown) {
    if (!looksLikeFile(name)) throw new FlagError('--suite', noCheck(name));
    own.push([name, await readScenarioOption(name, folder, '--suite')]);
  }
  return { checks: [...checks, ...own.map(([name]) => ownCheck(name))], ownScenarios: new Map(own) };
}

/**
 * Refuses options of a transcript that nothing could be compared with, so that the run does not pass without them.
 *
 * @throws {UsageError} for a suite without a meeting, and for a rate without a transcript
 */
export function refuseTranscript(
  {
    suite,
    expectTranscript,
    maxWer,
  }: {
    readonly suite: readonly string[];
    readonly expectTranscript?: string;
    readonly maxWer?: number;
  },
  { checks }: Plan,
): void {
  if (expectTranscript === undefined && maxWer !== undefined) {
    throw new UsageError('--max-wer needs --expect-transcript, the file with the transcript of your app');
  }
  if (expectTranscript !== undefined && checks.length === 0) {
    throw new UsageError(
      `--expect-transcript needs a meeting, and --suite ${suite.join(',')} plays none; add two-speakers`,
    );
  }
}

function noCheck(name: string): string {
  const known = [...SUITES, URL_VALIDATION.name, ...CHECKS.map(({ scenario }) => scenario)];
  const guess = closest(name, known);
  const advice =
    guess === undefined
      ? `known are ${known.join(', ')}; files end in .yaml or .json`
      : `did you mean ${guess}?`;
  return `there is no suite or scenario "${name}"; ${advice}`;
}

/**
 * Reads the findings of an earlier JSON report.
 *
 * @throws {UsageError} for a file that is none
 */
export async function readBaseline(path: string | undefined, folder: string): Promise<Baseline> {
  if (path === undefined) return new Set();
  const text = await readText(path, folder);
  const report = parsedJson(text);
  const scenarios = isObject(report) ? report['scenarios'] : undefined;
  if (!Array.isArray(scenarios)) {
    throw new FlagError(
      '--baseline',
      `${path} is not a report of check; write one with --report json=${path}`,
    );
  }
  return new Set(
    scenarios.filter(isObject).flatMap(({ name, protocol, verdicts }) => {
      const generation = protocol === '2025' ? '2025' : '2026';
      const found = Array.isArray(verdicts) ? verdicts.filter(isObject) : [];
      return found.map(({ rule }) => findingKey({ name: String(name), protocol: generation }, String(rule)));
    }),
  );
}

async function readText(path: string, folder: string): Promise<string> {
  try {
    return await readFile(resolve(folder, path), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FlagError('--baseline', `${path} ${whyUnreadable(code, message)}`, { cause: error });
  }
}
