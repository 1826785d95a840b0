import type { StreamView } from '../api/bodies.js';

/** Steps that have an effect once the meeting has ended; a test compares them with the server's. */
export const AFTER_THE_END: readonly string[] = [
  'webhook',
  'change-webhook',
  'duplicate-webhook',
  'reject-start',
  'rotate-secret',
  'expire-secret',
];

/** True if a step can have an effect on a stream. */
export function canPerform(
  step: string | undefined,
  stream: Pick<StreamView, 'meetingEnded'> | undefined,
): boolean {
  if (stream === undefined || step === undefined) return false;
  return !stream.meetingEnded || AFTER_THE_END.includes(step);
}
