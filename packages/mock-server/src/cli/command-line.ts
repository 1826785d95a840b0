import { Command, Option } from 'commander';
import { check, CHECK_OPTIONS } from './check.js';
import { execute, EXEC_OPTIONS } from './exec.js';
import { EXEC_VARIABLES } from './exported-variables.js';
import { CONFIG_OPTION, SERVE_OPTIONS } from '../config/serve-options.js';
import {
  addOptions,
  onFreePorts,
  refuseCluster,
  runWithFile,
  runWithoutFile,
  sourcesText,
  type HelpExtent,
} from './command-options.js';
import { act, ACTION_OPTIONS, performStep, STEP_OPTIONS, STOP_OPTIONS } from './control.js';
import { doctor, DOCTOR_OPTIONS } from './doctor.js';
import { MEETING_ACTIONS, type MeetingAction } from '../meetings/meeting-action.js';
import { inspect, INSPECT_OPTIONS } from './inspect.js';
import { load } from './load.js';
import { LOAD_OPTIONS } from './load-options.js';
import { followMeeting, MEETING_OPTIONS } from './meeting.js';
import { record, RECORD_OPTIONS } from './record.js';
import { checkScenarios, listScenarios } from './scenarios.js';
import { writeSchemas } from './schemas.js';
import { serve } from './serve.js';
import type { Surroundings } from './surroundings.js';
import { version } from '../version.js';
import { refuseUnknownCommand } from './wrong-usage.js';

/** Called with the exit code of a command. */
type Done = (exitCode: number) => void;

/** Builds the program with its commands. `args`: those that it will parse, which decide how much help shows. */
export function commandLine(args: readonly string[], surroundings: Surroundings, done: Done): Command {
  const { stdout } = surroundings;
  const extent = helpExtent(args);
  const program = new Command('rtms-mock')
    .description("A mock of Zoom's Realtime Media Streams on this machine.")
    .version(version(), '-V, --version', 'print the version')
    .addHelpOption(
      new Option('-h, --help', 'explain commands and the most used flags; --help all: every flag'),
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      // main() writes one sentence.
      writeErr: () => {},
      getOutHasColors: () => stdout.colour,
    });
  const serving = addServe(program, surroundings, extent, done);
  addCheck(program, surroundings, extent, done);
  addExec(program, surroundings, extent, done);
  addMeeting(program, surroundings, done);
  addControls(program, surroundings, done);
  addLoad(program, surroundings, extent, done);
  addScenarios(program, surroundings, done);
  addSchemas(program, surroundings, done);
  addRecord(program, surroundings, done);
  addInspect(program, surroundings, done);
  addDoctor(program, surroundings, done);
  program.addHelpText('after', () => `\nFlags of serve:\n\n${flagsOf(serving)}\n${servingText(extent)}`);
  return program;
}

/** `--help all` and `help serve all` show every flag. */
function helpExtent(args: readonly string[]): HelpExtent {
  const asksForHelp = args.includes('--help') || args.includes('-h') || args[0] === 'help';
  return asksForHelp && args.at(-1) === 'all' ? 'all' : 'common';
}

function addServe(program: Command, surroundings: Surroundings, extent: HelpExtent, done: Done): Command {
  const serving = program
    .command('serve', { isDefault: true })
    .description('run the server; the default command')
    .allowExcessArguments()
    .action(async () => {
      refuseUnknownCommand(serving.args, program);
      done(await runWithFile(serving, SERVE_OPTIONS, surroundings, (values) => serve(values, surroundings)));
    });
  addOptions(serving, { ...SERVE_OPTIONS, ...CONFIG_OPTION }, extent);
  return serving.addHelpText('after', () => `\n${servingText(extent)}`);
}

function servingText(extent: HelpExtent): string {
  const count = Object.keys(SERVE_OPTIONS).length + Object.keys(CONFIG_OPTION).length;
  const rest = extent === 'common' ? `\nThese are the most used flags; --help all lists all ${count}.` : '';
  return `${sourcesText(extent)}${rest}`;
}

function addCheck(program: Command, surroundings: Surroundings, extent: HelpExtent, done: Done): void {
  const checking = program
    .command('check')
    .description(
      "play scenarios with a running app, judge it, and print what today's service would have done",
    )
    .action(async () =>
      done(
        await runWithFile(checking, CHECK_OPTIONS, surroundings, async (values, sources) => {
          refuseCluster(checking, sources, LEAVE_OUT_OR_OTHER_FILE);
          return check(onFreePorts(checking, values), surroundings);
        }),
      ),
    );
  addOptions(checking, { ...CHECK_OPTIONS, ...CONFIG_OPTION }, extent);
  checking.addHelpText('after', () => `\n${CHECK_CODES}\n\n${sourcesText(extent, CHECK_OPTIONS)}`);
}

/** Advice about `cluster`. */
const LEAVE_OUT_OR_OTHER_FILE = 'leave it out, or name another file with --config';

const CHECK_CODES =
  'Exit codes, the first that fits: 2 wrong usage, 3 app not reachable, 4 app never joined, 5 not trustworthy because the\nmachine was too busy, 1 rules broken, 0 passed.';

function addLoad(program: Command, surroundings: Surroundings, extent: HelpExtent, done: Done): void {
  const loading = program
    .command('load')
    .description(
      'play many meetings with a running app at once, and measure how the app and the mock perform',
    )
    .action(async () =>
      done(
        await runWithFile(loading, LOAD_OPTIONS, surroundings, async (values, sources) => {
          if (values.server === undefined) {
            refuseCluster(loading, sources, 'leave it out, or name a node of the cluster with --server');
          }
          return load(onFreePorts(loading, values), Object.keys(loading.opts()), surroundings);
        }),
      ),
    );
  addOptions(loading, { ...LOAD_OPTIONS, ...CONFIG_OPTION }, extent);
  loading.addHelpText('after', () => `\n${LOAD_CODES}\n\n${sourcesText(extent, LOAD_OPTIONS)}`);
}

const LOAD_CODES =
  'Exit codes: 0 every threshold is kept, 1 one is exceeded or the server is gone, 2 wrong usage, or the app was never reachable; 130 after Ctrl-C.';

function addExec(program: Command, surroundings: Surroundings, extent: HelpExtent, done: Done): void {
  const executing = program
    .command('exec')
    .description('run a command beside a server on free ports, which it knows by environment variables')
    .argument('[command...]', 'the command and its arguments, after --')
    .action(async (words: string[]) =>
      done(
        await runWithFile(executing, EXEC_OPTIONS, surroundings, async (values, sources) => {
          refuseCluster(executing, sources, LEAVE_OUT_OR_OTHER_FILE);
          return execute(words, onFreePorts(executing, values), surroundings);
        }),
      ),
    );
  addOptions(executing, { ...EXEC_OPTIONS, ...CONFIG_OPTION }, extent);
  executing.addHelpText(
    'after',
    () =>
      `\nExported: ${EXEC_VARIABLES.join(', ')}, and the names that published programs read.\n\n${sourcesText(extent, EXEC_OPTIONS)}`,
  );
}

function addMeeting(program: Command, surroundings: Surroundings, done: Done): void {
  const meeting = program
    .command('meeting')
    .description('start a meeting on a running server and follow it until it ends')
    .action(async () =>
      done(
        await runWithoutFile(meeting, MEETING_OPTIONS, surroundings, (values) =>
          followMeeting(values, surroundings),
        ),
      ),
    );
  addOptions(meeting, MEETING_OPTIONS);
}

const ACTIONS: { readonly [action in MeetingAction]: string } = {
  pause: 'pause the stream of every running meeting, or of one',
  resume: 'resume paused streams, or one',
  stop: 'stop the stream of every running meeting, or of one; the meetings continue',
  start: 'start stopped streams again, or one',
  end: 'end every running meeting, or one',
};

function addControls(program: Command, surroundings: Surroundings, done: Done): void {
  for (const action of MEETING_ACTIONS) {
    const options = action === 'stop' || action === 'end' ? STOP_OPTIONS : ACTION_OPTIONS;
    const command = program
      .command(action)
      .description(ACTIONS[action])
      .action(async () =>
        done(
          await runWithoutFile(command, options, surroundings, (values) => act(action, values, surroundings)),
        ),
      );
    addOptions(command, options);
  }
  const step = program
    .command('step')
    .description(
      'perform a scenario step or fault on a running stream: step close-socket socket=media code=1011',
    )
    .argument('<step...>', 'name of the step and its fields as name=value, or one JSON object')
    .action(async (words: string[]) =>
      done(
        await runWithoutFile(step, STEP_OPTIONS, surroundings, (values) =>
          performStep(words, values, surroundings),
        ),
      ),
    );
  addOptions(step, STEP_OPTIONS);
}

function addScenarios(program: Command, surroundings: Surroundings, done: Done): void {
  const scenarios = program
    .command('scenarios')
    .description('list the built-in scenarios, or explain the named ones')
    .argument('[names...]', 'built-in scenarios')
    .action((names: string[]) => done(listScenarios(surroundings.stdout, names)));
  scenarios
    .command('check')
    .description('check scenario files or built-in scenarios, and print their timelines')
    .argument('<files...>', 'JSON or YAML, or the name of a built-in scenario')
    .action(async (files: string[]) => done(await checkScenarios(files, surroundings)));
}

function addSchemas(program: Command, surroundings: Surroundings, done: Done): void {
  program
    .command('schemas')
    .description('write the JSON Schemas and enum tables to a folder')
    .requiredOption('--out <FOLDER>', 'target folder; created when it does not exist')
    .action(async ({ out }: { readonly out: string }) => done(await writeSchemas(out, surroundings)));
}

function addRecord(program: Command, surroundings: Surroundings, done: Done): void {
  const recording = program
    .command('record')
    .description('record meetings of a service as a proxy between it and an app')
    .action(async () =>
      done(
        await runWithoutFile(recording, RECORD_OPTIONS, surroundings, (values) =>
          record(values, surroundings),
        ),
      ),
    );
  addOptions(recording, RECORD_OPTIONS);
}

function addInspect(program: Command, surroundings: Surroundings, done: Done): void {
  const inspecting = program
    .command('inspect')
    .description('show what a cassette contains: who, when, how much, gaps and lateness; or compare two')
    .argument('<cassettes...>', 'a cassette (.rtms.jsonl, .rtms.jsonl.gz), or two to compare')
    .action(async (files: string[]) =>
      done(
        await runWithoutFile(inspecting, INSPECT_OPTIONS, surroundings, (values) =>
          inspect(files, values, surroundings),
        ),
      ),
    );
  addOptions(inspecting, INSPECT_OPTIONS);
}

function addDoctor(program: Command, surroundings: Surroundings, done: Done): void {
  const checking = program
    .command('doctor')
    .description('check what the server needs, and print the remedy of each problem')
    .action(async () =>
      done(
        await runWithFile(checking, DOCTOR_OPTIONS, surroundings, (values) => doctor(values, surroundings)),
      ),
    );
  addOptions(checking, { ...DOCTOR_OPTIONS, ...CONFIG_OPTION });
  checking.addHelpText('after', () => `\n${sourcesText('common')}`);
}

/** The part of a command's help that lists its flags, in their groups. */
function flagsOf(command: Command): string {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter((option) => option.long !== '--help');
  const width = Math.max(...options.map((option) => option.flags.length)) + 2;
  const groups = help.groupItems(
    [...command.options],
    options,
    (option) => option.helpGroupHeading ?? 'Other:',
  );
  const line = (option: Option): string => `  ${option.flags.padEnd(width)}${option.description}\n`;
  return [...groups].map(([heading, flags]) => `${heading}\n${flags.map(line).join('')}`).join('\n');
}
