import { Command, CommanderError } from 'commander';
import { closest } from '../input/closest.js';
import { SERVE_SETTINGS } from '../config/settings.js';
import { UsageError } from '../input/usage-error.js';
import { addConfigFile, addSettings, values, valuesWithFile } from './command-options.js';
import { doctor, DOCTOR_SETTINGS } from './doctor.js';
import { followMeeting, MEETING_SETTINGS } from './meeting.js';
import { checkScenarios, listScenarios } from './scenarios.js';
import { writeSchemas } from './schemas.js';
import { serve } from './serve.js';
import type { Surroundings } from './surroundings.js';
import { version } from './version.js';

const WRONG_USAGE = 2;

/** The command line. Resolves with the exit code; what is wrong is one sentence on standard error. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stderr } = surroundings;
  let exitCode = 0;
  const program = commandLine(surroundings, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      stderr.write(`rtms-mock: ${commanderSentence(error, program, args[0])}\n`);
      return WRONG_USAGE;
    }
    if (!(error instanceof UsageError)) throw error;
    stderr.write(`rtms-mock: ${error.message}\n`);
    return WRONG_USAGE;
  }
}

function commandLine(surroundings: Surroundings, done: (exitCode: number) => void): Command {
  const { stdout } = surroundings;
  const program = new Command('rtms-mock')
    .description("A stand-in for Zoom's Realtime Media Streams on this machine.")
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain flags and commands')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // Told in one sentence by main().
      writeErr: () => {},
      getOutHasColors: () => stdout.colour,
    });

  const serving = program
    .command('serve', { isDefault: true })
    .description('run the server; what happens without a command')
    .allowExcessArguments()
    .action(async () => {
      refuseUnknownCommand(serving.args, program);
      done(await serve(await valuesWithFile(serving, SERVE_SETTINGS, surroundings), surroundings));
    });
  addConfigFile(addSettings(serving, SERVE_SETTINGS));

  const meeting = program
    .command('meeting')
    .description('start a meeting on a running server and follow it until it ends')
    .action(async () =>
      done(await followMeeting(values(meeting, MEETING_SETTINGS, surroundings), surroundings)),
    );
  addSettings(meeting, MEETING_SETTINGS);

  const scenarios = program
    .command('scenarios')
    .description('list the built-in scenarios, or explain the named ones')
    .argument('[names...]', 'built-in scenarios')
    .action((names: string[]) => done(listScenarios(stdout, names)));
  scenarios
    .command('check')
    .description('check scenario files or built-in scenarios, and print their timelines')
    .argument('<files...>', 'JSON or YAML, or the name of a built-in scenario')
    .action(async (files: string[]) => done(await checkScenarios(files, surroundings)));

  program
    .command('schemas')
    .description('write the JSON Schemas and enum tables to a folder')
    .requiredOption('--out <FOLDER>', 'where to; made when it is not there')
    .action(async ({ out }: { readonly out: string }) => done(await writeSchemas(out, surroundings)));

  const checking = program
    .command('doctor')
    .description('check what the server needs, and say what to do')
    .action(async () =>
      done(await doctor(await valuesWithFile(checking, DOCTOR_SETTINGS, surroundings), surroundings)),
    );
  addConfigFile(addSettings(checking, DOCTOR_SETTINGS));

  program.addHelpText('after', () => `\nFlags of serve:\n${flagsOf(serving)}`);
  return program;
}

/** `rtms-mock metting` is taken for `rtms-mock serve metting`. */
function refuseUnknownCommand(unexpected: readonly string[], program: Command): void {
  const [word] = unexpected;
  if (word === undefined) return;
  const names = program.commands.map((command) => command.name());
  const guess = closest(word, names);
  const hint = guess === undefined ? `known: ${names.join(', ')}` : `did you mean ${guess}?`;
  throw new UsageError(`there is no command "${word}"; ${hint}`);
}

/** The part of a command's help that lists its flags. */
function flagsOf(command: Command): string {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter((option) => option.long !== '--help');
  const width = Math.max(...options.map((option) => option.flags.length)) + 2;
  return options.map((option) => `  ${option.flags.padEnd(width)}${option.description}`).join('\n');
}

/**
 * `error: unknown option '--prot'\n(Did you mean --port?)` → one sentence; the start of a flag is taken for that flag.
 * `word`: the first argument, which may be a command.
 */
function commanderSentence(error: CommanderError, program: Command, word: string | undefined): string {
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\(Did you mean (.*)\?\)/, '; did you mean $1?')
    .replace(' ;', ';');
  const [, begun] = /^unknown option '(--[\w-]+)'/.exec(text) ?? [];
  if (begun !== undefined) {
    const here = program.commands.find((command) => command.name() === word) ?? defaultCommand(program);
    const meant = longFlags(here).find((flag) => flag.startsWith(begun));
    if (meant !== undefined) return `unknown option '${begun}'; did you mean ${meant}?`;
    const owners = program.commands.filter((command) => longFlags(command).includes(begun));
    if (owners.length > 0) {
      const names = owners.map((command) => command.name()).join(' and ');
      return `${begun} is a flag of ${names}, not of ${here.name()}; rtms-mock ${here.name()} --help lists its flags`;
    }
  }
  return text.includes('did you mean')
    ? text
    : `${text.replace(/\.$/, '')}; rtms-mock --help lists the flags`;
}

/** What happens without a command. */
function defaultCommand(program: Command): Command {
  return program.commands.find((command) => command.name() === 'serve') ?? program;
}

function longFlags(command: Command): string[] {
  return command.options.flatMap(({ long }) => long ?? []);
}
