import type { Cancel } from '@rtms-mock/protocol';

/** How a stream of frames is read. */
export interface StreamOptions {
  /** Ends the stream, without an error; what waits is dropped. */
  readonly signal?: AbortSignal;
  /**
   * How many frames may wait for a slow reader; when one more comes, the oldest is dropped and counted.
   * Default 500: ten seconds of one speaker's audio in packets of 20 ms. There is no way to make the service
   * wait: media is live, and what is not read would only be dropped there.
   */
  readonly maxWaiting?: number;
}

/** What a stream is fed with. */
export interface FrameSource<Frame> {
  /** Calls back with each frame from now on, until cancelled. */
  frames(next: (frame: Frame) => void): Cancel;
  /** Calls back once when no more can come; with an error where joining failed. */
  ended(done: (error?: Error) => void): Cancel;
}

const DEFAULT_MAX_WAITING = 500;

type Waiting<Frame> = {
  readonly resolve: (result: IteratorResult<Frame, undefined>) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Frames for `for await`. Collects from the moment it is made; ends when the stream is left, after what waits
 * has been read. One reader: every call of `client.audio()` makes another stream, and each gets every frame.
 */
export class FrameStream<Frame>
  implements AsyncIterableIterator<Frame, undefined, undefined>, AsyncDisposable
{
  readonly #maxWaiting: number;
  readonly #waiting: Frame[] = [];
  readonly #readers: Waiting<Frame>[] = [];
  readonly #cancels: Cancel[];
  #dropped = 0;
  #ended: { readonly error: Error | undefined } | undefined;

  constructor(source: FrameSource<Frame>, { signal, maxWaiting = DEFAULT_MAX_WAITING }: StreamOptions = {}) {
    if (!Number.isInteger(maxWaiting) || maxWaiting < 1) {
      throw new RangeError(`maxWaiting must be a whole number of at least 1, found ${maxWaiting}`);
    }
    this.#maxWaiting = maxWaiting;
    const abort = (): void => void this.return();
    this.#cancels = [
      source.frames((frame) => this.#take(frame)),
      source.ended((error) => this.#end(error)),
      () => signal?.removeEventListener('abort', abort),
    ];
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  }

  /** Frames that were dropped because the reader was too slow. */
  get dropped(): number {
    return this.#dropped;
  }

  next(): Promise<IteratorResult<Frame, undefined>> {
    const frame = this.#waiting.shift();
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

  /** Ends the stream, as `break` does. */
  return(): Promise<IteratorResult<Frame, undefined>> {
    this.#waiting.length = 0;
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #take(frame: Frame): void {
    const reader = this.#readers.shift();
    if (reader) {
      reader.resolve({ done: false, value: frame });
      return;
    }
    this.#waiting.push(frame);
    if (this.#waiting.length <= this.#maxWaiting) return;
    this.#waiting.shift();
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
