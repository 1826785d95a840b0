import type { Cancel, Clock } from '@rtms-mock/protocol';
import { leastLoaded, type NodeInfo, type Placement, type PlacementRequest } from './registry.js';

/** Longest time from the response of a node until its new meeting is known, in milliseconds. */
export const KNOWN_MS = 2000;

/**
 * Chooses nodes for new meetings. A meeting counts as load of its node from then on, though its record can arrive after the
 * response of the node: meetings that follow each other go to different nodes.
 */
export class Placements {
  readonly #clock: Clock;
  /** Meetings that are not known yet, oldest first. */
  readonly #pending: { readonly nodeId: string; cancel: Cancel }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the node with the least load; `undefined` if none that is ready has the labels. */
  place(nodes: readonly NodeInfo[], request: PlacementRequest): Placement | undefined {
    const counts = new Map<string, number>();
    for (const { nodeId } of this.#pending) counts.set(nodeId, (counts.get(nodeId) ?? 0) + 1);
    const node = leastLoaded(nodes, request, counts);
    if (!node) return undefined;
    const pending = { nodeId: node.nodeId, cancel: () => {} };
    this.#pending.push(pending);
    return {
      node,
      // A meeting that was refused never becomes known.
      settle: () => {
        if (!this.#pending.includes(pending)) return;
        pending.cancel();
        pending.cancel = this.#clock.after(KNOWN_MS, () => this.#remove(pending));
      },
    };
  }

  /** A new meeting of a node is known. */
  known(nodeId: string): void {
    const oldest = this.#pending.find((pending) => pending.nodeId === nodeId);
    if (oldest) this.#remove(oldest);
  }

  /** Stops waiting. */
  close(): void {
    for (const { cancel } of this.#pending) cancel();
    this.#pending.length = 0;
  }

  #remove(pending: { readonly nodeId: string; cancel: Cancel }): void {
    pending.cancel();
    const index = this.#pending.indexOf(pending);
    if (index !== -1) this.#pending.splice(index, 1);
  }
}
