import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Detects that no message was received for too long. `reset` sets no timer, so that it costs little per message. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onSilence: () => void;
  #lastMs: number;
  #timer: Cancel;

  /** Calls `onSilence` once, after `limitMs` without a call of `reset`. */
  constructor(clock: Clock, limitMs: number, onSilence: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onSilence = onSilence;
    this.#lastMs = clock.now();
    this.#timer = clock.after(limitMs, () => this.#check());
  }

  /** A message was received. */
  reset(): void {
    this.#lastMs = this.#clock.now();
  }

  /** Ends the detection. */
  stop(): void {
    this.#timer();
  }

  #check(): void {
    const leftMs = this.#lastMs + this.#limitMs - this.#clock.now();
    if (leftMs > 0) this.#timer = this.#clock.after(leftMs, () => this.#check());
    else this.#onSilence();
  }
}
