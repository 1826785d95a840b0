/** Sentences about arguments that no command takes. */
import type { Command, CommanderError } from 'commander';
import { closest } from '../input/closest.js';
import { UsageError } from '../input/usage-error.js';

/**
 * Refuses an unknown command: `rtms-mock metting` is parsed as `rtms-mock serve metting`.
 *
 * @throws {UsageError} when there are unexpected arguments
 */
export function refuseUnknownCommand(unexpected: readonly string[], program: Command): void {
  const [word] = unexpected;
  if (word === undefined) return;
  const names = program.commands.map((command) => command.name());
  const guess = closest(word, names);
  const hint = guess === undefined ? `known: ${names.join(', ')}` : `did you mean ${guess}?`;
  throw new UsageError(`there is no command "${word}"; ${hint}`);
}

/**
 * An error of the parser as one sentence: `error: unknown option '--prot'\n(Did you mean --port?)`. The beginning of a
 * flag counts as that flag. `word`: the first argument, which may be a command.
 */
export function describeCommanderError(
  error: CommanderError,
  program: Command,
  word: string | undefined,
): string {
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\(Did you mean (.*)\?\)/, '; did you mean $1?')
    .replace(' ;', ';');
  const [, flag] = /^unknown option '(--[\w-]+)'/.exec(text) ?? [];
  const advice = flag === undefined ? undefined : describeUnknownFlag(flag, program, word);
  if (advice !== undefined) return advice;
  return text.includes('did you mean')
    ? text
    : `${text.replace(/\.$/, '')}; rtms-mock --help lists the flags`;
}

/** A flag that is the beginning of another, or that belongs to another command. */
function describeUnknownFlag(flag: string, program: Command, word: string | undefined): string | undefined {
  const here = program.commands.find((command) => command.name() === word) ?? defaultCommand(program);
  const meant = longFlags(here).find((known) => known.startsWith(flag));
  if (meant !== undefined) return `unknown option '${flag}'; did you mean ${meant}?`;
  const owners = program.commands.filter((command) => longFlags(command).includes(flag));
  if (owners.length === 0) return undefined;
  const names = owners.map((command) => command.name()).join(' and ');
  return `${flag} is a flag of ${names}, not of ${here.name()}; rtms-mock ${here.name()} --help lists its flags`;
}

/** The command that runs when none is named. */
function defaultCommand(program: Command): Command {
  return program.commands.find((command) => command.name() === 'serve') ?? program;
}

function longFlags(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []);
}
