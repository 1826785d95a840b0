import { EventType, type EventSubscriptionEntry } from '@rtms-mock/protocol';

/** Events that come unasked and cannot be unsubscribed (P§10.1). */
export const AUTOMATIC: ReadonlySet<number> = new Set([
  EventType.FIRST_PACKET_TIMESTAMP,
  EventType.MEDIA_CONNECTION_INTERRUPTED,
]);

/** Which events one signaling connection wants. Each request is merged into the set (P§9.5). */
export class EventSubscriptions {
  readonly #types = new Set<number>();

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
}
