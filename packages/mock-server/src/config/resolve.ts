import type { ConfigFile } from './config-file.js';
import { environmentName, kebabCase, type Settings, type Values } from './setting.js';
import { UsageError } from '../input/usage-error.js';
import { ValueProblem } from '../input/values.js';

/** Where values may come from; the first that has one wins. */
export interface Sources {
  /** By setting name; `true` for a switch without a value. */
  readonly flags: { readonly [name: string]: string | true | undefined };
  readonly environment: { readonly [name: string]: string | undefined };
  readonly file?: ConfigFile | undefined;
}

/** Flag before environment before file. Throws {@link UsageError} that names the place of a wrong value. */
export function resolveSettings<S extends Settings>(settings: S, sources: Sources): Values<S> {
  const values: { [name: string]: unknown } = {};
  for (const [name, { parse }] of Object.entries(settings)) {
    const given = find(name, sources);
    if (given === undefined) continue;
    try {
      values[name] = parse(given.text);
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error;
      throw new UsageError(`${given.where}: ${error.message}`, { cause: error });
    }
  }
  return values as Values<S>;
}

function find(name: string, sources: Sources): { text: string; where: string } | undefined {
  const flag = sources.flags[name];
  if (flag !== undefined) return { text: String(flag), where: `--${kebabCase(name)}` };
  const variable = environmentName(name);
  const fromEnvironment = sources.environment[variable];
  // An empty variable is how shells and containers say "not set".
  if (fromEnvironment !== undefined && fromEnvironment !== '')
    return { text: fromEnvironment, where: variable };
  return sources.file?.values.get(name);
}
