import {
  EventType,
  type ActiveSpeakerChangeEvent,
  type ContactCenterEvent,
  type EventSubscriptionEntry,
  type MeetingEvent,
} from '@rtms-mock/protocol';

/** Events that come unasked and cannot be unsubscribed (PROTOCOL.md §10.1). */
export const AUTOMATIC: ReadonlySet<number> = new Set([
  EventType.FIRST_PACKET_TIMESTAMP,
  EventType.MEDIA_CONNECTION_INTERRUPTED,
]);

/** Which events one signaling connection wants. Each request is merged into the set (PROTOCOL.md §9.5). */
export class EventSubscriptions {
  readonly #types = new Set<number>();
  /** Who speaks, as far as the app was told. */
  #speaker: ActiveSpeakerChangeEvent['user_id'] | undefined;

  /** Applies the entries in order and returns the types that are newly subscribed. */
  apply(entries: readonly EventSubscriptionEntry[]): number[] {
    const added: number[] = [];
    for (const { event_type, subscribe } of entries) {
      if (!subscribe) this.#types.delete(event_type);
      else if (!this.#types.has(event_type)) {
        this.#types.add(event_type);
        added.push(event_type);
      }
    }
    return added;
  }

  wants(eventType: number): boolean {
    return AUTOMATIC.has(eventType) || this.#types.has(eventType);
  }

  /** The app was sent this event. */
  told(event: MeetingEvent | ContactCenterEvent): void {
    if (event.event_type === EventType.ACTIVE_SPEAKER_CHANGE) this.#speaker = event.user_id;
  }

  /** Whether the event tells the app nothing new: somebody speaks of whom it was told last. */
  knows(event: MeetingEvent): boolean {
    return event.event_type === EventType.ACTIVE_SPEAKER_CHANGE && event.user_id === this.#speaker;
  }
}
