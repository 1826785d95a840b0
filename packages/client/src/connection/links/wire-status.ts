/** Status of an answer, as it came. */
export interface WireStatus {
  /** 0 is success. -1 where something else than a number says failure. */
  readonly status: number;
  readonly reason: string;
}

/**
 * Reads `status_code` and `reason` of an answer without a table of names: two generations give the numbers
 * different meanings, cannot be told apart, and agree on 0 only (PROTOCOL.md §3.1, §18.1). An answer without
 * a status counts as success.
 */
export function wireStatus(frame: string | Uint8Array): WireStatus {
  const body: unknown = JSON.parse(typeof frame === 'string' ? frame : new TextDecoder().decode(frame));
  const { status_code, status, reason } = body as { [field: string]: unknown };
  const code = status_code ?? status ?? 0;
  const text = typeof reason === 'string' ? reason : '';
  if (typeof code === 'number') return { status: code, reason: text };
  return { status: code === 'STATUS_OK' ? 0 : -1, reason: text };
}
