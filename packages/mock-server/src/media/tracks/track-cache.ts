/** Shares one copy of each track while it is in use. */
import type { Track } from './track.js';

/** Finds or creates the track for a key. */
export interface TrackCache {
  /**
   * Returns the track for a key. Concurrent calls wait for the same `make`; when it fails, the next call tries again.
   * `keep` holds the track permanently: for small tracks that are expensive to create.
   */
  getOrMake(
    key: string,
    make: () => Track | Promise<Track>,
    options?: { readonly keep?: boolean },
  ): Promise<Track>;
}

/**
 * Creates a cache that holds tracks weakly: any number of meetings share a track, and its memory is released when the
 * last of them has ended, however many names and formats are requested over the life of the process.
 */
export function createTrackCache(): TrackCache {
  const tracks = new Map<string, WeakRef<Track>>();
  const kept = new Set<Track>();
  const pending = new Map<string, Promise<Track>>();
  const collected = new FinalizationRegistry<string>((key) => {
    if (tracks.get(key)?.deref() === undefined) tracks.delete(key);
  });
  return {
    async getOrMake(key, make, { keep = false } = {}) {
      const cached = tracks.get(key)?.deref();
      if (cached) return cached;
      // The call of another caller may fail for a reason of its own (an abort); then this one calls `make` itself.
      // It awaits only when there is a promise: an `await` without one would let a second caller call `make` too.
      const running = pending.get(key);
      const shared = running && (await running.catch(() => undefined));
      if (shared) return shared;
      const making = Promise.resolve().then(make);
      pending.set(key, making);
      try {
        const track = await making;
        tracks.set(key, new WeakRef(track));
        collected.register(track, key);
        if (keep) kept.add(track);
        return track;
      } finally {
        pending.delete(key);
      }
    },
  };
}
