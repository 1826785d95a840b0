import type { Cancel, Clock } from '@rtms-mock/protocol';
import { systemClock } from '../clock.js';

/** Somewhere to write lines. */
export interface TextOutput {
  write(text: string): void;
  /** Whether colours may be used. */
  readonly colour: boolean;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Everything of the process that commands touch, so that tests can put something else in its place. */
export interface Surroundings {
  readonly environment: { readonly [name: string]: string | undefined };
  /** Where relative paths begin. */
  readonly folder: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Real time. */
  readonly clock: Clock;
  onSignal(callback: (signal: StopSignal) => void): Cancel;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** The real ones. */
export function processSurroundings(home: string): Surroundings {
  return {
    environment: process.env,
    folder: process.cwd(),
    home,
    platform: process.platform,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    clock: systemClock(),
    onSignal: (callback) => {
      const listen = (signal: NodeJS.Signals): void => callback(signal as StopSignal);
      process.on('SIGINT', listen).on('SIGTERM', listen);
      return () => process.off('SIGINT', listen).off('SIGTERM', listen);
    },
    exit: (code) => process.exit(code),
  };
}

function output(stream: NodeJS.WriteStream): TextOutput {
  // The reader may have gone, as in `rtms-mock | head -1`; the server goes on.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { NO_COLOR: noColour, TERM: terminal } = process.env;
  return {
    write: (text) => void stream.write(text),
    colour: stream.isTTY && (noColour === undefined || noColour === '') && terminal !== 'dumb',
  };
}
