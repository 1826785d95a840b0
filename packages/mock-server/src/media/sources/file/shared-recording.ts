/** Division of the audio of a recording between several participants who speak in it. */
import { isSelected, isSingleParticipant, type AudioSelection } from '../media-source.js';
import type { RecordedParticipant } from './recorded-participant.js';
import { joinSpans, withoutSpans, type Spans } from './spans.js';

/**
 * Returns the part of the audio that belongs to a selection; `undefined` for all of it. The audio of a single
 * participant consists of their lines. A mix contains everything, including music and noise, except the lines of
 * participants who are not in the selection.
 */
export function partOfAudio(
  participants: readonly RecordedParticipant[],
  selection: AudioSelection,
  audioMs: number,
): Spans | undefined {
  if (isSingleParticipant(selection)) {
    const lines = participants[selection.participant]?.lines;
    return lines && joinSpans(lines);
  }
  const linesOf = (isIn: boolean): Spans =>
    joinSpans(
      participants.flatMap(({ lines = [] }, index) => (isSelected(selection, index) === isIn ? lines : [])),
    );
  // Lines may overlap: a moment in which a selected participant speaks too is heard.
  const excluded = withoutSpans(linesOf(false), linesOf(true));
  return excluded.length === 0 ? undefined : withoutSpans([{ startMs: 0, endMs: audioMs }], excluded);
}
