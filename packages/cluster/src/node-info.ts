import type { Fingerprints, NodeInfo } from '@rtms-mock/server/fleet';

/** A node as it describes itself to the others, with each renewal of its lease. */
export type MemberInfo = Omit<NodeInfo, 'load'> & {
  /** Number of the node from 0 to 999, which makes the sequence numbers of its journal unique. */
  readonly index: number;
  /** Digests of the settings that all nodes have in common, by option. */
  readonly fingerprints: Fingerprints;
};

/** Reads what a node has written about itself; `undefined` for anything else, such as a later version's form. */
export function readMember(value: unknown): MemberInfo | undefined {
  if (!isObject(value)) return undefined;
  const { nodeId, apiUrl, signalingUrl, labels, state, index, fingerprints } = value;
  const isKnown =
    (state === 'ready' || state === 'draining') && isObject(labels) && typeof index === 'number';
  if (!isKnown || typeof nodeId !== 'string') return undefined;
  if (typeof apiUrl !== 'string' || typeof signalingUrl !== 'string') return undefined;
  return {
    nodeId,
    apiUrl,
    signalingUrl,
    labels: textsOf(labels),
    state,
    index,
    fingerprints: isObject(fingerprints) ? textsOf(fingerprints) : {},
  };
}

/** The entries of an object that are strings. */
export function textsOf(object: { readonly [key: string]: unknown }): { readonly [key: string]: string } {
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** True for a JSON object. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Number of nodes whose journals have sequence numbers of their own. */
const MAX_NODES = 1000;

/** A number from 0 to 999 that no other node has, at random: nodes may start at the same time. */
export function freeIndex(members: readonly MemberInfo[]): number {
  const taken = new Set(members.map(({ index }) => index));
  const free = Array.from({ length: MAX_NODES }, (_, index) => index).filter((index) => !taken.has(index));
  return free[Math.floor(Math.random() * free.length)] ?? 0;
}

/** Properties of a node before its server listens. */
export function newMember(nodeId: string): MemberInfo {
  return { nodeId, apiUrl: '', signalingUrl: '', labels: {}, state: 'ready', index: 0, fingerprints: {} };
}
