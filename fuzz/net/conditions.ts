import type { Socket } from 'node:net';

/** Promises that resolve when the state of a socket has changed in some way, or after a time. */
export class Conditions {
  readonly #socket: Socket;
  readonly #isClosed: () => boolean;
  readonly #checks = new Set<() => void>();

  /** `isClosed`: ends every wait. */
  constructor(socket: Socket, isClosed: () => boolean) {
    this.#socket = socket;
    this.#isClosed = isClosed;
  }

  /** Checks all conditions that are waited for. Call it after each change. */
  check(): void {
    for (const check of this.#checks) check();
  }

  /** Waits for a condition. `event`: an event of the socket after which it is checked, too. */
  async until(isDone: () => boolean, limitMs: number, event?: string): Promise<void> {
    if (isDone() || this.#isClosed()) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#checks.delete(check);
        if (event !== undefined) this.#socket.off(event, check);
        resolve();
      };
      const check = (): void => {
        if (isDone() || this.#isClosed()) done();
      };
      const timer = setTimeout(done, limitMs);
      this.#checks.add(check);
      if (event !== undefined) this.#socket.on(event, check);
    });
  }
}
