/** What of a recording is whose, when several people are heard in one. */
import { isSingleParticipant, isSelected, type AudioSelection } from '../media-source.js';
import type { RecordedPerson } from './recorded-person.js';
import { joinSpans, withoutSpans, type Spans } from './spans.js';

/**
 * The part of the sound that belongs to a selection; `undefined`: all of it. One voice is heard in its lines and
 * nowhere else. A mix is everything, music and noises too, but for lines of those who are not in it.
 */
export function partOfSound(
  people: readonly RecordedPerson[],
  selection: AudioSelection,
  soundMs: number,
): Spans | undefined {
  if (isSingleParticipant(selection)) {
    const lines = people[selection.participant]?.lines;
    return lines && joinSpans(lines);
  }
  const linesOf = (isIn: boolean): Spans =>
    joinSpans(
      people.flatMap(({ lines = [] }, index) => (isSelected(selection, index) === isIn ? lines : [])),
    );
  const foreign = withoutSpans(linesOf(false), linesOf(true));
  return foreign.length === 0 ? undefined : withoutSpans([{ startMs: 0, endMs: soundMs }], foreign);
}
