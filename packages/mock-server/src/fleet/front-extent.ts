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
 * Asks all nodes, as {@link Front.askNodes} does.
 *
 * @throws {ApiError} 503 if no node answers; the promise is rejected
 */
export async function collect(front: Front, request: NodeRequest): Promise<Collected> {
  const { registry } = front.fleet;
  const before = registry.running();
  const asked = front.members.length;
  const answers = await front.askNodes(request);
  const after = new Set(registry.running());
  return {
    answers,
    running: before.filter((id) => after.has(id)),
    isAnyMissing: answers.length < asked,
  };
}
