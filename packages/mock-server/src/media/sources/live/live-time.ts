import { maxAudioBacklogMs } from '../../../policies.js';
import { SLACK_MS } from '../../pacer.js';
import type { MeetingContext } from '../media-source.js';

/**
 * Audio is kept for as long as an app may request it, plus this margin in milliseconds: the longest packet, and a burst
 * of packets, begin earlier.
 */
const MARGIN_MS = 2000;

/** The current position in one meeting. All times are milliseconds since the meeting began. */
export class LiveTime {
  readonly #context: MeetingContext;
  readonly #keptMs: number;

  constructor(context: MeetingContext) {
    this.#context = context;
    this.#keptMs = maxAudioBacklogMs(context.clock) + MARGIN_MS;
  }

  get nowMs(): number {
    return this.#context.clock.now() - this.#context.originMs;
  }

  /** Audio before this position is discarded. */
  get oldestMs(): number {
    return this.nowMs - this.#keptMs;
  }

  /** Index of the last packet or frame that is due, counted from the beginning of the meeting. */
  dueIndex(intervalMs: number): number {
    return Math.floor((this.nowMs + SLACK_MS) / intervalMs);
  }

  /** Index of the first packet all of whose audio is kept. */
  oldestIndex(intervalMs: number): number {
    return Math.max(0, Math.ceil(this.oldestMs / intervalMs) + 1);
  }
}
