import type { Front } from './front.js';
import type { Addressee, NodeAnswer, NodeRequest } from './node-client.js';

/** A node that has not answered. */
export interface MissingNode extends Addressee {
  /** Number of times that the node of this name had been lost when it was asked. */
  readonly losses: number;
}

/** Answers of all nodes to one request, and what they must include. */
export interface Collected {
  readonly answers: readonly NodeAnswer[];
  /** Ids of the streams that have run all the time. One that has begun or ended in the meantime may be missing. */
  readonly running: readonly string[];
  /** Nodes that have not answered, or have another API token. */
  readonly missing: readonly MissingNode[];
  /** There is such a node. */
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
  const asked = front.members.map((node) => ({ ...node, losses: front.lossesOf(node.nodeId) }));
  const answers = await ask(request);
  const after = new Set(registry.running());
  const answered = new Set(answers.map(({ node }) => node.nodeId));
  const missing = asked.filter(({ nodeId }) => !answered.has(nodeId));
  return {
    answers,
    running: before.filter((id) => after.has(id)),
    missing,
    isAnyMissing: missing.length > 0,
  };
}

/** Returns true if one of several nodes is not lost: no other one goes on with its meetings. */
export function isAnyThere(
  front: Pick<Front, 'members' | 'lossesOf'>,
  nodes: readonly MissingNode[],
): boolean {
  const present = new Set(front.members.map(({ nodeId, apiUrl }) => `${nodeId} ${apiUrl}`));
  return nodes.some(
    ({ nodeId, apiUrl, losses }) => present.has(`${nodeId} ${apiUrl}`) && front.lossesOf(nodeId) === losses,
  );
}

/**
 * Returns true if what nodes have recorded of streams is in no answer: one has not answered, or streams are moving from a lost
 * node to another one.
 *
 * @param streamId the only stream that is asked for. Default: all
 */
export function lacksRecords(
  { fleet: { registry } }: Pick<Front, 'fleet'>,
  { running, isAnyMissing }: Pick<Collected, 'running' | 'isAnyMissing'>,
  streamId?: string,
): boolean {
  if (isAnyMissing || registry.isCurrent === false) return true;
  const ids = streamId === undefined ? running : running.filter((id) => id === streamId);
  return ids.some((id) => registry.ownerOf(id)?.state === 'lost');
}
