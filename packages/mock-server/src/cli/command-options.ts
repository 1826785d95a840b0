import { Option, type Command } from 'commander';
import { findConfigFile } from '../config/config-file.js';
import { resolveSettings } from '../config/resolve.js';
import { environmentName, kebabCase, type Settings, type Values } from '../config/setting.js';
import { SERVE_SETTINGS } from '../config/settings.js';
import type { Surroundings } from './surroundings.js';

type Flags = { readonly [name: string]: string | true | undefined };

/** Gives a command a flag for each setting. Values stay text: they are checked where those of files are too. */
export function addSettings(command: Command, settings: Settings): Command {
  for (const [name, { kind, description, fallback }] of Object.entries(settings)) {
    const { argument } = kind;
    const value = argument === undefined ? '[yes|no]' : `<${argument}>`;
    const end = fallback === undefined ? '' : ` (default: ${fallback})`;
    const option = new Option(`--${kebabCase(name)} ${value}`, description + end);
    command.addOption(kind.isArray === true ? option.argParser(joined) : option);
  }
  return command;
}

/** A flag that is given again adds to its value. */
function joined(value: string, earlier: string | undefined): string {
  return earlier === undefined ? value : `${earlier},${value}`;
}

/** Adds `--config` and what it explains. */
export function addConfigFile(command: Command): Command {
  return command
    .addOption(
      new Option('--config <FILE>', 'settings as JSON or YAML (default: rtms-mock.config.json or .yaml)'),
    )
    .addHelpText(
      'after',
      `\nEach flag has an environment variable, such as ${environmentName('mediaPort')}, and a name in the ` +
        'configuration file, such as mediaPort; flags win over variables, variables over the file.',
    );
}

/** Values of a command that reads the configuration file of `serve`. */
export async function valuesWithFile<S extends Settings>(
  command: Command,
  settings: S,
  surroundings: Surroundings,
): Promise<Values<S>> {
  const { environment, folder } = surroundings;
  const flags = command.opts<Flags>();
  const named = flags['config'] ?? (environment['RTMS_MOCK_CONFIG'] || undefined);
  const file = await findConfigFile(typeof named === 'string' ? named : undefined, folder, SERVE_SETTINGS);
  return resolveSettings(settings, { flags, environment, file });
}

/** Values of a command that has nothing to do with that file. */
export function values<S extends Settings>(
  command: Command,
  settings: S,
  { environment }: Surroundings,
): Values<S> {
  return resolveSettings(settings, { flags: command.opts<Flags>(), environment });
}
