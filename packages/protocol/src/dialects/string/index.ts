/** The string generation: the beta of early 2025, with names instead of numbers (PROTOCOL.md §9.19). */
import { statusOfViolation } from '../../checks/violation.js';
import type { Dialect, DialectOptions } from '../dialect.js';
import { flattenMedia } from '../media-shape.js';
import { parseFrame } from '../parse.js';
import { decodeString } from './decode.js';
import { toWire } from './encode.js';

/**
 * Creates the dialect of the string generation. It answers with the status names of 2025, which are derived
 * from it.
 */
export function dialectString(options: DialectOptions = {}): Dialect {
  return {
    name: 'string',
    statusOf: (violation) => statusOfViolation(violation, '2025'),
    decode: (frame) => decodeString(parseFrame(frame), options),
    decodeParsed: (parsed) => decodeString(parsed, options),
    encode: (message) => {
      const body = toWire(message);
      return JSON.stringify(options.mediaShape === 'flat' ? flattenMedia(message, body) : body);
    },
  };
}
