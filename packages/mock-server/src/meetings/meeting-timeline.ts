import type { Clock } from '@rtms-mock/protocol';

/**
 * Meetings start at multiples of this many milliseconds, so that the packets of many meetings are due at the same time
 * and share one wake-up of the process.
 */
const ORIGIN_GRID_MS = 5;

/** Min length of an audio packet, in milliseconds (PROTOCOL.md §11.1). */
const MIN_PACKET_MS = 20;

/** Timeline of one meeting: converts between clock time, position in the meeting and Unix time. */
export class MeetingTimeline {
  readonly clock: Clock;
  /** Clock time at position 0, in milliseconds. */
  readonly originMs: number;
  /** Unix time at position 0, in milliseconds, without the jumps of the clock. */
  readonly #originUnixMs: number;

  constructor(clock: Clock) {
    const nowMs = clock.now();
    this.clock = clock;
    this.originMs = Math.floor(nowMs / ORIGIN_GRID_MS) * ORIGIN_GRID_MS;
    const unixMs = clock.unixMs();
    this.#originUnixMs = unixMs - (nowMs - this.originMs) - (clock.jumpedMs ?? 0);
  }

  /** Position at a clock time, both in milliseconds. */
  positionMs(nowMs: number): number {
    return nowMs - this.originMs;
  }

  /** Current position, in milliseconds. */
  get positionNowMs(): number {
    return this.positionMs(this.clock.now());
  }

  /** Timestamp on the wire for a position, in whole Unix milliseconds. Follows jumps of the system's clock. */
  unixMsAt(positionMs: number): number {
    return Math.round(this.#originUnixMs + positionMs + (this.clock.jumpedMs ?? 0));
  }

  /**
   * Clock time at which the media of a stream begins that is started at `nowMs`. In a meeting that was created just
   * now, this is the first packet, so that the first timestamp equals that of the webhook (PROTOCOL.md §14.4).
   */
  streamStartMs(nowMs: number): number {
    return this.positionMs(nowMs) < MIN_PACKET_MS ? this.originMs : nowMs;
  }
}
