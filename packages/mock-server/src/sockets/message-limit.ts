import type { DecodeResult } from '@rtms-mock/protocol';

/** Max size of a received message, in bytes. A longer one is a violation like others (PROTOCOL.md §15.3). */
export const MAX_MESSAGE_BYTES = 64 * 1024;

/** Checks the size before a frame is parsed. */
export function problemOfLength(frame: string | Uint8Array): DecodeResult | undefined {
  const bytes = Buffer.byteLength(frame);
  if (bytes <= MAX_MESSAGE_BYTES) return undefined;
  const reason = `the message has ${bytes} bytes, and ${MAX_MESSAGE_BYTES} are read at most`;
  return { ok: false, problem: { violation: 'message-too-long', reason } };
}
