import type { Cancel, Clock } from '@rtms-mock/protocol';
import { MeetingPhases, PHASE_MS } from './meeting-phases.js';

/** Min length of an audio packet, in milliseconds (PROTOCOL.md §11.1). */
const MIN_PACKET_MS = 20;

/**
 * Timeline of one meeting: converts between clock time, position in the meeting and Unix time. It runs from the creation of
 * the meeting on, or stays at its first position until {@link start}.
 */
export class MeetingTimeline {
  readonly clock: Clock;
  /** Listeners of {@link whenStarted}; `undefined` once the timeline runs. */
  #waiting: Set<() => void> | undefined = new Set();
  readonly #phases: MeetingPhases;
  readonly #startPositionMs: number;
  #originMs = 0;
  /** Unix time at position 0, in milliseconds, without the jumps of the clock. */
  #originUnixMs = 0;

  /**
   * `waits`: the timeline stays at its first position until {@link start}. Default: false. `positionMs`: the first position,
   * in milliseconds. Default: 0. `phases`: those of all meetings of the server. Default: there are no others
   */
  constructor(
    clock: Clock,
    {
      waits = false,
      positionMs = 0,
      phases = new MeetingPhases(),
    }: {
      readonly waits?: boolean | undefined;
      readonly positionMs?: number | undefined;
      readonly phases?: MeetingPhases | undefined;
    } = {},
  ) {
    this.clock = clock;
    this.#phases = phases;
    this.#startPositionMs = Math.floor(positionMs / PHASE_MS) * PHASE_MS;
    if (!waits) this.start();
  }

  /** False while the timeline stays at its first position. */
  get hasStarted(): boolean {
    return this.#waiting === undefined;
  }

  /** Lets the timeline run from now on. Later calls do nothing. */
  start(): void {
    if (!this.#waiting) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const nowMs = this.clock.now();
    this.#originMs = this.#phases.begin(nowMs) - this.#startPositionMs;
    const unixMs = this.clock.unixMs();
    this.#originUnixMs = unixMs - (nowMs - this.#originMs) - (this.clock.jumpedMs ?? 0);
    for (const listener of waiting) listener();
  }

  /** Calls `listener` once when the timeline starts; at once if it runs already. */
  whenStarted(listener: () => void): Cancel {
    const waiting = this.#waiting;
    if (!waiting) {
      listener();
      return () => {};
    }
    waiting.add(listener);
    return () => waiting.delete(listener);
  }

  /** Clock time at position 0, in milliseconds; as if the timeline started now while it has not started. */
  get originMs(): number {
    return this.#waiting ? this.clock.now() - this.#startPositionMs : this.#originMs;
  }

  /** Clock time at the first position, in milliseconds; the current time while the timeline has not started. */
  get startMs(): number {
    return this.originMs + this.#startPositionMs;
  }

  /** Position at a clock time, both in milliseconds. */
  positionMs(nowMs: number): number {
    return this.#waiting ? this.#startPositionMs : nowMs - this.#originMs;
  }

  /** Current position, in milliseconds. */
  get positionNowMs(): number {
    return this.positionMs(this.clock.now());
  }

  /** Timestamp on the wire for a position, in whole Unix milliseconds. Follows jumps of the system's clock. */
  unixMsAt(positionMs: number): number {
    if (this.#waiting) return this.clock.unixMs() + Math.round(positionMs - this.#startPositionMs);
    return Math.round(this.#originUnixMs + positionMs + (this.clock.jumpedMs ?? 0));
  }

  /**
   * Clock time at which the media of a stream begins that is started at `nowMs`. In a meeting that was created just
   * now, this is the first packet, so that the first timestamp equals that of the webhook (PROTOCOL.md §14.4).
   */
  streamStartMs(nowMs: number): number {
    const sinceStartMs = this.positionMs(nowMs) - this.#startPositionMs;
    return sinceStartMs < MIN_PACKET_MS ? this.startMs : nowMs;
  }
}
