/** Parts that the commands of the sample app share: with the mock server, and without it. */
import process from 'node:process';
import { DEFAULT_PAGE_PORT, type Parsed } from './app-options.js';
import { createDisplay } from './display.js';
import { findFfmpeg } from './web/ffmpeg.js';

/** Differences between the commands. */
export interface Command<Options> {
  /** Text of `--help`. */
  readonly help: string;
  /** Resolves with the exit code. */
  readonly run: (options: Options) => Promise<number>;
  /** One sentence about an error, such as a port in use: it says what to do. */
  readonly problemOf: (error: unknown, options: Options) => string;
}

/** Runs a command, prints its help or what is wrong, and sets the exit code. */
export async function runCommand<Options>(
  parsed: Parsed<Options>,
  { help, run, problemOf }: Command<Options>,
): Promise<void> {
  switch (parsed.kind) {
    case 'help':
      console.log(help);
      break;
    case 'wrong':
      console.error(parsed.problem);
      process.exitCode = 2;
      break;
    case 'run':
      try {
        process.exitCode = await run(parsed.options);
      } catch (error) {
        console.error(problemOf(error, parsed.options));
        process.exitCode = 2;
      }
  }
}

/** Surroundings of the receiver: the terminal, and ffmpeg if there is one. */
export async function receiverSurroundings() {
  return {
    display: createDisplay(process.stdout),
    statusEveryMs: process.stdout.isTTY ? 250 : 1000,
    ffmpeg: await findFfmpeg(process.env),
  };
}

/** Port of the page: the given one, else the usual one or, if it is in use, any. */
export function portOfPage(given: number | undefined): {
  readonly port: number;
  readonly orAnyPort: boolean;
} {
  return { port: given ?? DEFAULT_PAGE_PORT, orAnyPort: given === undefined };
}
