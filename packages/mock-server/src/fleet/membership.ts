import type { JournalRecorder } from '../journal.js';
import type { FleetNumbers } from '../server/fleet-numbers.js';
import type { EventPublisher } from '../webhooks/event-publisher.js';
import type { Registry } from './registry.js';

/** The journal of several processes in one. */
export interface FleetJournal {
  /** The entries of all processes, by time. */
  readonly recorder: JournalRecorder;
  /** Resolves when all entries are in it that any process has recorded before the call. */
  settle(): Promise<void>;
}

/** A server's share in a fleet. */
export interface FleetMembership {
  /** Nodes that this process is a front of. @default it answers requests for itself alone */
  readonly registry?: Registry;
  /** Name of such a process in responses, metrics and messages. */
  readonly kind: 'worker' | 'node';
  /** Name of this process in the registry. @default it plays no meetings, and is only the front of others */
  readonly nodeId?: string;
  /**
   * Signaling URL of a stream that another process plays.
   *
   * @default as the registry knows it
   */
  readonly elsewhere?: (streamId: string) => string | undefined;
  /** Numbers that no other process of the fleet uses. @default 1, 2, 3, … */
  readonly numbers?: FleetNumbers;
  /**
   * Journal of the whole fleet, if this process receives the entries of all others.
   *
   * @default each process has a journal, and a request for all reads them all
   */
  readonly journal?: FleetJournal;
  /** Event sockets of apps that are open to the front. @default only those of this process */
  readonly events?: EventPublisher;
  /** Called with the apps that have event sockets here, whenever that changes. @default nothing */
  readonly onEventClients?: (clientIds: readonly string[]) => void;
  /** Called before media that is due is sent: the place to abandon meetings whose claim has expired. @default nothing */
  readonly beforeMedia?: () => void;
}
