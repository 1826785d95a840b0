/** Turns of the active speaker, from utterances that may overlap. */
import type { Utterance } from './media-source.js';

/** A position from which on a participant is the active speaker. */
export interface SpeakerTurn {
  /** Position in the source, in milliseconds. */
  readonly atMs: number;
  /** Index of the participant. */
  readonly speaker: number;
}

/**
 * Returns the turns in order. Of several participants who speak at once the last to begin is the active speaker; when
 * that one ends, it is again the one who still speaks. In a pause it is the last speaker.
 *
 * @param utterances in order of `startMs`
 */
export function speakerTurns(utterances: readonly Utterance[]): readonly SpeakerTurn[] {
  const positions = [...new Set(utterances.flatMap(({ startMs, endMs }) => [startMs, endMs]))];
  const turns: SpeakerTurn[] = [];
  let speaking: Utterance[] = [];
  let next = 0;
  for (const atMs of positions.toSorted((a, b) => a - b)) {
    speaking = speaking.filter(({ endMs }) => endMs > atMs);
    for (; (utterances[next]?.startMs ?? Infinity) <= atMs; next++)
      speaking.push(utterances[next] as Utterance);
    const speaker = speaking.at(-1)?.speaker ?? turns.at(-1)?.speaker;
    if (speaker !== undefined && speaker !== turns.at(-1)?.speaker) turns.push({ atMs, speaker });
  }
  return turns;
}

/** Returns the active speaker at a position; before the first turn, the speaker of the last one. */
export function speakerAt(turns: readonly SpeakerTurn[], positionMs: number): number | undefined {
  let [low, high] = [0, turns.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((turns[middle]?.atMs ?? Infinity) <= positionMs) low = middle + 1;
    else high = middle;
  }
  return turns.at(low - 1)?.speaker;
}
