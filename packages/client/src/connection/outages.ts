import type { Clock } from '@rtms-mock/protocol';
import type { LostPart } from './connection-needs.js';
import { ReconnectionHistory } from './reconnect.js';
import type { AttemptSeries } from './signaling-connector.js';

/** A lost part that is not open again yet. */
interface Outage {
  readonly part: LostPart;
  /** Time of the loss, by the clock. */
  readonly sinceMs: number;
  /** Failed attempts to reconnect signaling. */
  readonly failures: number;
}

/**
 * The parts of one stream that are lost, since when, and how often signaling was tried again. There is one outage at a time:
 * without signaling media counts as lost too (PROTOCOL.md §14.2), and it ends when all sockets are open.
 */
export class Outages {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #signaling = new ReconnectionHistory();
  #current: Outage | undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** True while a part is lost. */
  get isAny(): boolean {
    return this.#current !== undefined;
  }

  /** Media is lost. Does nothing during an outage. */
  mediaLost(): void {
    this.#current ??= { part: 'media', sinceMs: this.#clock.now(), failures: 0 };
  }

  /** The lost media is given up, without an end of the stream. */
  mediaGivenUp(): void {
    if (this.#current?.part === 'media') this.#current = undefined;
  }

  /**
   * Signaling is lost, or was lost again before all sockets were open. Returns the attempts that follow. `isNew`: it is
   * the first loss of this outage.
   */
  signalingLost(): { readonly series: AttemptSeries; readonly isNew: boolean } {
    const before = this.#current?.part === 'signaling' ? this.#current : undefined;
    const nowMs = this.#clock.now();
    if (!before) this.#signaling.lost(nowMs);
    const { shortLived } = this.#signaling;
    const sinceMs = before?.sinceMs ?? nowMs;
    const failures = before ? before.failures + 1 : 0;
    this.#current = { part: 'signaling', sinceMs, failures };
    return { series: { kind: 'signaling', sinceMs, failures, shortLived }, isNew: !before };
  }

  /** Signaling is open after so many failed attempts. */
  signalingOpen(failures: number): void {
    if (this.#current) this.#current = { ...this.#current, failures };
  }

  /** All sockets are open. Returns the outage that has ended; `undefined` if there was none. */
  end(): { readonly part: LostPart; readonly afterMs: number } | undefined {
    if (!this.#current) return undefined;
    const { part, sinceMs } = this.#current;
    const nowMs = this.#clock.now();
    this.#current = undefined;
    if (part === 'signaling') this.#signaling.reconnected(nowMs);
    return { part, afterMs: nowMs - sinceMs };
  }

  /** The stream is over. */
  clear(): void {
    this.#current = undefined;
  }
}
