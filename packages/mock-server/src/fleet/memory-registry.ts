import type { Cancel, Clock } from '@rtms-mock/protocol';
import { idsOf, runningIds, runningStreams, type MeetingRecord } from '../server/meeting-record.js';
import { Placements } from './placements.js';
import { instanceUrl } from '../meetings/server-instance.js';
import type { FleetEvent, NodeInfo, NodeState, Placement, PlacementRequest, Registry } from './registry.js';

/** A node without its load, which follows from its meetings. */
export type MemberNode = Omit<NodeInfo, 'load' | 'state'>;

interface Member {
  readonly node: MemberNode;
  state: NodeState;
  /** Streams that have not ended. */
  load: number;
}

/** Receiver of changes of meetings. */
export interface MeetingListener {
  /** A node has claimed a meeting, or renewed that claim with a newer record. */
  readonly claimed: (record: MeetingRecord) => void;
  /** A meeting has ended. */
  readonly released: (record: MeetingRecord) => void;
}

/** Nodes and meetings of one machine, in the memory of the process that watches over the nodes. */
export class MemoryRegistry implements Registry {
  readonly #members = new Map<string, Member>();
  readonly #records = new Map<string, MeetingRecord>();
  /** Keys of the records by the ids that name them; of several meetings with an id, the latest. */
  readonly #keys = new Map<string, string>();
  readonly #placements: Placements;
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  readonly #meetingListeners = new Set<MeetingListener>();

  /** @param clock real time */
  constructor(clock: Clock) {
    this.#placements = new Placements(clock);
  }

  /** Adds a node that accepts requests, in place of the one of the same name that was lost. */
  join(node: MemberNode): void {
    const member: Member = { node, state: 'ready', load: 0 };
    this.#members.set(node.nodeId, member);
    this.#emit({ type: 'node-joined', node: infoOf(member) });
  }

  /** A node takes no new meetings any more. */
  drain(nodeId: string): void {
    const member = this.#members.get(nodeId);
    if (member) member.state = 'draining';
  }

  /** A node is gone: listeners receive the records of its meetings, which others may claim now. */
  lose(nodeId: string): void {
    const member = this.#members.get(nodeId);
    if (!member || member.state === 'lost') return;
    member.state = 'lost';
    const records = [...this.#records.values()].filter((record) => record.nodeId === nodeId);
    this.#emit({ type: 'node-lost', node: infoOf(member), records });
  }

  nodes(): readonly NodeInfo[] {
    const present = [...this.#members.values()].filter(({ state }) => state !== 'lost').map(infoOf);
    return present.toSorted((a, b) => a.nodeId.localeCompare(b.nodeId, 'en', { numeric: true }));
  }

  place(request: PlacementRequest): Placement | undefined {
    return this.#placements.place(this.nodes(), request);
  }

  ownerOf(id: string): NodeInfo | undefined {
    const record = this.#records.get(this.#keys.get(id) ?? id);
    const member = record && this.#members.get(record.nodeId);
    return member && infoOf(member);
  }

  running(): readonly string[] {
    return [...this.#records.values()].flatMap(runningIds);
  }

  signalingUrlOf(streamId: string): string | undefined {
    const record = this.#records.get(this.#keys.get(streamId) ?? streamId);
    const member = record && this.#members.get(record.nodeId);
    if (!member || member.state === 'lost') return undefined;
    return instanceUrl(member.node.signalingUrl, record.streams[streamId]?.instance ?? 1);
  }

  /** Calls `listener` with each change of a meeting. */
  followMeetings(listener: MeetingListener): void {
    this.#meetingListeners.add(listener);
  }

  claim(record: MeetingRecord): Promise<boolean> {
    return Promise.resolve(this.#claim(record));
  }

  #claim(record: MeetingRecord): boolean {
    const before = this.#records.get(record.key);
    const member = this.#members.get(record.nodeId);
    if (!member || member.state === 'lost') return false;
    if (before && before.nodeId !== record.nodeId && !this.#isLost(before)) return false;
    if (before) this.#remove(before);
    if (before?.nodeId !== record.nodeId) this.#placements.known(record.nodeId);
    this.#records.set(record.key, record);
    for (const id of idsOf(record)) this.#keys.set(id, record.key);
    member.load += runningStreams(record);
    for (const { claimed } of this.#meetingListeners) claimed(record);
    return true;
  }

  holds(key: string): boolean {
    return this.#records.has(key);
  }

  release(key: string, nodeId: string): Promise<void> {
    const record = this.#records.get(key);
    if (record?.nodeId !== nodeId) return Promise.resolve();
    this.#remove(record);
    for (const { released } of this.#meetingListeners) released(record);
    return Promise.resolve();
  }

  subscribe(listener: (event: FleetEvent) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#listeners.clear();
    this.#meetingListeners.clear();
    this.#placements.close();
    return Promise.resolve();
  }

  #isLost({ nodeId }: MeetingRecord): boolean {
    return this.#members.get(nodeId)?.state === 'lost';
  }

  #remove(record: MeetingRecord): void {
    this.#records.delete(record.key);
    for (const id of idsOf(record)) if (this.#keys.get(id) === record.key) this.#keys.delete(id);
    const member = this.#members.get(record.nodeId);
    if (member) member.load -= runningStreams(record);
  }

  #emit(event: FleetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function infoOf({ node, state, load }: Member): NodeInfo {
  return { ...node, state, load };
}
