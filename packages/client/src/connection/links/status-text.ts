import { statusName, type NumericGeneration } from '@rtms-mock/protocol';
import { foreignText } from '../../log-text.js';
import type { WireStatus } from './wire-status.js';

/**
 * A status for log lines: its number, with its name only where that is certain: the server has sent the name, the
 * generation is known, or both tables agree. The same number has different meanings in 2025 and 2026
 * (PROTOCOL.md §18.1), so a guessed name would send the reader the wrong way.
 */
export function statusText({ status, name }: WireStatus, generation?: NumericGeneration): string {
  if (name !== undefined) return `status ${foreignText(name)}`;
  const known = generation ? statusName(status, generation) : agreedName(status);
  return known === undefined ? `status ${status}` : `status ${status} ${known}`;
}

function agreedName(status: number): string | undefined {
  const name = statusName(status, '2026');
  return name === statusName(status, '2025') ? name : undefined;
}
