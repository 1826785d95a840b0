import type { Cancel } from '@rtms-mock/protocol';

/**
 * Requests to nodes that are under way. They end when their node is lost: one that is frozen, or cut off, would not answer
 * and not break the connection either.
 */
export class OpenRequests {
  readonly #ends = new Map<string, Set<() => void>>();

  /**
   * Adds a request. Returns a function that removes it.
   *
   * @param end ends the request
   */
  add(nodeId: string, end: () => void): Cancel {
    const ends = this.#ends.get(nodeId) ?? new Set();
    this.#ends.set(nodeId, ends.add(end));
    return () => {
      ends.delete(end);
      if (ends.size === 0 && this.#ends.get(nodeId) === ends) this.#ends.delete(nodeId);
    };
  }

  /** Ends the requests to a node. */
  lose(nodeId: string): void {
    const ends = this.#ends.get(nodeId);
    this.#ends.delete(nodeId);
    for (const end of ends ?? []) end();
  }
}
