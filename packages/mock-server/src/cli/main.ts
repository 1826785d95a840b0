import { CommanderError } from 'commander';
import { WorkerStartError } from '../fleet/worker-start-error.js';
import { UsageError } from '../input/usage-error.js';
import { commandLine } from './command-line.js';
import type { Surroundings } from './surroundings.js';
import { describeCommanderError } from './wrong-usage.js';

/** Exit code for arguments, variables or files that cannot be used. */
const WRONG_USAGE = 2;

/** Exit code if the options are fine, but a process of the server cannot start. */
const NOT_STARTED = 1;

/** Runs the command line. Resolves with the exit code; problems are one sentence on standard error. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stderr } = surroundings;
  let exitCode = 0;
  const program = commandLine(args, surroundings, (code) => {
    exitCode = code;
  });
  try {
    // `help all` has no command that `help` could explain.
    const parsed = args[0] === 'help' && args[1] === 'all' ? ['--help'] : args;
    await program.parseAsync(parsed, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      stderr.write(`rtms-mock: ${describeCommanderError(error, program, args)}\n`);
      return WRONG_USAGE;
    }
    if (!(error instanceof UsageError || error instanceof WorkerStartError)) throw error;
    stderr.write(`rtms-mock: ${error.message}\n`);
    return error instanceof UsageError ? WRONG_USAGE : NOT_STARTED;
  }
}
