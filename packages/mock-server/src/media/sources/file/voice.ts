/**
 * One person's sound without its silences, as the service sends it: gaps show in the timestamps
 * (PROTOCOL.md §12.1).
 */
import type { Track } from '../../tracks/track.js';
import { SILENCE, WINDOW_MS } from './loudest.js';

/** Sound just before and after speech belongs to it. */
const MARGIN_WINDOWS = 1;

/** `levels`: root mean square of each window of the recording. */
export function voiceTrack(track: Track, levels: Float64Array, loopMs: number): Track {
  const levelAt = (index: number): number => {
    const window = Math.floor(((index * track.intervalMs) % loopMs) / WINDOW_MS);
    return Math.max(...levels.subarray(Math.max(0, window - MARGIN_WINDOWS), window + MARGIN_WINDOWS + 1), 0);
  };
  return {
    length: track.length,
    intervalMs: track.intervalMs,
    chunkAt: (index) => (levelAt(index) < SILENCE ? undefined : track.chunkAt(index)),
    levelAt,
  };
}
