/** Decides about `join` on a client that has joined. Pure. */
import type { JoinTarget } from '../vocabulary/join-target.js';

/** The stream that a client has joined. `isInterrupted`: signaling is lost and reconnecting. */
export interface JoinedStream {
  readonly target: JoinTarget;
  readonly isInterrupted: boolean;
}

/**
 * An outcome of `join`: `repair` opens again what is lost, `replace` drops the connection and joins anew, `refuse`
 * throws.
 */
export type RejoinAction = 'repair' | 'replace' | 'refuse';

/**
 * Decides about joining `target` while the client has joined a stream that has not ended.
 *
 * With the same ids it is a repair, unless the stream is at another server now: after the loss of a server instance
 * `*.rtms_started` contains other URLs (PROTOCOL.md §14.2). Another stream may only be joined while the connection is
 * interrupted, because then this one may have been moved to it.
 */
export function rejoinAction(
  { target: joined, isInterrupted }: JoinedStream,
  target: JoinTarget,
): RejoinAction {
  if (!isSameStream(joined, target)) return isInterrupted ? 'replace' : 'refuse';
  const sameServer = sameTexts(joined.urls, target.urls);
  const sameSignature = !isInterrupted || joined.signature === target.signature;
  return sameServer && sameSignature ? 'repair' : 'replace';
}

/** True if both have the ids of one stream. */
export function isSameStream(
  a: Pick<JoinTarget, 'entityId' | 'streamId'>,
  b: Pick<JoinTarget, 'entityId' | 'streamId'>,
): boolean {
  return a.entityId === b.entityId && a.streamId === b.streamId;
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
