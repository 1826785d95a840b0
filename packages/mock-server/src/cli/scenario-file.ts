import { dirname, resolve } from 'node:path';
import { closest } from '../input/closest.js';
import { readUserText } from '../input/document.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import { findBuiltInScenario, BUILT_IN_SCENARIOS } from '../scenarios/built-in-scenarios.js';
import { locateMedia } from '../media/sources/media-name.js';
import { formatScenarioProblems, parseScenario, type ParsedScenario } from '../scenarios/parse.js';
import { chooseScenario, ScenarioError, type ScenarioChoice } from '../scenarios/choose.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { ScenarioPatterns } from '../server/scenario-patterns.js';

/**
 * Reads the value of `--scenario`: the name of a built-in scenario, or the path of a file. Paths of recordings in a file
 * are relative to the folder of that file.
 *
 * @param flag that of the option with the value; messages begin with it
 * @param part the part of the value that names the scenario, as messages show it
 * @throws {UsageError} when there is no such scenario, or when the file cannot be used.
 */
export async function readScenarioOption(
  value: string,
  folder: string,
  flag = '--scenario',
  part = '',
): Promise<Scenario> {
  return findBuiltInScenario(value) ?? (await readFileOption(value, folder, flag, part)).scenario;
}

/**
 * Reads the scenarios of `--scenario-for`, which are names, files or objects.
 *
 * @throws {UsageError} when there is no such scenario, or when a file cannot be used.
 */
export async function readScenarioPatterns(
  patterns: ScenarioPatterns | undefined,
  folder: string,
): Promise<ScenarioPatterns | undefined> {
  if (patterns === undefined) return undefined;
  const entries = Object.entries(patterns).map(async ([pattern, choice]) => {
    if (typeof choice === 'string') {
      return [pattern, await readScenarioOption(choice, folder, '--scenario-for', `${pattern}: `)] as const;
    }
    try {
      return [pattern, chooseScenario(choice)] as const;
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      throw new FlagError('--scenario-for', `${pattern}: ${error.message}`, { cause: error });
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Like {@link readScenarioOption}, but as data for a request: the server that receives it reads the scenario. */
export async function scenarioForRequest(value: string, folder: string): Promise<ScenarioChoice> {
  return findBuiltInScenario(value)?.name ?? (await readFileOption(value, folder)).source;
}

async function readFileOption(
  path: string,
  folder: string,
  flag = '--scenario',
  part = '',
): Promise<Extract<ParsedScenario, { readonly ok: true }>> {
  if (!looksLikeFile(path)) throw new FlagError(flag, `${part}${noScenario(path)}`);
  const parsed = await readScenarioFile(path, folder).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    throw new FlagError(flag, `${part}${error.message}`, { cause: error });
  });
  if (parsed.ok) return parsed;
  throw new FlagError(
    flag,
    `${part}the file cannot be used\n${formatScenarioProblems(path, parsed.problems)}`,
  );
}

/**
 * The problem of a name that no scenario has, with the nearest name or the accepted values.
 *
 * @param words further accepted values.
 */
export function noScenario(value: string, words: readonly string[] = []): string {
  const names = BUILT_IN_SCENARIOS.map(({ name }) => name);
  const guess = closest(value, [...names, ...words]);
  const advice =
    guess === undefined
      ? `built-in scenarios are ${names.join(', ')}; files end in .yaml or .json`
      : `did you mean ${guess}?`;
  return `there is no scenario "${value}"; ${advice}`;
}

/** Reads a scenario file. Problems of its content are in the result.
 *
 * @throws {UsageError} when the file cannot be opened.
 */
export async function readScenarioFile(path: string, folder: string): Promise<ParsedScenario> {
  const file = resolve(folder, path);
  const content = await readUserText(file, 'scenario file', path);
  return parseScenario(content, { locateMedia: (media) => locateMedia(dirname(file), media) });
}

/** True for a value with an extension or a folder, as paths of files have. */
export function looksLikeFile(value: string): boolean {
  return /[/\\]|\.(ya?ml|json)$/i.test(value);
}
