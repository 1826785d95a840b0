/** Decisions about meetings whose node is lost, as pure functions. All durations are in milliseconds. */
import { createHash } from 'node:crypto';
import { hasLabels, type Labels, type NodeInfo } from '@rtms-mock/server/fleet';

/** Durations of adoption. */
export interface AdoptionTimes {
  /** Time after an interruption of NATS for which a node adopts nothing: all nodes come back then. */
  readonly graceMs: number;
  /** Time for which a node has precedence over the one behind it. */
  readonly precedenceMs: number;
  /** Age of a meeting's record above which nobody goes on with it. A node that plays a meeting writes it more often. */
  readonly maxAgeMs: number;
  /** Time after an interruption of NATS for which no such meeting is forgotten: its node may write it again. */
  readonly forgetGraceMs: number;
  /** Time for which a meeting waits for its labels before the log says so. */
  readonly announceMs: number;
  /** Time for which a node has seen a meeting wait for its labels that it ends. Others cannot tell it from one that has ended. */
  readonly waitedMs: number;
  /** Time for which such a meeting is left to nodes that can tell. */
  readonly endGraceMs: number;
}

/** Values that keep a failover below 5 s with {@link LEASE_TIMES}. */
export const ADOPTION_TIMES: AdoptionTimes = {
  graceMs: 3000,
  precedenceMs: 1000,
  maxAgeMs: 600_000,
  forgetGraceMs: 60_000,
  announceMs: 1000,
  waitedMs: 300_000,
  endGraceMs: 60_000,
};

/** `ADOPTION_TIMES.maxAgeMs` as the log says it. */
export const MAX_AGE_TEXT = `${ADOPTION_TIMES.maxAgeMs / 60_000} minutes`;

/** Returns the ids of the nodes that may take a meeting with these labels. */
export function candidatesAmong(nodes: readonly NodeInfo[], labels: Labels): readonly string[] {
  return nodes
    .filter((node) => node.state === 'ready' && hasLabels(node, labels))
    .map(({ nodeId }) => nodeId);
}

/**
 * Orders the nodes that could adopt a meeting. Every node computes the same order without asking the others, and different
 * meetings have different orders, so that the meetings of one node are spread over all others.
 */
export function precedence(key: string, nodeIds: readonly string[]): readonly string[] {
  const weight = (nodeId: string): string => createHash('sha256').update(`${key} ${nodeId}`).digest('hex');
  return nodeIds
    .map((nodeId) => ({ nodeId, weight: weight(nodeId) }))
    .sort((a, b) => (a.weight < b.weight ? -1 : 1))
    .map(({ nodeId }) => nodeId);
}

/** Times that a decision about an orphaned meeting depends on. */
export interface AdoptionFacts {
  /** Nodes that are ready and have the labels that the meeting asks for. */
  readonly candidates: readonly string[];
  /** It asks for labels, and no node that takes meetings has them. */
  readonly isWaiting: boolean;
  /** Time since this node noticed that the meeting has no node. */
  readonly orphanedForMs: number;
  /** Time since its record was written. */
  readonly ageMs: number;
  /** Time for which NATS has answered this node without interruption. */
  readonly steadyForMs: number;
}

/** True if this node is to try to adopt the meeting now. Of several that try, one succeeds. */
export function mayAdopt(
  key: string,
  nodeId: string,
  { candidates, orphanedForMs, ageMs, steadyForMs }: AdoptionFacts,
  { graceMs, precedenceMs, maxAgeMs }: AdoptionTimes = ADOPTION_TIMES,
): boolean {
  if (steadyForMs < graceMs || ageMs > maxAgeMs) return false;
  const rank = precedence(key, candidates).indexOf(nodeId);
  return rank !== -1 && orphanedForMs >= rank * precedenceMs;
}

/** True for a meeting of which the log says that it waits for its labels. After an interruption of NATS, nodes come back first. */
export function isWaitingForLabels(
  { isWaiting, orphanedForMs, steadyForMs }: Omit<AdoptionFacts, 'candidates' | 'ageMs'>,
  { announceMs, graceMs }: AdoptionTimes = ADOPTION_TIMES,
): boolean {
  return isWaiting && orphanedForMs >= announceMs && steadyForMs >= graceMs;
}

/**
 * True if a meeting is to be ended that has waited in vain for a node with its labels. Several nodes may try; one succeeds.
 * One that this node does not know for long is left to the others: it may have ended before.
 */
export function mayEnd(
  { isWaiting, orphanedForMs, ageMs, steadyForMs }: Omit<AdoptionFacts, 'candidates'>,
  { maxAgeMs, waitedMs, forgetGraceMs }: AdoptionTimes = ADOPTION_TIMES,
): boolean {
  return isWaiting && ageMs > maxAgeMs && orphanedForMs >= waitedMs && steadyForMs >= forgetGraceMs;
}

/**
 * True if a meeting without a node is to be deleted: it has ended long ago, and a NATS server that was killed shows it again,
 * or all nodes that knew it are gone.
 */
export function mayForget(
  { isWaiting, ageMs, steadyForMs }: Pick<AdoptionFacts, 'isWaiting' | 'ageMs' | 'steadyForMs'>,
  { maxAgeMs, forgetGraceMs, endGraceMs }: AdoptionTimes = ADOPTION_TIMES,
): boolean {
  return ageMs > maxAgeMs + (isWaiting ? endGraceMs : 0) && steadyForMs >= forgetGraceMs;
}
