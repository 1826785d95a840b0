import type { KeyWrite, WatchListener } from './bucket-watch.js';
import { EndedKeys } from './ended-keys.js';
import { readMember, type MemberInfo } from './node-info.js';

/** Receives the changes of the members of a cluster. */
export interface MembersListener {
  /** A node is there that was not there before. */
  onJoined(node: MemberInfo): void;
  /** The lease of a node has expired. `hasLeft`: the node itself has given it up. */
  onLost(node: MemberInfo, hasLeft: boolean): void;
}

/** The nodes of a cluster, by their leases. A node has a new session whenever its lease begins anew. */
export class Members implements WatchListener {
  readonly #bySession = new Map<string, MemberInfo>();
  /** The last writes of {@link #bySession}. */
  readonly #writes = new Map<string, KeyWrite>();
  readonly #ended = new EndedKeys();
  readonly #listener: MembersListener;

  constructor(listener: MembersListener) {
    this.#listener = listener;
  }

  /** All nodes that have a lease, this one included; of each its newest session. */
  all(): readonly MemberInfo[] {
    return [...new Map([...this.#bySession.values()].map((node) => [node.nodeId, node])).values()];
  }

  /** The node of this id; `undefined` without a lease. */
  find(id: string): MemberInfo | undefined {
    return this.all().find((node) => node.nodeId === id);
  }

  /** True for a lease that has not expired, as far as this node knows. */
  isLive(session: string): boolean {
    return this.#bySession.has(session);
  }

  onValue(key: string, value: unknown, write: KeyWrite): void {
    const node = readMember(value);
    if (!node) return;
    if (!this.#bySession.has(key) && this.#ended.includes(key, write)) return;
    this.#writes.set(key, write);
    const isNew = this.find(node.nodeId) === undefined;
    this.#bySession.set(key, node);
    if (isNew) this.#listener.onJoined(node);
  }

  onGone(key: string, end = this.#writes.get(key), wasDeleted = false): void {
    const node = this.#bySession.get(key);
    this.#bySession.delete(key);
    this.#writes.delete(key);
    if (end) this.#ended.add(key, end);
    if (node && this.find(node.nodeId) === undefined)
      this.#listener.onLost(node, wasDeleted || node.state === 'draining');
  }
}
