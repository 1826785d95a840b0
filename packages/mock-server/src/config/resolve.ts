import { clauseOf, pathName } from '../input/reading.js';
import { FlagError, UsageError } from '../input/usage-error.js';
import type { Option, Options } from '../settings/option.js';
import type { ConfigFile } from './config-file.js';
import { environmentName, fileKey, flagKind, flagName, type FlagValues } from './option-names.js';

/** Sources of values; the first that has one wins. */
export interface Sources {
  /** By the name of the flag in camel case; `true` for a switch without a value. */
  readonly flags: { readonly [name: string]: string | true | undefined };
  readonly environment: { readonly [name: string]: string | undefined };
  readonly file?: ConfigFile | undefined;
}

/**
 * Takes each value from its flag, else from its environment variable, else from the file.
 *
 * @throws {UsageError} for a wrong value; the message names its place
 */
export function resolveFlags<T extends Options>(options: T, sources: Sources): FlagValues<T> {
  const values: { [name: string]: unknown } = {};
  for (const [name, option] of Object.entries(options)) {
    const given = find(name, option, sources);
    if (given === undefined) continue;
    const { value, place } = given;
    // A single value is read as its string, which means the same in a file as on the command line.
    const isSingle = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const kind = flagKind(option);
    const reading = isSingle ? kind.parse(String(value)) : kind.read(value);
    if (!reading.ok) {
      const [problem] = reading.problems;
      throw new UsageError(`${place}${isSingle ? '' : pathName(problem.path)} ${clauseOf(problem)}`);
    }
    values[name] = reading.value;
  }
  // Each value was read by the kind of its option.
  return values as FlagValues<T>;
}

/**
 * Uses the values of options. A value that turns out to be wrong only now is reported like one that cannot be read.
 *
 * @throws {UsageError} for a wrong value; the message names its place
 */
export async function withFlags<T extends Options, R>(
  options: T,
  sources: Sources,
  use: (values: FlagValues<T>) => Promise<R>,
): Promise<R> {
  const values = resolveFlags(options, sources);
  try {
    return await use(values);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    const entry = Object.entries(options).find(([name, option]) => flagName(name, option) === error.flag);
    const place = entry && find(...entry, sources)?.place;
    if (place === undefined) throw error;
    throw new UsageError(`${place}: ${error.problem}`, { cause: error });
  }
}

function find(
  name: string,
  option: Option,
  { flags, environment, file }: Sources,
): { readonly value: unknown; readonly place: string } | undefined {
  const key = fileKey(name, option);
  const flag = flags[key];
  if (flag !== undefined) return { value: flag, place: flagName(name, option) };
  const variable = environmentName(name, option);
  const fromEnvironment = environment[variable];
  // Shells and containers express "not set" by an empty variable.
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { value: fromEnvironment, place: variable };
  }
  return file?.values.get(key);
}
