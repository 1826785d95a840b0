import { logHandOver } from './departure-lines.js';
import { takeBack, type TakeBackContext } from './take-back.js';

/** Parts that {@link handOver} uses. */
export interface HandOverContext extends TakeBackContext {
  /** Stops to play a meeting without a word to its apps. */
  readonly abandon: (key: string) => void;
}

/**
 * Hands the meetings of this node over to others that may take them, and waits until they play. Takes those back that nobody
 * can take any more.
 */
export async function handOver(context: HandOverContext): Promise<void> {
  const { ownership, candidates, abandon, logger } = context;
  const handed = ownership.ownKeys.filter((key) => candidates(key).length > 0);
  const takers = handed.flatMap((key) => candidates(key));
  logHandOver(handed.length, takers, logger);
  await Promise.allSettled(
    handed.map(async (key) => {
      const write = ownership.handOver(key);
      abandon(key);
      await write;
    }),
  );
  await takeBack(handed, context);
}
