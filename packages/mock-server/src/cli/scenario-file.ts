import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { closest } from '../input/closest.js';
import { whyUnreadable } from '../input/document.js';
import { UsageError } from '../config/usage-error.js';
import { findReadyScenario, READY_SCENARIOS } from '../scenarios/library/index.js';
import { locateMedia } from '../media/sources/signal-name.js';
import { formatScenarioProblems, parseScenario, type ParsedScenario } from '../scenarios/parse.js';
import type { ScenarioChoice } from '../scenarios/choose.js';

/** What `--scenario` names: a ready scenario stays a name, a file becomes what stands in it. */
export async function readScenarioOption(value: string, folder: string): Promise<ScenarioChoice> {
  if (findReadyScenario(value)) return value;
  if (!looksLikeFile(value)) throw new UsageError(`--scenario: ${noScenario(value)}`);
  const parsed = await readScenarioFile(value, folder);
  if (parsed.ok) return withMediaFrom(dirname(resolve(folder, value)), parsed.source);
  throw new UsageError(
    `--scenario: the file cannot be used\n${formatScenarioProblems(value, parsed.problems)}`,
  );
}

/** That nothing is called like this, and what is. `words`: what else may stand there. */
export function noScenario(value: string, words: readonly string[] = []): string {
  const names = READY_SCENARIOS.map(({ name }) => name);
  const guess = closest(value, [...names, ...words]);
  const advice =
    guess === undefined
      ? `ready ones are ${names.join(', ')}; files end in .yaml or .json`
      : `did you mean ${guess}?`;
  return `there is no scenario "${value}"; ${advice}`;
}

/** Throws {@link UsageError} for a file that cannot be read; what is wrong in it is in the answer. */
export async function readScenarioFile(path: string, folder: string): Promise<ParsedScenario> {
  try {
    return parseScenario(await readFile(resolve(folder, path), 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`scenario file ${path} ${whyUnreadable(code, message)}`, { cause: error });
  }
}

/** Recordings that a file names lie beside it, wherever the program was started. */
function withMediaFrom(folder: string, source: object): ScenarioChoice {
  const { media, participants } = source as {
    readonly media?: unknown;
    readonly participants?: readonly { readonly media?: unknown }[] | null;
  };
  const located = (path: unknown): unknown => (typeof path === 'string' ? locateMedia(folder, path) : path);
  return {
    ...source,
    ...(media !== undefined && { media: located(media) }),
    ...(participants && {
      participants: participants.map((one) =>
        one.media === undefined ? one : { ...one, media: located(one.media) },
      ),
    }),
  };
}

/** Names of files have an ending or a folder. */
export function looksLikeFile(value: string): boolean {
  return /[/\\]|\.(ya?ml|json)$/i.test(value);
}
