import type { Clock } from '@rtms-mock/protocol';
import type { MediaSocket } from '../meetings/stream-sockets.js';

/** Sockets that are pinged for one call, so that many connections cost no more than a tenth of a core. */
const MAX_PINGS = 1000;

/** Portions in which they are pinged, so that media between them is not late. */
const PORTIONS = 40;

/** Real time over which the portions of one call are spread evenly, in milliseconds. */
const SPREAD_MS = 1000;

/** Real time for which an answer counts, in milliseconds: longer than Prometheus waits between two requests. */
const MAX_ANSWER_AGE_MS = 120_000;

/** The latest pings of a socket. */
interface Ping {
  /** Clock time at which it was sent, in milliseconds; `undefined` once it is answered. */
  sentMs: number | undefined;
  /** Longest time until an answer since the latest call, else that of the last answer, in milliseconds. */
  lagMs: number;
  /** Clock time of the last answer, in milliseconds. */
  answeredMs: number;
  /** True if no answer came since the latest call. */
  isOld: boolean;
}

/**
 * Measures how far the readers of media are behind. A WebSocket ping waits behind all media that was sent before it, in the
 * buffers of the kernel and of the network too, which nothing else shows: every WebSocket library answers it when it has read
 * that media. The moments are random: at even intervals, an app that is busy once per second would be asked always while it
 * is busy, or never.
 */
export class ReaderProbe {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #random: () => number;
  readonly #pings = new WeakMap<MediaSocket, Ping>();
  /** Position of the socket that is pinged next. */
  #next = 0;
  /** Portions of the latest call whose moment has not come. */
  #portionsLeft = 0;

  /** `clock`: that of the meetings. `random`: numbers from 0 to below 1. */
  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#speed = clock.speed ?? 1;
    this.#random = random;
  }

  /**
   * Pings the sockets that have answered, each at a random moment within a second. Does nothing while those of an earlier call
   * are not all pinged, as in virtual time that stands still.
   */
  ping(sockets: readonly MediaSocket[]): void {
    if (this.#portionsLeft > 0) return;
    const count = Math.min(MAX_PINGS, sockets.length);
    const from = this.#next < sockets.length ? this.#next : 0;
    const chosen = [...sockets.slice(from), ...sockets.slice(0, from)].slice(0, count);
    this.#next = from + count;
    for (const socket of sockets) {
      const ping = this.#pings.get(socket);
      if (ping) ping.isOld = true;
    }
    const size = Math.ceil(count / PORTIONS);
    const portions = count === 0 ? 0 : Math.ceil(count / size);
    const spreadMs = SPREAD_MS * this.#speed;
    const phase = this.#random();
    this.#portionsLeft = portions;
    for (let index = 0; index < portions; index += 1) {
      const portion = chosen.slice(index * size, (index + 1) * size);
      this.#clock.after(((index / portions + phase) % 1) * spreadMs, () => {
        this.#portionsLeft -= 1;
        for (const socket of portion) this.#pingOne(socket);
      });
    }
  }

  /**
   * Time by which the reader of a socket is behind, in milliseconds of the clock; 0 if it was not pinged in the last two
   * minutes.
   */
  lagMs(socket: MediaSocket): number {
    const ping = this.#pings.get(socket);
    if (ping === undefined) return 0;
    const nowMs = this.#clock.now();
    const answerMs = nowMs - ping.answeredMs <= MAX_ANSWER_AGE_MS * this.#speed ? ping.lagMs : 0;
    return ping.sentMs === undefined ? answerMs : Math.max(answerMs, nowMs - ping.sentMs);
  }

  #pingOne(media: MediaSocket): void {
    const { socket } = media.channel;
    if (media.stateName !== 'streaming' || socket.ping === undefined) return;
    const ping = this.#pings.get(media) ?? { sentMs: undefined, lagMs: 0, answeredMs: 0, isOld: true };
    if (ping.sentMs !== undefined) return;
    this.#pings.set(media, ping);
    const sentMs = this.#clock.now();
    ping.sentMs = sentMs;
    socket.ping(() => {
      ping.sentMs = undefined;
      ping.answeredMs = this.#clock.now();
      const lagMs = ping.answeredMs - sentMs;
      ping.lagMs = ping.isOld ? lagMs : Math.max(ping.lagMs, lagMs);
      ping.isOld = false;
    });
  }
}
