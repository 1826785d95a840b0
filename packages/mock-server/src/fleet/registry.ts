import type { Cancel } from '@rtms-mock/protocol';
import type { Count } from '../units.js';
import type { MeetingRecord } from '../server/meeting-record.js';

/** Labels of a node, such as `region: eu`. */
export type Labels = { readonly [key: string]: string };

/** `ready`: takes new meetings; `draining`: only plays those that it has; `lost`: gone, with its meetings. */
export type NodeState = 'ready' | 'draining' | 'lost';

/** A process that plays meetings and has an HTTP API of its own. */
export interface NodeInfo {
  /** Name of the node, unique in the fleet: `1`, `2`, … for workers. */
  readonly nodeId: string;
  /** Base of its HTTP API without a slash at its end, as the front reaches it: `http://127.0.0.1:9094`. */
  readonly apiUrl: string;
  /** Signaling URL that its webhooks advertise. */
  readonly signalingUrl: string;
  /** Labels that a request may ask for. */
  readonly labels: Labels;
  /** State of the node. */
  readonly state: NodeState;
  /** Streams that have not ended. */
  readonly load: Count;
}

/** Requirements of a new meeting for the node that plays it. */
export interface PlacementRequest {
  /** Labels that the node must have. @default any node */
  readonly labels?: Labels;
}

/** The node of a new meeting. */
export interface Placement {
  readonly node: NodeInfo;
  /** The node has created or refused the meeting, which counts as its load until its record is known. */
  settle(): void;
}

/** A change of the fleet. */
export type FleetEvent =
  | { readonly type: 'node-joined'; readonly node: NodeInfo }
  /** `records`: the meetings that the node played. */
  | { readonly type: 'node-lost'; readonly node: NodeInfo; readonly records: readonly MeetingRecord[] };

/**
 * Nodes of a fleet, and the meetings that they play. Lookups answer at once from what is known; a registry that shares its
 * content with other machines follows their changes.
 */
export interface Registry {
  /** False while what it knows may be out of date, since the other nodes cannot be seen. @default true */
  readonly isCurrent?: boolean;
  /** Returns the nodes that are ready or draining, in an order that stays the same. */
  nodes(): readonly NodeInfo[];
  /** Chooses the node of a new meeting; `undefined` if no node that is ready has the labels. */
  place(request: PlacementRequest): Placement | undefined;
  /**
   * Returns the node that plays a meeting: by the id of a stream, the id of the meeting, or its number. Its state is `lost`
   * until another node has claimed the meeting.
   */
  ownerOf(id: string): NodeInfo | undefined;
  /** Returns the ids of the streams that have not ended, those of lost nodes included, as far as it is known. */
  running(): readonly string[];
  /**
   * Returns the signaling URL that webhooks of a stream name: that of its server instance at the node that plays it.
   * `undefined` if none is known, and until another node has claimed the meeting of a lost one.
   */
  signalingUrlOf(streamId: string): string | undefined;
  /**
   * Claims a meeting for the node that its record names, or renews that claim with a newer record.
   *
   * @returns false if another node holds the claim: the meeting must not be played
   */
  claim(record: MeetingRecord): Promise<boolean>;
  /** Returns true while a claim holds. It is asked before media is sent, so it must be cheap. */
  holds(key: string): boolean;
  /** Gives a meeting up that has ended. Does nothing if another node holds it. */
  release(key: string, nodeId: string): Promise<void>;
  /**
   * Ends a meeting that waits for a node with its labels, because none has them. Resolves to false if there is no such meeting.
   *
   * @default no meeting waits for long
   */
  endWaiting?(streamId: string): Promise<boolean>;
  /**
   * Returns the labels for which a meeting waits, since no node has them: by the id of a stream, the id of the meeting, or its
   * number. `undefined` for other meetings.
   *
   * @default no meeting waits for long
   */
  awaitedLabels?(id: string): Labels | undefined;
  /** Calls `listener` with every change. Returns a function that unsubscribes. */
  subscribe(listener: (event: FleetEvent) => void): Cancel;
  /** Stops following changes. */
  close(): Promise<void>;
}

/** Returns true if a node has all labels that a request asks for. */
export function hasLabels(node: Pick<NodeInfo, 'labels'>, labels: Labels = {}): boolean {
  return Object.entries(labels).every(([key, value]) => node.labels[key] === value);
}

/**
 * Chooses the node with the least load among those that are ready and have the labels; of several, the first.
 *
 * @param pending meetings that are being created, by node
 */
export function leastLoaded(
  nodes: readonly NodeInfo[],
  { labels }: PlacementRequest,
  pending: ReadonlyMap<string, number> = new Map(),
): NodeInfo | undefined {
  const loadOf = ({ nodeId, load }: NodeInfo): number => load + (pending.get(nodeId) ?? 0);
  return nodes
    .filter((node) => node.state === 'ready' && hasLabels(node, labels))
    .reduce<NodeInfo | undefined>(
      (best, node) => (best === undefined || loadOf(node) < loadOf(best) ? node : best),
      undefined,
    );
}
