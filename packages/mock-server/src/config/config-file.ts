import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { closest } from '../input/closest.js';
import { readUserDocument } from '../input/document.js';
import { kebabCase, type Settings } from './setting.js';
import { UsageError } from '../input/usage-error.js';

/** Looked for in the current folder when no file is named. */
const NAMES = ['rtms-mock.config.json', 'rtms-mock.config.yaml', 'rtms-mock.config.yml'];

/** Values of a configuration file, with the place of each for error messages. */
export interface ConfigFile {
  readonly path: string;
  readonly values: ReadonlyMap<string, { readonly value: unknown; readonly where: string }>;
}

/** The file that was named, else the one in the current folder, else none. */
export async function findConfigFile(
  named: string | undefined,
  folder: string,
  settings: Settings,
): Promise<ConfigFile | undefined> {
  if (named !== undefined) return readConfigFile(resolve(folder, named), named, settings);
  const [found, second] = NAMES.filter((name) => existsSync(join(folder, name)));
  if (found === undefined) return undefined;
  if (second !== undefined) {
    throw new UsageError(`there are two configuration files, ${found} and ${second}; keep one of them`);
  }
  return readConfigFile(join(folder, found), found, settings);
}

async function readConfigFile(path: string, shownPath: string, settings: Settings): Promise<ConfigFile> {
  const what = 'configuration file';
  const document = await readUserDocument(path, what);
  const content = document.value ?? {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new UsageError(`${what} ${shownPath} must hold names and values, such as {"port": 9092}`);
  }
  const values = new Map<string, { value: unknown; where: string }>();
  for (const [key, value] of Object.entries(content)) {
    const where = `${shownPath}, line ${document.lineOf([key])}: ${key}`;
    const name = settingName(key, settings);
    if (name === undefined) {
      const guess = closest(key, Object.keys(settings));
      throw new UsageError(
        `${where} is not a setting; ${guess === undefined ? 'rtms-mock serve --help lists them' : `did you mean ${guess}?`}`,
      );
    }
    if (value === null) continue;
    const isPath = typeof value === 'string' && value !== '' && settings[name]?.kind.isPath?.(value) === true;
    values.set(name, { value: isPath ? resolve(dirname(path), value) : value, where });
  }
  return { path, values };
}

/** Names may be written as in programs (`mediaPort`) or as on the command line (`media-port`). */
function settingName(key: string, settings: Settings): string | undefined {
  return Object.keys(settings).find((name) => key === name || key === kebabCase(name));
}
