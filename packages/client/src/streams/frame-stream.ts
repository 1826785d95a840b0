import type { Cancel } from '@rtms-mock/protocol';

/** Options of a stream of frames. */
export interface StreamOptions {
  /** Ends the stream without an error. Frames in the queue are dropped. */
  readonly signal?: AbortSignal;
  /**
   * Max number of frames in the queue of a slow reader. One more drops the oldest, counted in `dropped`. The
   * service cannot be made to wait: media is live, and it would drop frames there.
   * @default 500 (10 seconds of one speaker's audio in packets of 20 ms)
   */
  readonly maxWaiting?: number;
}

/** The frames and the end of a stream. */
export interface FrameSource<Frame> {
  /** Calls `next` with each frame from now on, until cancelled. */
  frames(next: (frame: Frame) => void): Cancel;
  /** Calls `done` once after the last frame, with an error if joining failed. */
  ended(done: (error?: Error) => void): Cancel;
}

const DEFAULT_MAX_WAITING = 500;

/** A call of `next` that waits for a frame. */
type PendingRead<Frame> = {
  readonly resolve: (result: IteratorResult<Frame, undefined>) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Frames for `for await`. Queues frames from its creation on, and ends after the stream was left or has ended and
 * the queue was read. It has one reader; each call of `client.audio()` creates a stream of all frames.
 */
export class FrameStream<Frame>
  implements AsyncIterableIterator<Frame, undefined, undefined>, AsyncDisposable
{
  readonly #maxWaiting: number;
  readonly #queue: Frame[] = [];
  readonly #readers: PendingRead<Frame>[] = [];
  readonly #cancels: Cancel[];
  #dropped = 0;
  #ended: { readonly error: Error | undefined } | undefined;

  /** @throws RangeError if `maxWaiting` is not an integer of at least 1. */
  constructor(source: FrameSource<Frame>, { signal, maxWaiting = DEFAULT_MAX_WAITING }: StreamOptions = {}) {
    if (!Number.isInteger(maxWaiting) || maxWaiting < 1) {
      throw new RangeError(`maxWaiting must be an integer of at least 1, found ${maxWaiting}`);
    }
    this.#maxWaiting = maxWaiting;
    const abort = (): void => void this.return();
    this.#cancels = [
      source.frames((frame) => this.#add(frame)),
      source.ended((error) => this.#end(error)),
      () => signal?.removeEventListener('abort', abort),
    ];
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  }

  /** Number of frames that were dropped because the reader was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * The next frame; waits for it.
   * @throws RtmsError `join-failed`, once, if joining has failed.
   */
  next(): Promise<IteratorResult<Frame, undefined>> {
    const frame = this.#queue.shift();
    if (frame !== undefined) return Promise.resolve({ done: false, value: frame });
    if (!this.#ended) {
      return new Promise((resolve, reject) => {
        this.#readers.push({ resolve, reject });
      });
    }
    const { error } = this.#ended;
    this.#ended = { error: undefined };
    return error ? Promise.reject(error) : Promise.resolve({ done: true, value: undefined });
  }

  /** Ends the stream and drops the queue, as `break` does. */
  return(): Promise<IteratorResult<Frame, undefined>> {
    this.#queue.length = 0;
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #add(frame: Frame): void {
    const reader = this.#readers.shift();
    if (reader) {
      reader.resolve({ done: false, value: frame });
      return;
    }
    this.#queue.push(frame);
    if (this.#queue.length <= this.#maxWaiting) return;
    this.#queue.shift();
    this.#dropped += 1;
  }

  #end(error?: Error): void {
    if (this.#ended) return;
    for (const cancel of this.#cancels) cancel();
    const [first, ...others] = this.#readers.splice(0);
    this.#ended = { error: first ? undefined : error };
    if (first && error) first.reject(error);
    else first?.resolve({ done: true, value: undefined });
    for (const { resolve } of others) resolve({ done: true, value: undefined });
  }
}
