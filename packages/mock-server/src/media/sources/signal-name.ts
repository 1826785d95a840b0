/** Test signals by name, where a recording might be named: `tone`, `tone:1000`, `noise`, `silence`. */
import { resolve } from 'node:path';
import { MediaUnavailableError } from '../media-unavailable-error.js';
import type { TestSignal } from './tone-source.js';

/** A file of such a name is meant when a folder stands before it: `./tone`. */
const SIGNAL_NAME = /^(tone|noise|silence)(?::(.*))?$/;

const LOWEST_HERTZ = 20;
const HIGHEST_HERTZ = 20_000;

/** Whether a choice of media names a test signal, rightly or wrongly. */
export function isSignalName(name: string): boolean {
  return SIGNAL_NAME.test(name);
}

/** A recording's path from a folder on; the name of a test signal stays what it is. */
export function locateMedia(folder: string, choice: string): string {
  return isSignalName(choice) ? choice : resolve(folder, choice);
}

/** Throws {@link MediaUnavailableError} (`format-unsupported`) for a frequency that is none. */
export function readSignalName(name: string): TestSignal {
  const [, kind, argument] = SIGNAL_NAME.exec(name) ?? [];
  if (kind === 'tone') return { kind, hertz: argument === undefined ? 440 : hertzOf(name, argument) };
  if (argument !== undefined || (kind !== 'noise' && kind !== 'silence')) {
    throw new MediaUnavailableError('format-unsupported', `${name}: only tone takes a number; write ${kind}`);
  }
  return { kind };
}

function hertzOf(name: string, argument: string): number {
  const hertz = /^\d+$/.test(argument) ? Number(argument) : NaN;
  if (hertz >= LOWEST_HERTZ && hertz <= HIGHEST_HERTZ) return hertz;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${name}: the frequency must be a whole number of hertz from ${LOWEST_HERTZ} to ${HIGHEST_HERTZ}, such as tone:1000`,
  );
}
