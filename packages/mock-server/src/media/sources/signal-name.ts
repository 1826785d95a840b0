/** Names of test signals, accepted wherever a recording is: `tone`, `tone:1000`, `noise`, `silence`. */
import { MediaUnavailableError } from '../media-unavailable-error.js';
import type { TestSignal } from './tone-source.js';

/** A file with such a name is written with a folder: `./tone`. */
const SIGNAL_NAME = /^(tone|noise|silence)(?::(.*))?$/;

const MIN_HERTZ = 20;
const MAX_HERTZ = 20_000;

/** Returns true for the name of a test signal, also if its argument is not valid. */
export function isSignalName(name: string): boolean {
  return SIGNAL_NAME.test(name);
}

/**
 * Parses the name of a test signal.
 *
 * @throws {@link MediaUnavailableError} with `format-unsupported` for an argument that is not valid
 */
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
  if (hertz >= MIN_HERTZ && hertz <= MAX_HERTZ) return hertz;
  throw new MediaUnavailableError(
    'format-unsupported',
    `${name}: the frequency must be a whole number of hertz from ${MIN_HERTZ} to ${MAX_HERTZ}, such as tone:1000`,
  );
}
