import type { NumericGeneration } from '../generation.js';
import type { DialectName } from './dialect.js';
import { parseFrame, type ParsedFrame } from './parse.js';

/**
 * Detects the generation from the first frame of a connection, parsed or not: `string` if `msg_type` is a
 * string, otherwise `numeric`, since messages do not show which of the two numeric generations it is
 * (PROTOCOL.md §3.1). `undefined` if the frame is not a message.
 */
export function detectDialect(
  firstFrame: string | Uint8Array | ParsedFrame,
  numeric: NumericGeneration = '2025',
): DialectName | undefined {
  const isFrame = typeof firstFrame === 'string' || firstFrame instanceof Uint8Array;
  const parsed = isFrame ? parseFrame(firstFrame) : firstFrame;
  if (!parsed.ok) return undefined;
  return typeof parsed.type === 'string' ? 'string' : numeric;
}
