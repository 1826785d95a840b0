import type { Duplex } from 'node:stream';
import type { Cancel } from '@rtms-mock/protocol';
import { nextTurn, realMs } from '../clock.js';
import type { Settling } from './settling.js';

/** Max real time for which a connection without a request delays others, in milliseconds. */
const REQUEST_LIMIT_MS = 500;

/** Turns of the event loop without anything new after which all that has arrived is handled. */
const QUIET_TURNS = 8;

interface Arrival {
  /** Place among those that arrive together: webhooks, then connections by number, then new WebSockets. */
  readonly rank: number;
  /** Order within a rank. */
  readonly name: string;
  readonly handle: () => void;
}

/**
 * Puts what arrives at the same time into an order that is the same in each run: responses to webhooks, then messages by
 * their connections, then new WebSockets by their paths. So an app whose sockets for audio and video open together gets the
 * same ids for them, whichever the system connects first.
 */
export class Arrivals {
  readonly #settling: Settling;
  /** Connections that have not sent a request, and the real time in milliseconds until which they are waited for. */
  readonly #silent = new Map<Duplex, { readonly untilMs: number; readonly release: Cancel }>();
  #arrived: Arrival[] = [];
  #release: Cancel | undefined;
  #changes = 0;

  constructor(settling: Settling) {
    this.#settling = settling;
  }

  /** A TCP connection has been accepted. */
  connected(stream: Duplex): void {
    const release = this.#settling.hold({ what: 'a request' });
    this.#silent.set(stream, { untilMs: realMs() + REQUEST_LIMIT_MS, release });
    this.#changes += 1;
    stream.once('close', () => this.requested(stream));
  }

  /** A TCP connection has sent its request, or has ended. */
  requested(stream: Duplex): void {
    const silent = this.#silent.get(stream);
    if (silent === undefined) return;
    this.#silent.delete(stream);
    silent.release();
    this.#changes += 1;
  }

  /** A TCP connection requests a WebSocket: `open` is called when it is its turn. */
  upgrade(stream: Duplex, path: string, open: () => void): void {
    this.#add({ rank: Infinity, name: path, handle: open });
    this.requested(stream);
  }

  /** Something has arrived on a connection, by its number: `handle` is called when it is its turn. */
  message(connection: number, handle: () => void): void {
    this.#add({ rank: connection, name: '', handle });
  }

  /** A webhook has been answered. Resolves when it is its turn. */
  webhook(url: string): Promise<void> {
    return new Promise((resolve) => this.#add({ rank: 0, name: url, handle: resolve }));
  }

  #add(arrival: Arrival): void {
    this.#arrived.push(arrival);
    this.#changes += 1;
    if (this.#release !== undefined) return;
    this.#release = this.#settling.hold({ what: 'the order of messages' });
    void this.#handleAll();
  }

  async #handleAll(): Promise<void> {
    let quietTurns = 0;
    while (quietTurns < QUIET_TURNS) {
      const before = this.#changes;
      await nextTurn();
      const isQuiet = this.#changes === before && !this.#isSomeoneSilent();
      quietTurns = isQuiet ? quietTurns + 1 : 0;
    }
    const arrived = this.#arrived.toSorted(inOrder);
    const release = this.#release;
    this.#arrived = [];
    this.#release = undefined;
    for (const { handle } of arrived) handle();
    release?.();
  }

  #isSomeoneSilent(): boolean {
    const nowMs = realMs();
    for (const { untilMs } of this.#silent.values()) if (untilMs > nowMs) return true;
    return false;
  }
}

/** Ranks may be infinite, so they cannot be subtracted. */
function inOrder(a: Arrival, b: Arrival): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
