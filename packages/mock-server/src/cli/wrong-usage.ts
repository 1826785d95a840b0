/** Sentences about arguments that no command takes. */
import type { Command, CommanderError } from 'commander';
import { closest } from '../input/closest.js';
import { cut } from '../input/cut.js';
import { shown } from '../input/reading.js';
import { UsageError } from '../input/usage-error.js';

/**
 * Refuses an unknown command: `rtms-mock metting` is parsed as `rtms-mock serve metting`.
 *
 * @throws {UsageError} when there are unexpected arguments
 */
export function refuseUnknownCommand(unexpected: readonly string[], program: Command): void {
  const [word] = unexpected;
  if (word !== undefined) throw new UsageError(describeUnknownCommand(word, program));
}

function describeUnknownCommand(word: string, program: Command): string {
  const names = program.commands.map((command) => command.name());
  const guess = closest(word, names);
  const hint = guess === undefined ? `known: ${names.join(', ')}` : `did you mean ${guess}?`;
  return `there is no command "${word}"; ${hint}`;
}

/**
 * An error of the parser as one sentence: `error: unknown option '--prot'\n(Did you mean --port?)`. The beginning of a
 * flag counts as that flag.
 */
export function describeCommanderError(
  error: CommanderError,
  program: Command,
  args: readonly string[],
): string {
  // `rtms-mock help serv`: the message of the parser is a placeholder.
  const [, word] = args;
  if (error.code === 'commander.help' && word !== undefined) return describeUnknownCommand(word, program);
  const named = namedCommands(program, args);
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\(Did you mean (.*)\?\)/, '; did you mean $1?')
    .replace(' ;', ';');
  const [, flag] = /^unknown option '(--[\w-]+)'/.exec(text) ?? [];
  const advice = flag === undefined ? undefined : describeUnknownFlag(flag, program, named[0]);
  if (advice !== undefined) return advice;
  if (text.includes('did you mean')) return text;
  if (error.code === 'commander.excessArguments') return describeExcess(program, named, args);
  const subject = error.code === 'commander.missingArgument' ? 'explains it' : 'lists the flags';
  return `${text.replace(/\.$/, '')}; ${helpCall(named)}${isRare(text, named[0] ?? defaultCommand(program)) ? ' all' : ''} ${subject}`;
}

/** A word that no command and no flag takes. */
function describeExcess(program: Command, named: readonly Command[], args: readonly string[]): string {
  const command = named.at(-1) ?? defaultCommand(program);
  const rest = args.slice(named.length);
  const takesValue = (flag: string | undefined): boolean =>
    command.options.some(({ long, required, optional }) => long === flag && (required || optional));
  const words = rest.filter((word, index) => !word.startsWith('-') && !takesValue(rest[index - 1]));
  const found = words.length === 0 ? '' : `, found ${words.map((word) => shown(word)).join(' ')}`;
  const url = words.find((word) => /^https?:\/\//.test(word));
  const advice =
    url !== undefined && longFlags(command).includes('--webhook-url')
      ? `did you mean --webhook-url ${cut(url)}?`
      : `${helpCall(named)} lists the flags`;
  return `${command.name()} takes flags only${found}; ${advice}`;
}

/** The commands that the arguments begin with, such as `scenarios` and its `check`. */
function namedCommands(program: Command, args: readonly string[]): Command[] {
  const named: Command[] = [];
  for (const arg of args) {
    const parent = named.at(-1) ?? program;
    const command = parent.commands.find((candidate) => candidate.name() === arg);
    if (command === undefined) break;
    named.push(command);
  }
  return named;
}

/** The help that lists the flags of a command. The help of the program lists those of serve. */
function helpCall(named: readonly Command[]): string {
  const names = named.map((command) => command.name()).filter((name) => name !== 'serve');
  return ['rtms-mock', ...names, '--help'].join(' ');
}

/** True if a message is about a flag that the short help of a command leaves out. */
function isRare(text: string, command: Command): boolean {
  const [, flag] = /^option '(--[\w-]+)/.exec(text) ?? [];
  return command.options.some(({ long, hidden }) => long === flag && hidden);
}

/** A flag that is the beginning of another, or that belongs to another command. */
function describeUnknownFlag(flag: string, program: Command, named: Command | undefined): string | undefined {
  const here = named ?? defaultCommand(program);
  const meant = longFlags(here).find((known) => known.startsWith(flag));
  if (meant !== undefined) return `unknown option '${flag}'; did you mean ${meant}?`;
  const owners = program.commands.filter((command) => longFlags(command).includes(flag));
  if (owners.length === 0) return undefined;
  const [first, ...others] = owners.map((command) => command.name());
  const names =
    others.length > 1 ? `${first} and ${others.length} other commands` : [first, ...others].join(' and ');
  return `${flag} is a flag of ${names}, not of ${here.name()}; rtms-mock ${here.name()} --help lists its flags`;
}

/** The command that runs when none is named. */
function defaultCommand(program: Command): Command {
  return program.commands.find((command) => command.name() === 'serve') ?? program;
}

function longFlags(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []);
}
