/** Detection of the active speaker from the level of recordings. */
import type { AudioFormat } from '../../tracks/track.js';
import { prepareAudio } from './audio-preparation.js';
import { maxDurationMs, type ConversionTools } from './conversion.js';
import { scanFile } from './frame-index.js';
import { recordingsOf, type RecordedParticipant } from './recorded-participant.js';
import type { Recording } from './recording.js';

/** Sufficient for measuring levels, and cheap. */
const FORMAT: AudioFormat = { codec: 'L16', sampleRateHz: 8000, channels: 1, intervalMs: 20 };

/** Length of the windows whose level is compared, in milliseconds: the min length of a turn. */
export const WINDOW_MS = 400;

/** RMS level below which audio counts as silence: −46 dBFS. */
export const SILENCE_RMS = 164;

/** Factor by which the next speaker must be louder than the current one: 6 dB. */
const TAKE_OVER_FACTOR = 2;

const WINDOW_BYTES = (FORMAT.sampleRateHz / 1000) * WINDOW_MS * 2;

/**
 * Measures the levels of all recordings. Returns a function that tells the index of the active speaker at a position
 * in milliseconds: in a pause the last speaker, at the beginning the first one to speak. Rejects as `prepareAudio`
 * does.
 */
export async function followLoudestSpeaker(
  tools: ConversionTools,
  participants: readonly RecordedParticipant[],
  signal?: AbortSignal,
): Promise<(positionMs: number) => number> {
  const levels: Float64Array[] = [];
  for (const { recording } of participants) {
    levels.push(recording?.hasAudio ? await levelsOf(tools, recording, signal) : new Float64Array(0));
  }
  const windows = Math.ceil(maxDurationMs(recordingsOf(participants)) / WINDOW_MS);
  const speakers = new Int32Array(windows);
  let current = -1;
  for (let window = 0; window < windows; window++) {
    const levelOf = (index: number): number => levels[index]?.[window] ?? 0;
    const loudest = participants.reduce(
      (best, _, index) => (levelOf(index) > levelOf(best) ? index : best),
      0,
    );
    const isCurrentSilent = levelOf(current) < SILENCE_RMS;
    const threshold = Math.max(SILENCE_RMS, isCurrentSilent ? 0 : levelOf(current) * TAKE_OVER_FACTOR);
    if (loudest !== current && levelOf(loudest) > threshold) {
      if (current < 0) speakers.fill(loudest, 0, window);
      current = loudest;
    }
    speakers[window] = Math.max(0, current);
  }
  return (positionMs) => speakers[Math.floor(positionMs / WINDOW_MS)] ?? 0;
}

/** Returns the RMS level of each window of {@link WINDOW_MS}. */
export async function levelsOf(
  tools: ConversionTools,
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
