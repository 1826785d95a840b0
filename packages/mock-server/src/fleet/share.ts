import { createHash } from 'node:crypto';
import type { Credentials } from '../credentials.js';
import { JournalRecorder } from '../journal.js';
import type { Clock } from '@rtms-mock/protocol';
import type { PlayedBy } from '../meetings/stream-view.js';
import type { EventPublisher } from '../webhooks/event-publisher.js';
import type { FleetMembership } from './membership.js';

/** The journal of a process's own, and the one that it shows. */
export interface Journals {
  readonly own: JournalRecorder;
  readonly shown: JournalRecorder;
}

/** Creates the journals of a process: one, or a second one with the entries of all processes. */
export function createJournals(clock: Clock, fleet: FleetMembership | undefined): Journals {
  const nextSeq = fleet?.numbers?.nextSeq;
  const own = new JournalRecorder(clock, nextSeq && { nextSeq });
  const all = fleet?.journal?.recorder;
  if (!all) return { own, shown: own };
  own.subscribe((entry) => all.relay(entry));
  return { own, shown: all };
}

/** Returns the field by which views of streams name this process. */
export function playedBy(fleet: FleetMembership | undefined): PlayedBy {
  return fleet?.nodeId === undefined ? {} : { [fleet.kind]: fleet.nodeId };
}

/** Secret with which the processes of a fleet seal tokens: all have the same credentials. */
export function tokenKey(
  fleet: FleetMembership | undefined,
  { secretToken, apps }: Credentials,
): string | undefined {
  if (!fleet) return undefined;
  const secrets = [secretToken, ...apps.flatMap(({ clientId, clientSecret }) => [clientId, clientSecret])];
  return createHash('sha256').update(JSON.stringify(secrets)).digest('base64url');
}

/** Publishes to the event sockets of this process, and to those of another one. */
export function joinedPublishers(own: EventPublisher, other: EventPublisher | undefined): EventPublisher {
  if (!other) return own;
  return {
    isOpen: (clientId) => own.isOpen(clientId) || other.isOpen(clientId),
    publish: (...webhook) => {
      own.publish(...webhook);
      other.publish(...webhook);
    },
  };
}

/** Signaling URL of the other node that plays a stream; `undefined` if none is known, and until another one goes on with it. */
export function urlElsewhere(fleet: FleetMembership | undefined, streamId: string): string | undefined {
  if (fleet?.elsewhere) return fleet.elsewhere(streamId);
  const registry = fleet?.registry;
  if (!registry || registry.ownerOf(streamId)?.nodeId === fleet?.nodeId) return undefined;
  return registry.signalingUrlOf(streamId);
}
