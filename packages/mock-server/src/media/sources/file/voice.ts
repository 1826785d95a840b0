/**
 * The audio of one participant without its silences, as the service sends it: the timestamps show the gaps
 * (PROTOCOL.md §12.1).
 */
import type { Track } from '../../tracks/track.js';
import { SILENCE_RMS, WINDOW_MS } from './loudest-speaker.js';

/** Windows before and after speech that are sent with it, so that the beginning of a word is not cut off. */
const MARGIN_WINDOWS = 1;

/**
 * Leaves out the silent chunks of a track.
 *
 * @param levels RMS level of each window of the recording
 */
export function voiceTrack(track: Track, levels: Float64Array, loopMs: number): Track {
  const levelAt = (index: number): number => {
    const window = Math.floor(((index * track.intervalMs) % loopMs) / WINDOW_MS);
    return Math.max(...levels.subarray(Math.max(0, window - MARGIN_WINDOWS), window + MARGIN_WINDOWS + 1), 0);
  };
  return {
    length: track.length,
    intervalMs: track.intervalMs,
    chunkAt: (index) => (levelAt(index) < SILENCE_RMS ? undefined : track.chunkAt(index)),
    levelAt,
  };
}
