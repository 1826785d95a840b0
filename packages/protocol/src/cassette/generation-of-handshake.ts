import type { DialectName } from '../dialects/dialect.js';

/**
 * Finds the generation of a service in the successful response to a signaling handshake: 2026 always has a `reason`, 2025
 * only in refusals (PROTOCOL.md §9.2). `undefined` for anything else.
 */
export function generationOfHandshake(text: string): DialectName | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    // No message, so nothing is known.
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('msg_type' in message)) return undefined;
  if (typeof message.msg_type === 'string') return 'string';
  if (!('status_code' in message) || message.status_code !== 0) return undefined;
  return 'reason' in message ? '2026' : '2025';
}
