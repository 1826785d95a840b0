/** Tells from the sound who is speaking. */
import type { AudioFormat } from '../../tracks/track.js';
import { scanFile } from './frame-index.js';
import { longest, prepareAudio, type PreparationTools } from './preparation.js';
import { recordingsOf, type RecordedPerson } from './recorded-person.js';
import type { Recording } from './recording.js';

/** Enough to tell how loud a voice is, and cheap. */
const FORMAT: AudioFormat = { codec: 'L16', sampleRateHz: 8000, channels: 1, intervalMs: 20 };

/** How long somebody must be loudest at least. */
export const WINDOW_MS = 400;

/** Root mean square below which nobody is speaking: −46 dBFS. */
export const SILENCE = 164;

/** How much louder the next speaker must be than the one who is speaking: 6 dB. */
const TAKE_OVER = 2;

const WINDOW_BYTES = (FORMAT.sampleRateHz / 1000) * WINDOW_MS * 2;

/**
 * Listens to everybody's recording, and returns who speaks at a position in milliseconds. In a pause it is
 * the one who spoke last; at the beginning, the first who will speak. Errors are those of `prepareAudio`.
 */
export async function followLoudest(
  tools: PreparationTools,
  people: readonly RecordedPerson[],
  signal?: AbortSignal,
): Promise<(positionMs: number) => number> {
  const levels: Float64Array[] = [];
  for (const { recording } of people) {
    levels.push(recording?.hasAudio ? await levelsOf(tools, recording, signal) : new Float64Array(0));
  }
  const windows = Math.ceil(longest(recordingsOf(people)) / WINDOW_MS);
  const speakers = new Int32Array(windows);
  let current = -1;
  for (let window = 0; window < windows; window++) {
    const levelOf = (who: number): number => levels[who]?.[window] ?? 0;
    const loudest = people.reduce((best, _, who) => (levelOf(who) > levelOf(best) ? who : best), 0);
    const needed = Math.max(SILENCE, levelOf(current) < SILENCE ? 0 : levelOf(current) * TAKE_OVER);
    if (loudest !== current && levelOf(loudest) > needed) {
      if (current < 0) speakers.fill(loudest, 0, window);
      current = loudest;
    }
    speakers[window] = Math.max(0, current);
  }
  return (positionMs) => speakers[Math.floor(positionMs / WINDOW_MS)] ?? 0;
}

/** Root mean square of each window of {@link WINDOW_MS}. */
export async function levelsOf(
  tools: PreparationTools,
  recording: Recording,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { path } = await prepareAudio(tools, [recording], FORMAT, signal);
  const levels: number[] = [];
  await scanFile(path, (bytes) => {
    let at = 0;
    for (; at + WINDOW_BYTES <= bytes.length; at += WINDOW_BYTES) {
      let energy = 0;
      for (let i = at; i < at + WINDOW_BYTES; i += 2) energy += bytes.readInt16LE(i) ** 2;
      levels.push(Math.sqrt((energy * 2) / WINDOW_BYTES));
    }
    return at;
  });
  return Float64Array.from(levels);
}
