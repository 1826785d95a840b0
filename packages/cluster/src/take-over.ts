import type { Logger } from '@rtms-mock/server';
import { reasonOf } from './cluster-error.js';
import type { OwnedMeeting, Ownership } from './ownership.js';

/** Parts that {@link takeOver} uses. */
export interface TakeOverContext {
  /** Which node plays what. */
  readonly ownership: Pick<Ownership, 'takeOver' | 'release'>;
  /** Goes on with a meeting that this node has taken over. */
  readonly adopt: (record: unknown) => Promise<void>;
  /** Receiver of log lines. */
  readonly logger: Logger;
}

/**
 * Takes a meeting over, unless another node is faster, and goes on with it. One that cannot go on here ends. Rejects if NATS
 * does not answer; then the meeting may still be without a node.
 */
export async function takeOver(
  meeting: OwnedMeeting,
  { ownership, adopt, logger }: TakeOverContext,
): Promise<void> {
  if (!(await ownership.takeOver(meeting))) return;
  const { key, nodeId, record } = meeting;
  try {
    await adopt(record);
  } catch (error) {
    logger.log('error', `The meeting ${key} of ${nodeId} cannot go on here: ${reasonOf(error)}`);
    await ownership.release(key);
  }
}
