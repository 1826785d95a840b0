import { Option as CommanderOption, type Command } from 'commander';
import { findConfigFile } from '../config/config-file.js';
import {
  flagDefaultText,
  environmentName,
  fileKey,
  flagKind,
  flagName,
  type FlagValues,
} from '../config/option-names.js';
import { resolveFlags, withFlags, type Sources } from '../config/resolve.js';
import { CONFIG_OPTION, SERVE_OPTIONS } from '../config/serve-options.js';
import { OPTION_GROUPS, type Option, type Options } from '../settings/option.js';
import { UsageError } from '../input/usage-error.js';
import type { Surroundings } from './surroundings.js';

type Flags = { readonly [name: string]: string | true | undefined };

/** Extent of help: the most used flags, or all. */
export type HelpExtent = 'common' | 'all';

/**
 * Adds a flag for each option, in groups. Values stay strings: {@link resolveFlags} reads them together with those of
 * environment and file.
 */
export function addOptions(command: Command, options: Options, extent: HelpExtent = 'all'): Command {
  const groups = Object.keys(OPTION_GROUPS);
  const entries = Object.entries(options).toSorted(
    ([, { group: a = '' }], [, { group: b = '' }]) => groups.indexOf(a) - groups.indexOf(b),
  );
  for (const [name, option] of entries) {
    const flag = commanderOption(name, option);
    command.addOption(flag.hideHelp(extent === 'common' && option.isCommon !== true));
  }
  return command;
}

function commanderOption(name: string, option: Option): CommanderOption {
  const { argument, isArray } = flagKind(option);
  const value = argument === undefined ? '[yes|no]' : `<${argument}>`;
  const fallback = argument === undefined ? undefined : flagDefaultText(option);
  const end = fallback === undefined ? '' : ` (default: ${fallback})`;
  const flag = new CommanderOption(`${flagName(name, option)} ${value}`, option.description + end);
  if (option.group !== undefined) flag.helpGroup(`${OPTION_GROUPS[option.group]}:`);
  return isArray === true ? flag.argParser(joined) : flag;
}

/** A repeated flag adds to its value. */
function joined(value: string, earlier: string | undefined): string {
  return earlier === undefined ? value : `${earlier},${value}`;
}

/** Explains the sources of values other than flags. `options`: those of the command. */
export function sourcesText(extent: HelpExtent, options: Options = SERVE_OPTIONS): string {
  const { mediaPort } = SERVE_OPTIONS;
  const names = [flagName, environmentName, fileKey].map((nameOf) => nameOf('mediaPort', mediaPort));
  const [flag = '', variable = '', key = ''] = names;
  const hasOwn = Object.keys(options).some((name) => !(name in SERVE_OPTIONS));
  return [
    hasOwn
      ? `Each flag has an environment variable: ${flag} is ${variable}. Those that serve has too have a key in the configuration file: ${key}.`
      : `Each flag has an environment variable and a key in the configuration file: ${flag} is ${variable} and ${key}.`,
    'Flags win over variables, variables over the file.',
    ...(extent === 'all'
      ? [
          'An empty variable counts as not set. Paths in the file are relative to it.',
          'Switches take yes or no; without a value they mean yes.',
        ]
      : []),
  ].join('\n');
}

/**
 * Refuses the option `cluster` of variables and of the configuration file, for a command whose server belongs to no cluster.
 *
 * @throws {UsageError} with the place of the option
 */
export function refuseCluster(command: Command, { environment, file }: Sources, advice: string): void {
  const variable = environmentName('cluster', SERVE_OPTIONS.cluster);
  const place = environment[variable] ? variable : file?.values.get('cluster')?.place;
  if (place === undefined) return;
  throw new UsageError(
    `${place} is an option of serve: ${command.name()} starts a server of its own, which joins no cluster; ${advice}`,
  );
}

/**
 * Sources of the values of a command that reads the configuration file of `serve`, which is read once. `options`: those of
 * the command, for advice.
 */
async function sourcesWithFile(
  command: Command,
  options: Options,
  { environment, folder }: Surroundings,
): Promise<Sources> {
  const flags = command.opts<Flags>();
  const { config } = resolveFlags(CONFIG_OPTION, { flags, environment });
  return { flags, environment, file: await findConfigFile(config, folder, SERVE_OPTIONS, options) };
}

/** Runs a command that reads the configuration file of `serve`. Returns its exit code. */
export async function runWithFile<T extends Options>(
  command: Command,
  options: T,
  surroundings: Surroundings,
  use: (values: FlagValues<T>, sources: Sources) => Promise<number>,
): Promise<number> {
  const sources = await sourcesWithFile(command, options, surroundings);
  return withFlags(options, sources, (values) => use(values, sources));
}

/** Runs a command that does not read the configuration file. Returns its exit code. */
export async function runWithoutFile<T extends Options>(
  command: Command,
  options: T,
  { environment }: Surroundings,
  use: (values: FlagValues<T>) => Promise<number>,
): Promise<number> {
  return withFlags(options, { flags: command.opts<Flags>(), environment }, use);
}

/**
 * Takes the ports from flags only, and free ones otherwise: the configuration file and the environment have those of the
 * server that runs beside.
 */
export function onFreePorts<V extends { readonly port?: number; readonly mediaPort?: number }>(
  command: Command,
  values: V,
): V {
  const flags = command.opts<Flags>();
  return {
    ...values,
    ...(flags['port'] === undefined && { port: 0 }),
    ...(flags['mediaPort'] === undefined && { mediaPort: 0 }),
  };
}
