import type { Front } from './front.js';
import type { NodeAnswer, NodeRequest } from './node-client.js';

/** Answers of all nodes to one request, and what they must include. */
export interface Collected {
  readonly answers: readonly NodeAnswer[];
  /** Ids of the streams that have run all the time. One that has begun or ended in the meantime may be missing. */
  readonly running: readonly string[];
  /** A node has not answered. */
  readonly isAnyMissing: boolean;
}

/**
 * Asks all nodes.
 *
 * @param ask sends the request to all. Default: {@link Front.askNodes}, which throws an {@link ApiError} if no node answers
 */
export async function collect(
  front: Front,
  request: NodeRequest,
  ask: (request: NodeRequest) => Promise<readonly NodeAnswer[]> = (asked) => front.askNodes(asked),
): Promise<Collected> {
  const { registry } = front.fleet;
  const before = registry.running();
  const asked = front.members.length;
  const answers = await ask(request);
  const after = new Set(registry.running());
  return {
    answers,
    running: before.filter((id) => after.has(id)),
    isAnyMissing: answers.length < asked,
  };
}

/**
 * Returns true if what nodes have recorded of streams is in no answer: one has not answered, or streams are moving from a lost
 * node to another one.
 *
 * @param streamId the only stream that is asked for. Default: all
 */
export function lacksRecords(
  { fleet: { registry } }: Pick<Front, 'fleet'>,
  { running, isAnyMissing }: Omit<Collected, 'answers'>,
  streamId?: string,
): boolean {
  if (isAnyMissing || registry.isCurrent === false) return true;
  const ids = streamId === undefined ? running : running.filter((id) => id === streamId);
  return ids.some((id) => registry.ownerOf(id)?.state === 'lost');
}
