import type { Clock } from '@rtms-mock/protocol';
import { reasonOf } from './cluster-error.js';
import type { Ownership } from './ownership.js';
import { takeOver, type TakeOverContext } from './take-over.js';

/** Time between two looks at the meetings, and for which they are looked at, in milliseconds. */
const LOOK_MS = 50;
const MAX_WAIT_MS = 3000;

/** Parts that {@link takeBack} uses. */
export interface TakeBackContext extends TakeOverContext {
  /** Id of this node. */
  readonly nodeId: string;
  /** Time, in real milliseconds. */
  readonly clock: Clock;
  /** Which node plays what. */
  readonly ownership: Ownership;
  /** Ids of the nodes that may take a meeting. */
  readonly candidates: (key: string) => readonly string[];
  /** True while this node may own meetings. */
  readonly isHeld: () => boolean;
}

/**
 * Waits until other nodes play meetings that were handed over, for up to 3 s. Takes those back that nobody can take any more,
 * since the other nodes stop at the same time: they end here.
 */
export async function takeBack(keys: readonly string[], context: TakeBackContext): Promise<void> {
  const { clock, isHeld } = context;
  const endMs = clock.now() + MAX_WAIT_MS;
  let open = keys;
  while (open.length > 0 && isHeld() && clock.now() < endMs) {
    await new Promise<void>((resolve) => {
      clock.after(LOOK_MS, resolve);
    });
    const looks = open.map(async (key) => ({ key, isOpen: await isStillOpen(key, context) }));
    open = (await Promise.all(looks)).filter(({ isOpen }) => isOpen).map(({ key }) => key);
  }
}

async function isStillOpen(key: string, context: TakeBackContext): Promise<boolean> {
  const { nodeId, ownership, candidates, logger } = context;
  const meeting = ownership.find(key);
  // It has ended, or another node plays it.
  if (!meeting || (meeting.session !== null && meeting.nodeId !== nodeId)) return false;
  if (meeting.session !== null || candidates(key).length > 0) return true;
  try {
    await takeOver(meeting, context);
    return false;
  } catch (error) {
    logger.log('debug', `The meeting ${key} is still without a node: ${reasonOf(error)}`);
    return true;
  }
}
