import type { DialectName } from './dialect.js';
import { parseFrame, type ParsedFrame } from './parse.js';

/**
 * Which dialect a first message speaks: a string `msg_type` means `string`, a number one of the numeric
 * generations, which only configuration can tell apart (PROTOCOL.md §3.1). `undefined` when it is no message
 * at all.
 */
export function detectDialect(
  firstFrame: string | Uint8Array | ParsedFrame,
  numeric: '2025' | '2026' = '2025',
): DialectName | undefined {
  const isFrame = typeof firstFrame === 'string' || firstFrame instanceof Uint8Array;
  const parsed = isFrame ? parseFrame(firstFrame) : firstFrame;
  if (!parsed.ok) return undefined;
  return typeof parsed.type === 'string' ? 'string' : numeric;
}
