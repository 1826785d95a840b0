import type { Stream } from './stream.js';

/**
 * Streams by id. Behind this interface they could live in another process; the rest of the server asks
 * for them only here.
 */
export interface StreamRegistry {
  find(streamId: string): Stream | undefined;
  /** Oldest first. */
  all(): readonly Stream[];
  add(stream: Stream): void;
}

/** Streams of this process. */
export function createStreamRegistry(): StreamRegistry {
  const streams = new Map<string, Stream>();
  return {
    find: (streamId) => streams.get(streamId),
    all: () => [...streams.values()],
    add: (stream) => {
      streams.set(stream.streamId, stream);
    },
  };
}
