import type { Cancel, Clock } from '@rtms-mock/protocol';

/** What a keep-alive needs from the connection it watches. */
export interface KeepAlivePeer {
  /** Sends KEEP_ALIVE_REQ. */
  ping(timestamp: number): void;
  /** Too many requests in a row went unanswered. */
  dead(): void;
  /** True while other data flows and no request is needed. */
  busy?(): boolean;
}

/** Rules of PROTOCOL.md §13. */
export interface KeepAliveRules {
  readonly intervalMs: number;
  /** Unanswered requests in a row until the connection counts as dead. Default 3. */
  readonly misses?: number;
  /** Only an answer with the request's own timestamp counts. Default false. */
  readonly strict?: boolean;
}

/**
 * Pings one connection and counts what is not answered. Dead is declared when the request after the
 * last permitted miss would be due: 3 intervals after the first unanswered one was sent (PROTOCOL.md §13).
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
    this.#rules = { misses: 3, strict: false, ...rules };
  }

  start(): void {
    this.#timer?.();
    this.#timer = this.#clock.after(this.#rules.intervalMs, () => this.#tick());
  }

  stop(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  /** KEEP_ALIVE_RESP came in. */
  onResponse(timestamp: number | undefined): void {
    if (this.#rules.strict && timestamp !== this.#lastTimestamp) return;
    this.#unanswered = 0;
  }

  #tick(): void {
    if (this.#unanswered >= this.#rules.misses) {
      this.stop();
      this.#peer.dead();
      return;
    }
    if (this.#peer.busy?.() === true) {
      this.#unanswered = 0;
    } else {
      this.#unanswered += 1;
      this.#lastTimestamp = this.#clock.unixMs();
      this.#peer.ping(this.#lastTimestamp);
    }
    this.start();
  }
}
