import type { StreamLifecycle } from '@rtms-mock/protocol';
import type { PlainObject } from '../input/kinds.js';

/** Change of a webhook that a stream sends by itself. */
export interface WebhookChange {
  /** Sends nothing. */
  readonly isSkipped: boolean;
  /** Meeting time by which the webhook is late, in milliseconds. */
  readonly delayMs: number;
  /** Number of times that the webhook is sent. */
  readonly copies: number;
  /** Fields that are added to the payload, or replace fields of it. */
  readonly payload: PlainObject;
  /** Fields that are removed from the payload. */
  readonly omit: readonly string[];
  /** Age of the timestamp that is signed, in milliseconds. */
  readonly signatureAgeMs: number;
}

interface PlannedChange {
  readonly lifecycle: StreamLifecycle | 'all';
  readonly change: WebhookChange;
  remaining: number;
}

/** Planned changes of the webhooks of one stream. */
export class WebhookChanges {
  readonly #planned: PlannedChange[] = [];

  /** Changes the next `times` webhooks of a kind. */
  plan(lifecycle: StreamLifecycle | 'all', change: WebhookChange, times: number): void {
    this.#planned.push({ lifecycle, change, remaining: times });
  }

  /** Takes the change planned for this webhook, if any. Each call uses up one. */
  take(lifecycle: StreamLifecycle): WebhookChange | undefined {
    const index = this.#planned.findIndex(
      (planned) => planned.lifecycle === 'all' || planned.lifecycle === lifecycle,
    );
    const planned = this.#planned[index];
    if (!planned) return undefined;
    planned.remaining -= 1;
    if (planned.remaining <= 0) this.#planned.splice(index, 1);
    return planned.change;
  }
}
