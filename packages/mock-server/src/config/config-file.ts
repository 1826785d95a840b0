import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { closest } from '../input/closest.js';
import { readUserDocument } from '../input/document.js';
import { isObject } from '../input/kinds.js';
import { UsageError } from '../input/usage-error.js';
import type { Option, Options } from '../settings/option.js';
import { environmentName, fileKey, flagKind, flagName, kebabCase } from './option-names.js';

/** Names of the file in the current folder that is read when no file is named. */
const NAMES = ['rtms-mock.config.json', 'rtms-mock.config.yaml', 'rtms-mock.config.yml'];

/** Values of a configuration file. */
export interface ConfigFile {
  readonly path: string;
  /** By key in camel case. `place` is for messages: file, line and key. */
  readonly values: ReadonlyMap<string, { readonly value: unknown; readonly place: string }>;
}

/**
 * Reads the named file, else the one in the current folder; `undefined` when there is none.
 *
 * @param options those that the file may set
 * @param others further ones of the command, for advice
 * @throws {UsageError} for a file that cannot be read, and for keys that are no options
 */
export async function findConfigFile(
  named: string | undefined,
  folder: string,
  options: Options,
  others: Options = {},
): Promise<ConfigFile | undefined> {
  if (named !== undefined) return readConfigFile(resolve(folder, named), named, options, others);
  const [found, second] = NAMES.filter((name) => existsSync(join(folder, name)));
  if (found === undefined) return undefined;
  if (second !== undefined) {
    throw new UsageError(`there are two configuration files, ${found} and ${second}; keep one of them`);
  }
  return readConfigFile(join(folder, found), found, options, others);
}

async function readConfigFile(
  path: string,
  shownPath: string,
  options: Options,
  others: Options,
): Promise<ConfigFile> {
  const what = 'configuration file';
  const document = await readUserDocument(path, what);
  const content = document.value ?? {};
  if (!isObject(content)) {
    throw new UsageError(`${what} ${shownPath} must be an object, such as {"protocol": "2026"}`);
  }
  const known = new Map(Object.entries(options).map(([name, option]) => [fileKey(name, option), option]));
  const values = new Map<string, { value: unknown; place: string }>();
  for (const [key, value] of Object.entries(content)) {
    const place = `${shownPath}, line ${document.lineOf([key])}: ${key}`;
    const [name, option] = entryOf(key, known) ?? fail(place, key, [...known.keys()], others);
    if (value === null) continue;
    if (values.has(name)) throw new UsageError(`${place} sets ${name} a second time; keep one of them`);
    const isPath = typeof value === 'string' && value !== '' && flagKind(option).isPath?.(value) === true;
    values.set(name, { value: isPath ? resolve(dirname(path), value) : value, place });
  }
  return { path, values };
}

function fail(place: string, key: string, known: readonly string[], others: Options): never {
  const other = Object.entries(others).find(
    ([name, option]) => [name, kebabCase(name)].includes(key) && option.flag === undefined,
  );
  if (other !== undefined) {
    const [flag, variable] = [flagName(...other), environmentName(...other)];
    throw new UsageError(`${place} cannot be set by the file, only by ${flag} or ${variable}`);
  }
  const guess = closest(key, known);
  const advice = guess === undefined ? 'rtms-mock serve --help all lists them' : `did you mean ${guess}?`;
  throw new UsageError(`${place} is not an option; ${advice}`);
}

/** Keys may be written as in programs (`mediaPort`) or as on the command line (`media-port`). */
function entryOf(key: string, known: ReadonlyMap<string, Option>): [string, Option] | undefined {
  return [...known].find(([name]) => key === name || key === kebabCase(name));
}
