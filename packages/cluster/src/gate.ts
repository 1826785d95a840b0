/** Lets only some asynchronous calls run at a time; the others wait for their turn. */
export class Gate {
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param max calls that run at a time */
  constructor(max: number) {
    this.#max = max;
  }

  /** Calls `act` as soon as it may run. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#max) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    } else {
      this.#running += 1;
    }
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
