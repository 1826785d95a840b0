import { clauseOf, pathName } from '../input/reading.js';
import { UsageError } from '../input/usage-error.js';
import type { ConfigFile } from './config-file.js';
import { environmentName, kebabCase, type Settings, type Values } from './setting.js';

/** Sources of values; the first that has one wins. */
export interface Sources {
  /** By setting name; `true` for a switch without a value. */
  readonly flags: { readonly [name: string]: string | true | undefined };
  readonly environment: { readonly [name: string]: string | undefined };
  readonly file?: ConfigFile | undefined;
}

/**
 * Takes each value from its flag, else from its environment variable, else from the file.
 *
 * @throws {UsageError} for a wrong value; the message names its place
 */
export function resolveSettings<S extends Settings>(settings: S, sources: Sources): Values<S> {
  const values: { [name: string]: unknown } = {};
  for (const [name, { kind }] of Object.entries(settings)) {
    const given = find(name, sources);
    if (given === undefined) continue;
    const { value, where } = given;
    // A single value is read as its string, which means the same in a file as on the command line.
    const isSingle = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const reading = isSingle ? kind.parse(String(value)) : kind.read(value);
    if (reading.ok) {
      values[name] = reading.value;
      continue;
    }
    const [problem] = reading.problems;
    throw new UsageError(`${where}${isSingle ? '' : pathName(problem.path)} ${clauseOf(problem)}`);
  }
  return values as Values<S>;
}

function find(name: string, sources: Sources): { value: unknown; where: string } | undefined {
  const flag = sources.flags[name];
  if (flag !== undefined) return { value: flag, where: `--${kebabCase(name)}` };
  const variable = environmentName(name);
  const fromEnvironment = sources.environment[variable];
  // An empty variable is how shells and containers say "not set".
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { value: fromEnvironment, where: variable };
  }
  return sources.file?.values.get(name);
}
