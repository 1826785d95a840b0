import type { Stream } from './stream.js';

/**
 * Streams by id. The rest of the server finds streams only through this interface, so that they could run in another
 * process.
 */
export interface StreamRegistry {
  /** Finds a stream, ended ones included. */
  find(streamId: string): Stream | undefined;
  /** Returns all streams, oldest first. */
  all(): readonly Stream[];
  /** Adds a stream. */
  add(stream: Stream): void;
  /** Removes a stream. Does nothing if there is none with this id. */
  remove(streamId: string): void;
}

/** Creates a registry for the streams of this process. */
export function createStreamRegistry(): StreamRegistry {
  const streams = new Map<string, Stream>();
  return {
    find: (streamId) => streams.get(streamId),
    all: () => [...streams.values()],
    add: (stream) => {
      streams.set(stream.streamId, stream);
    },
    remove: (streamId) => {
      streams.delete(streamId);
    },
  };
}
