import type { RecordedKind } from '../recorded-message.js';
import { Activity } from './activity.js';
import { Histogram } from './histogram.js';

/** A time without any message of a media type that sends regularly. */
export interface Gap {
  /** Time of the last message before it, in milliseconds of the cassette. */
  readonly atMs: number;
  /** Length in milliseconds. */
  readonly lengthMs: number;
}

/** Figures of one media type of one stream. */
export interface MediaReport {
  readonly type: RecordedKind;
  /** Number of messages. */
  readonly messages: number;
  /** Size of the payload before base64, of transcript and chat the length of their UTF-8. */
  readonly bytes: number;
  /** Times of the first and the last message, in milliseconds of the cassette. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Mean number of messages in a second. */
  readonly perSecond: number;
  /** Number of gaps; 0 for transcript and chat, which send when there is something. */
  readonly gapCount: number;
  /** The longest gaps, longest first. */
  readonly gaps: readonly Gap[];
  /**
   * Delay of messages against their timestamps, compared with the earliest one, in milliseconds. `undefined`
   * without timestamps.
   */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number } | undefined;
  /** Messages over time. */
  readonly activity: { readonly columnMs: number; readonly counts: readonly number[] };
}

/** Gaps that a report keeps. */
const MAX_GAPS = 20;

/** Shortest gap of media that sends more often than that, in milliseconds. */
const MIN_GAP_MS = 200;

/** Intervals without a message from which a gap is one. */
const GAP_INTERVALS = 3;

/** Types that send regularly. */
const REGULAR: readonly RecordedKind[] = ['audio', 'video', 'deskshare'];

/** Collects the figures of one media type. */
export class MediaFigures {
  readonly #type: RecordedKind;
  readonly #activity = new Activity();
  readonly #delays = new Histogram();
  #gaps: Gap[] = [];
  #gapCount = 0;
  #messages = 0;
  #bytes = 0;
  #firstMs = 0;
  #lastMs = 0;
  /** Difference between arrival and timestamp of the first message. */
  #firstDelayMs: number | undefined;
  #minDelayMs = Infinity;

  constructor(type: RecordedKind) {
    this.#type = type;
  }

  /**
   * Adds a message.
   *
   * @param timestampMs timestamp in the message, Unix milliseconds
   * @param intervalMs time between two messages as it was granted
   */
  add(ms: number, bytes: number, timestampMs: number | undefined, intervalMs: number): void {
    if (this.#messages === 0) this.#firstMs = ms;
    else this.#addGap(ms, intervalMs);
    this.#messages += 1;
    this.#bytes += bytes;
    this.#lastMs = ms;
    this.#activity.add(ms);
    if (timestampMs !== undefined) this.#addDelay(ms - timestampMs);
  }

  #addGap(ms: number, intervalMs: number): void {
    const lengthMs = ms - this.#lastMs;
    if (!REGULAR.includes(this.#type) || lengthMs < Math.max(MIN_GAP_MS, GAP_INTERVALS * intervalMs)) return;
    this.#gapCount += 1;
    this.#gaps.push({ atMs: this.#lastMs, lengthMs });
    if (this.#gaps.length <= MAX_GAPS) return;
    this.#gaps = this.#gaps.toSorted((a, b) => b.lengthMs - a.lengthMs).slice(0, MAX_GAPS);
  }

  #addDelay(delayMs: number): void {
    this.#firstDelayMs ??= delayMs;
    const relativeMs = delayMs - this.#firstDelayMs;
    this.#delays.add(relativeMs);
    this.#minDelayMs = Math.min(this.#minDelayMs, relativeMs);
  }

  /** Number of messages until now. */
  get messages(): number {
    return this.#messages;
  }

  /** Returns the figures. */
  report(): MediaReport {
    const lengthMs = this.#lastMs - this.#firstMs;
    const { columnMs, counts } = this.#activity;
    return {
      type: this.#type,
      messages: this.#messages,
      bytes: this.#bytes,
      firstMs: this.#firstMs,
      lastMs: this.#lastMs,
      perSecond: lengthMs > 0 ? ((this.#messages - 1) / lengthMs) * 1000 : 0,
      gapCount: this.#gapCount,
      gaps: this.#gaps.toSorted((a, b) => b.lengthMs - a.lengthMs),
      lateness: this.#lateness(),
      activity: { columnMs, counts },
    };
  }

  #lateness(): MediaReport['lateness'] {
    if (this.#delays.total === 0) return undefined;
    const lateBy = (fraction: number): number =>
      Math.max(0, Math.round(this.#delays.quantile(fraction) - this.#minDelayMs));
    return { p50: lateBy(0.5), p99: lateBy(0.99), max: lateBy(1) };
  }
}
