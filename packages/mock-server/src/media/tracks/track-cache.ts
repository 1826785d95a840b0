/** One copy of each track, for as long as somebody plays it. */
import type { Track } from './track.js';

/** Finds the track for a key, or makes it. */
export interface TrackCache {
  /**
   * Calls that come while a track is being made wait for that one; when making fails, the next call
   * tries again. `keep` holds the track for good: for small tracks that take long to make.
   */
  getOrMake(
    key: string,
    make: () => Track | Promise<Track>,
    options?: { readonly keep?: boolean },
  ): Promise<Track>;
}

/**
 * Holds tracks weakly: any number of meetings share one, and the memory is free again when the last
 * of them has ended, whatever names and formats were asked for over the life of the process.
 */
export function createTrackCache(): TrackCache {
  const made = new Map<string, WeakRef<Track>>();
  const kept = new Set<Track>();
  const inTheMaking = new Map<string, Promise<Track>>();
  const collected = new FinalizationRegistry<string>((key) => {
    if (made.get(key)?.deref() === undefined) made.delete(key);
  });
  return {
    async getOrMake(key, make, { keep = false } = {}) {
      const known = made.get(key)?.deref();
      if (known) return known;
      // Somebody else's attempt may fail for their own reasons (they gave up waiting): then make it here.
      // Only wait when there is something to wait for: a pause here would let a second caller start over.
      const running = inTheMaking.get(key);
      const shared = running && (await running.catch(() => undefined));
      if (shared) return shared;
      const making = Promise.resolve().then(make);
      inTheMaking.set(key, making);
      try {
        const track = await making;
        made.set(key, new WeakRef(track));
        collected.register(track, key);
        if (keep) kept.add(track);
        return track;
      } finally {
        inTheMaking.delete(key);
      }
    },
  };
}
