import type { WebhookBody } from '@rtms-mock/protocol';

/** Delivery of webhooks on event sockets (PROTOCOL.md §6.8). */
export interface EventPublisher {
  /** True while a socket of the app is open. */
  isOpen(clientId: string): boolean;
  /** Sends a webhook on every socket of the app. `streamId`: of the journal entry. */
  publish(clientId: string, body: WebhookBody, streamId?: string): void;
}
