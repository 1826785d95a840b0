/** Asks the node that plays a stream while the meeting may move from a lost node to another one. */
import { NodeUnreachableError, type NodeAnswer, type NodeClient, type NodeRequest } from './node-client.js';
import type { Registry } from './registry.js';

/** Parts of a front that are used here. */
export interface OwnerContext {
  readonly fleet: { readonly registry: Pick<Registry, 'ownerOf'> };
  readonly client: Pick<NodeClient, 'ask'>;
  /** Returns true for a node that refuses the API token of this process, after a warning in the log. */
  readonly refusesUs: (answer: NodeAnswer) => boolean;
}

/** Outcome of a request to the node that plays a stream. */
export type OwnerReply =
  /** The stream has ended, or no node is to go on with it. */
  | { readonly kind: 'over' }
  /** Its node is lost, and no other one has gone on with it yet. */
  | { readonly kind: 'lost' }
  /** Its node is about to be lost, or about to go on with it, or is in trouble: another attempt may succeed. */
  | { readonly kind: 'later' }
  /** Its node refuses, and would refuse again. */
  | { readonly kind: 'refused' }
  /** Its node has done it. `text`: the body of its response. */
  | { readonly kind: 'done'; readonly text: string };

/** Sends a request to the node that plays a stream, once. */
export async function askOwner(
  front: OwnerContext,
  streamId: string,
  request: NodeRequest,
): Promise<OwnerReply> {
  const owner = front.fleet.registry.ownerOf(streamId);
  if (!owner) return { kind: 'over' };
  if (owner.state === 'lost') return { kind: 'lost' };
  try {
    return judge(await front.client.ask(owner, request), front);
  } catch (error) {
    if (error instanceof NodeUnreachableError) return { kind: 'later' };
    throw error;
  }
}

function judge(answer: NodeAnswer, front: OwnerContext): OwnerReply {
  const { status, text } = answer;
  if (front.refusesUs(answer)) return { kind: 'refused' };
  if (status === 200) return { kind: 'done', text };
  // 404: it is about to go on with the meeting.
  return { kind: status === 404 || status >= 500 ? 'later' : 'refused' };
}
