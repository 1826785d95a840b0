import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Cancel, Clock } from '@rtms-mock/protocol';
import { systemClock } from '../clock.js';

/** Receives output. */
export interface TextOutput {
  /** Writes a string as it is. */
  write(text: string): void;
  /** True if the output may contain colours. */
  readonly colour: boolean;
  /** Characters of a line of the terminal. @default not known */
  readonly columns?: number | undefined;
}

/** Standard input. */
export interface TextInput {
  /** True if another program holds the other end, as with `stdio: 'pipe'`. */
  readonly isPipe: boolean;
  /** True if a person types the input. */
  readonly isTerminal: boolean;
  /** Discards the input and calls `callback` once at its end. */
  onEnd(callback: () => void): void;
}

/** Signals that stop the program. A closed terminal sends SIGHUP. */
export type StopSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM';

const STOP_SIGNALS: readonly StopSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** The parts of the process that commands use. Tests replace them. */
export interface Surroundings {
  /** Environment variables. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** Working directory: relative paths begin there. */
  readonly folder: string;
  /** Home directory of the user. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly stdin: TextInput;
  /** Real time. */
  readonly clock: Clock;
  /** Calls `callback` for each signal until cancelled. */
  onSignal(callback: (signal: StopSignal) => void): Cancel;
  /** Ends the process immediately. */
  exit(code: number): void;
}

/** Those of this process. */
export function processSurroundings(home: string): Surroundings {
  return {
    environment: process.env,
    folder: process.cwd(),
    home,
    platform: process.platform,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    stdin: {
      isPipe: isPipe(process.stdin.fd),
      isTerminal: isatty(process.stdin.fd),
      onEnd: (callback) => onEnd(process.stdin, callback),
    },
    clock: systemClock(),
    onSignal: (callback) => {
      const listen = (signal: NodeJS.Signals): void => callback(signal as StopSignal);
      for (const signal of STOP_SIGNALS) process.on(signal, listen);
      return () => {
        for (const signal of STOP_SIGNALS) process.off(signal, listen);
      };
    },
    exit: (code) => process.exit(code),
  };
}

function isPipe(fd: number): boolean {
  try {
    // Not as numbers: after those of a pipe, Node 20 takes symbolic links for folders, and imports below them fail.
    const stats = fstatSync(fd, { bigint: true });
    return stats.isFIFO() || stats.isSocket();
  } catch {
    // The parent has closed the descriptor.
    return false;
  }
}

function onEnd(stream: NodeJS.ReadStream, callback: () => void): void {
  let hasEnded = false;
  const end = (): void => {
    if (!hasEnded) callback();
    hasEnded = true;
  };
  // An error of a pipe, such as ECONNRESET, means the same as its end.
  stream.on('end', end).on('close', end).on('error', end).resume();
}

function output(stream: NodeJS.WriteStream): TextOutput {
  // The reader may have closed the pipe, as in `rtms-mock | head -1`, or the terminal: EIO. The program continues.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
  const { NO_COLOR: noColour, TERM: terminal } = process.env;
  return {
    write: (text) => void stream.write(text),
    colour: stream.isTTY && (noColour === undefined || noColour === '') && terminal !== 'dumb',
    get columns() {
      // Absent for files and pipes.
      const { columns } = stream as { readonly columns?: number };
      return columns;
    },
  };
}
