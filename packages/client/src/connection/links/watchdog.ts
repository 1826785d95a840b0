import type { Cancel, Clock } from '@rtms-mock/protocol';

/** Notices that nothing has come for too long. Hearing costs no timer: one is enough for the whole time. */
export class Watchdog {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #silent: () => void;
  #heardMs: number;
  #timer: Cancel;

  /** Calls `silent` once, when nothing was heard for `limitMs`. */
  constructor(clock: Clock, limitMs: number, silent: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#silent = silent;
    this.#heardMs = clock.now();
    this.#timer = clock.after(limitMs, () => this.#look());
  }

  heard(): void {
    this.#heardMs = this.#clock.now();
  }

  stop(): void {
    this.#timer();
  }

  #look(): void {
    const leftMs = this.#heardMs + this.#limitMs - this.#clock.now();
    if (leftMs > 0) this.#timer = this.#clock.after(leftMs, () => this.#look());
    else this.#silent();
  }
}
