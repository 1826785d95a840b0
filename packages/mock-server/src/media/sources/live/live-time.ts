import { MAX_AUDIO_BACKLOG_MS } from '../../../settings.js';
import { SLACK_MS } from '../../pacer.js';
import type { MeetingStage } from '../media-source.js';

/** Sound is kept for as long as an app may ask for it; the longest packet, and a burst of them, begin before. */
const KEPT_MS = MAX_AUDIO_BACKLOG_MS + 2000;

/** The position of one meeting. Everything in milliseconds since it began. */
export class LiveTime {
  readonly #stage: MeetingStage;

  constructor(stage: MeetingStage) {
    this.#stage = stage;
  }

  get nowMs(): number {
    return this.#stage.clock.now() - this.#stage.originMs;
  }

  /** Sound before this is gone. */
  get oldestMs(): number {
    return this.nowMs - KEPT_MS;
  }

  /** The number of the last packet or picture that is due, counted from the beginning of the meeting. */
  dueIndex(intervalMs: number): number {
    return Math.floor((this.nowMs + SLACK_MS) / intervalMs);
  }

  /** The number of the first packet that is wholly kept. */
  oldestIndex(intervalMs: number): number {
    return Math.max(0, Math.ceil(this.oldestMs / intervalMs) + 1);
  }
}
