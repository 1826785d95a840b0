import type { Stream } from '../meetings/stream.js';

/** Limits of what a server remembers of streams that have ended. */
export const ENDED_STREAM_LIMITS = {
  /** Ended streams that can be looked up and started again; the one that ended first is forgotten first. */
  streams: 100,
  /** Time after its end at which a stream is forgotten, in seconds of real time. */
  ageSeconds: 3600,
  /** Ids of forgotten streams that are kept, so that a request for one can be told from a wrong id. */
  forgottenIds: 10_000,
} as const;

/** Functions that {@link EndedStreams} uses. */
export interface EndedStreamsContext {
  /** Wall-clock time, in seconds. */
  readonly nowSeconds: () => number;
  /** Removes everything that is held for a stream. */
  readonly forget: (streamId: string) => void;
}

/** The streams of a server that have ended, so that old ones can be forgotten. */
export class EndedStreams {
  readonly #context: EndedStreamsContext;
  /** Time of the end by stream id, oldest first. */
  readonly #ended = new Map<string, number>();
  readonly #forgotten = new Set<string>();

  constructor(context: EndedStreamsContext) {
    this.#context = context;
  }

  /** Notes that a stream has ended, and forgets those beyond the limits. */
  add(streamId: string): void {
    this.#ended.delete(streamId);
    this.#ended.set(streamId, this.#context.nowSeconds());
    this.expire();
  }

  /** Notes that a stream was started again. */
  remove(streamId: string): void {
    this.#ended.delete(streamId);
  }

  /** Forgets streams beyond the limits. */
  expire(): void {
    const oldestSeconds = this.#context.nowSeconds() - ENDED_STREAM_LIMITS.ageSeconds;
    for (const [streamId, endedSeconds] of this.#ended) {
      if (this.#ended.size <= ENDED_STREAM_LIMITS.streams && endedSeconds > oldestSeconds) return;
      this.#ended.delete(streamId);
      this.#context.forget(streamId);
      this.#keepId(streamId);
    }
  }

  /** True for a stream that existed and was forgotten. */
  hasForgotten(streamId: string): boolean {
    return this.#forgotten.has(streamId);
  }

  #keepId(streamId: string): void {
    this.#forgotten.add(streamId);
    const [oldest] = this.#forgotten;
    if (this.#forgotten.size > ENDED_STREAM_LIMITS.forgottenIds && oldest !== undefined) {
      this.#forgotten.delete(oldest);
    }
  }
}

/**
 * Returns true for a stream that was announced to its app and has not ended, and while its cassette still plays: the last
 * webhook and the closes of sockets come after the end of a stream.
 */
export function isRunning({ state, webhooks, tape }: Stream): boolean {
  if (tape?.isPlaying === true) return true;
  return state !== 'terminated' && (state !== 'created' || webhooks.isAnnounced);
}
