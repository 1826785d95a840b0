import type { Cancel, Clock } from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';

/**
 * Min interval in real time, in milliseconds, of keep-alives whose interval is longer: a busy app answers no faster
 * because meetings run faster.
 */
const INTERVAL_FLOOR_MS = 1000;

/** Callbacks of the connection that a keep-alive watches. */
export interface KeepAlivePeer {
  /** Sends KEEP_ALIVE_REQ. */
  ping(timestamp: number): void;
  /** Called when too many consecutive requests are unanswered. */
  onDead(): void;
  /**
   * Returns true while other data is sent, so that no request is needed.
   * @default never busy
   */
  isBusy?(): boolean;
}

/** Rules of keep-alives (PROTOCOL.md §13). */
export interface KeepAliveRules {
  /** Time between requests, in milliseconds. */
  readonly intervalMs: number;
  /**
   * Number of consecutive unanswered requests until the connection counts as dead.
   * @default 3
   */
  readonly misses?: number;
  /**
   * Accept only a response with the timestamp of the last request.
   * @default false
   */
  readonly strict?: boolean;
}

/**
 * Pings one connection and counts unanswered requests. The connection counts as dead when the request after the last
 * permitted miss would be due: 3 intervals after the first unanswered one was sent (PROTOCOL.md §13).
 */
export class KeepAlive {
  readonly #clock: Clock;
  readonly #peer: KeepAlivePeer;
  readonly #rules: Required<KeepAliveRules>;
  #unanswered = 0;
  #lastTimestamp: number | undefined;
  #timer: Cancel | undefined;

  constructor(clock: Clock, peer: KeepAlivePeer, rules: KeepAliveRules) {
    this.#clock = clock;
    this.#peer = peer;
    const intervalMs = withRealTimeFloor(clock, rules.intervalMs, INTERVAL_FLOOR_MS);
    this.#rules = { misses: 3, strict: false, ...rules, intervalMs };
  }

  /** Sends the first request after one interval. */
  start(): void {
    this.#timer?.();
    this.#timer = this.#clock.after(this.#rules.intervalMs, () => this.#tick());
  }

  /** Stops sending requests. */
  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  /** Handles a KEEP_ALIVE_RESP. */
  onResponse(timestamp: number | undefined): void {
    if (this.#rules.strict && timestamp !== this.#lastTimestamp) return;
    this.#unanswered = 0;
  }

  #tick(): void {
    if (this.#unanswered >= this.#rules.misses) {
      this.stop();
      this.#peer.onDead();
      return;
    }
    if (this.#peer.isBusy?.() === true) {
      this.#unanswered = 0;
    } else {
      this.#unanswered += 1;
      this.#lastTimestamp = this.#clock.unixMs();
      this.#peer.ping(this.#lastTimestamp);
    }
    this.start();
  }
}
