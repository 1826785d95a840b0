import type { Labels } from '@rtms-mock/server/fleet';
import type { OwnedMeeting } from './ownership.js';
import { factsOf, type RecordFacts } from './record-facts.js';

/** Index of all meetings: the latest one by each of its ids, and the number of streams by node. */
export class Directory {
  readonly #facts = new Map<string, { readonly nodeId: string; readonly facts: RecordFacts }>();
  /** Keys by id, oldest first. */
  readonly #keys = new Map<string, Set<string>>();
  readonly #loads = new Map<string, number>();

  /** Node of the latest meeting with an id; `undefined` for an unknown id. */
  nodeOf(id: string): string | undefined {
    const key = this.keyOf(id);
    return key === undefined ? undefined : this.#facts.get(key)?.nodeId;
  }

  /** Key of the latest meeting with an id; `undefined` for an unknown id. */
  keyOf(id: string): string | undefined {
    return this.#facts.has(id) ? id : [...(this.#keys.get(id) ?? [])].at(-1);
  }

  /** Number of the server instance that serves a stream; 1 for the first, and for an unknown stream. */
  instanceOf(streamId: string): number {
    const key = [...(this.#keys.get(streamId) ?? [])].at(-1);
    return (key === undefined ? undefined : this.#facts.get(key)?.facts.instances[streamId]) ?? 1;
  }

  /** Number of streams of a node that have not ended. */
  loadOf(nodeId: string): number {
    return this.#loads.get(nodeId) ?? 0;
  }

  /** Ids of all streams that have not ended. */
  running(): readonly string[] {
    return [...this.#facts.values()].flatMap(({ facts }) => facts.running);
  }

  /** Labels that the node of a meeting must have. */
  labelsOf(key: string): Labels {
    return this.factsOf(key)?.labels ?? {};
  }

  /** Properties of a meeting; `undefined` for an unknown key. */
  factsOf(key: string): RecordFacts | undefined {
    return this.#facts.get(key)?.facts;
  }

  /** Adds a meeting, or replaces what is known of it. */
  set({ key, nodeId, record }: OwnedMeeting): void {
    this.delete(key);
    const facts = factsOf(record);
    this.#facts.set(key, { nodeId, facts });
    this.#loads.set(nodeId, this.loadOf(nodeId) + facts.running.length);
    for (const id of facts.ids) {
      const keys = this.#keys.get(id) ?? new Set();
      this.#keys.set(id, keys.add(key));
    }
  }

  /** Removes a meeting. */
  delete(key: string): void {
    const known = this.#facts.get(key);
    if (!known) return;
    const { nodeId, facts } = known;
    this.#facts.delete(key);
    this.#loads.set(nodeId, this.loadOf(nodeId) - facts.running.length);
    for (const id of facts.ids) {
      const keys = this.#keys.get(id);
      keys?.delete(key);
      if (keys?.size === 0) this.#keys.delete(id);
    }
  }
}
