import type { Clock } from '@rtms-mock/protocol';

/** Time in which the node of a meeting writes it again, in milliseconds: its lease ends first, then it begins a new one. */
const WAIT_MS = 10_000;

/**
 * Meetings that are absent though nobody has ended them: NATS has lost its disk, and their nodes write them again. Until then
 * they are still known, so that lists say that they lack something.
 */
export class VanishedMeetings {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #forget: (key: string) => void;
  /** Times until which the meetings are known, by key. */
  readonly #untilMs = new Map<string, number>();

  /** @param forget called with the key of a meeting that no node has written again */
  constructor(clock: Pick<Clock, 'now'>, forget: (key: string) => void) {
    this.#clock = clock;
    this.#forget = forget;
  }

  /** A meeting is absent. */
  add(key: string): void {
    this.#untilMs.set(key, this.#clock.now() + WAIT_MS);
  }

  /** A meeting is there again, or it is known that it has ended. */
  delete(key: string): void {
    this.#untilMs.delete(key);
  }

  /** Forgets those that have been absent for too long: their nodes are lost, too. */
  check(): void {
    const now = this.#clock.now();
    for (const [key, untilMs] of this.#untilMs) {
      if (untilMs > now) continue;
      this.#untilMs.delete(key);
      this.#forget(key);
    }
  }
}
