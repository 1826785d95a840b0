import {
  EventType,
  type ActiveSpeakerChangeEvent,
  type ContactCenterEvent,
  type EventSubscriptionEntry,
  type MeetingEvent,
} from '@rtms-mock/protocol';
import { SmallSet } from '../small-set.js';

/** Events that are sent without a subscription and cannot be unsubscribed (PROTOCOL.md §10.1). */
export const AUTOMATIC_EVENTS: ReadonlySet<number> = new Set([
  EventType.FIRST_PACKET_TIMESTAMP,
  EventType.MEDIA_CONNECTION_INTERRUPTED,
]);

/** Event subscriptions of one signaling connection. Each request is merged into the set (PROTOCOL.md §9.5). */
export class EventSubscriptions {
  readonly #types = new SmallSet<number>();
  /** Those of {@link #types} that an earlier connection of the stream requested, and this one has not. */
  readonly #inherited = new SmallSet<number>();
  /** User id in the last ACTIVE_SPEAKER_CHANGE sent on this connection. */
  #announcedSpeaker: ActiveSpeakerChangeEvent['user_id'] | undefined;

  /**
   * Applies the entries in order. Returns the types that this connection requests for the first time: an app that
   * subscribes again after a reconnection receives the current state again.
   */
  apply(entries: readonly EventSubscriptionEntry[]): number[] {
    const added: number[] = [];
    for (const { event_type, subscribe } of entries) {
      const isKnown = this.#types.has(event_type) && !this.#inherited.has(event_type);
      this.#inherited.delete(event_type);
      if (!subscribe) this.#types.delete(event_type);
      else if (!isKnown) {
        this.#types.add(event_type);
        added.push(event_type);
      }
    }
    return added;
  }

  /** Continues the subscriptions of the stream's earlier connection (PROTOCOL.md §9.5). */
  inherit(earlier: EventSubscriptions): void {
    for (const type of earlier.#types) {
      this.#types.add(type);
      this.#inherited.add(type);
    }
    this.#announcedSpeaker = earlier.#announcedSpeaker;
  }

  /** Returns true if events of this type are sent on this connection. */
  includes(eventType: number): boolean {
    return AUTOMATIC_EVENTS.has(eventType) || this.#types.has(eventType);
  }

  /** Records that an event has been sent on this connection. */
  recordSent(event: MeetingEvent | ContactCenterEvent): void {
    if (event.event_type === EventType.ACTIVE_SPEAKER_CHANGE) this.#announcedSpeaker = event.user_id;
  }

  /** Returns true for an ACTIVE_SPEAKER_CHANGE with the speaker of the last one sent on this connection. */
  isRepetition(event: MeetingEvent): boolean {
    return event.event_type === EventType.ACTIVE_SPEAKER_CHANGE && event.user_id === this.#announcedSpeaker;
  }
}
