import type { Clock } from '@rtms-mock/protocol';
import type { MediaSocket } from '../meetings/stream-sockets.js';

/** Sockets that are pinged for one call, so that many connections cost no more than a tenth of a core. */
const MAX_PINGS = 1000;

/** Portions in which they are pinged, so that media between them is not late. */
const PORTIONS = 40;

/** Real time between two portions, in milliseconds. */
const PORTION_MS = 15;

/** The latest ping of a socket. */
interface Ping {
  /** Clock time at which it was sent, in milliseconds; `undefined` once it is answered. */
  sentMs: number | undefined;
  /** Time until the latest answer, in milliseconds. */
  lagMs: number;
}

/**
 * Measures how far the readers of media are behind. A WebSocket ping waits behind all media that was sent before it, in the
 * buffers of the kernel and of the network too, which nothing else shows: every WebSocket library answers it when it has read
 * that media.
 */
export class ReaderProbe {
  readonly #clock: Clock;
  readonly #pings = new WeakMap<MediaSocket, Ping>();
  /** Position of the socket that is pinged next. */
  #next = 0;

  /** `clock`: that of the meetings. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Pings the sockets that have answered, within a second. */
  ping(sockets: readonly MediaSocket[]): void {
    const count = Math.min(MAX_PINGS, sockets.length);
    const from = this.#next < sockets.length ? this.#next : 0;
    const chosen = [...sockets.slice(from), ...sockets.slice(0, from)].slice(0, count);
    this.#next = from + count;
    const size = Math.ceil(count / PORTIONS);
    const portionMs = PORTION_MS * (this.#clock.speed ?? 1);
    for (let index = 0; index * size < count; index += 1) {
      const portion = chosen.slice(index * size, (index + 1) * size);
      this.#clock.after(index * portionMs, () => {
        for (const socket of portion) this.#pingOne(socket);
      });
    }
  }

  /** Time by which the reader of a socket is behind, in milliseconds of the clock; 0 if it was never pinged. */
  lagMs(socket: MediaSocket): number {
    const ping = this.#pings.get(socket);
    if (ping === undefined) return 0;
    return ping.sentMs === undefined ? ping.lagMs : Math.max(ping.lagMs, this.#clock.now() - ping.sentMs);
  }

  #pingOne(media: MediaSocket): void {
    const { socket } = media.channel;
    if (media.stateName !== 'streaming' || socket.ping === undefined) return;
    const ping = this.#pings.get(media) ?? { sentMs: undefined, lagMs: 0 };
    if (ping.sentMs !== undefined) return;
    this.#pings.set(media, ping);
    const sentMs = this.#clock.now();
    ping.sentMs = sentMs;
    socket.ping(() => {
      ping.sentMs = undefined;
      ping.lagMs = this.#clock.now() - sentMs;
    });
  }
}
