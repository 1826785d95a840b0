import { parseFrame } from '@rtms-mock/protocol';

/** Status and reason of an answer. */
export interface WireStatus {
  /** 0 on success. -1 if the answer has a failure that is not a number. */
  readonly status: number;
  /** Text of the reason; empty if there is none. */
  readonly reason: string;
  /** The status as text, where the answer has it so, as in the string generation. */
  readonly name?: string;
  /** True if the answer has no status at all. */
  readonly isAbsent?: boolean;
}

/**
 * Reads `status_code` and `reason` of an answer without a table of names. The generations have different meanings
 * for the same numbers, except for 0, and an answer does not say which generation it has (PROTOCOL.md §3.1,
 * §18.1). An answer without a status has status 0 and `isAbsent`.
 */
export function wireStatus(frame: string | Uint8Array): WireStatus {
  const parsed = parseFrame(frame);
  if (!parsed.ok) return { status: -1, reason: '' };
  const { status_code, status, reason } = parsed.body;
  const code = status_code ?? status;
  const text = typeof reason === 'string' ? reason : '';
  if (code === undefined || code === null) return { status: 0, reason: text, isAbsent: true };
  if (typeof code === 'number') return { status: code, reason: text };
  if (code === 'STATUS_OK') return { status: 0, reason: text };
  return { status: -1, reason: text, ...(typeof code === 'string' && { name: code }) };
}
