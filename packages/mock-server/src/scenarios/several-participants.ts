/** Entries of a timeline that perform their step for several participants, one after the other. */
import { dataKind } from '../input/kinds.js';
import { good, mustBe } from '../input/reading.js';
import type { ParticipantRange, TimelineEntry } from './scenario.js';
import type { Step } from './steps/index.js';

/** Max number of participants of a meeting. */
export const MAX_PARTICIPANTS = 500;

const RANGE_FORM = 'positions of participants such as "3-50"';

/** Positions of participants, counted from 1: `3-50`. */
export const PARTICIPANT_RANGE = dataKind<ParticipantRange>(RANGE_FORM, (value) => {
  const [, from, to] = (typeof value === 'string' && /^(\d{1,4})\s*-\s*(\d{1,4})$/.exec(value)) || [];
  const range = { first: Number(from), last: Number(to) };
  return range.first >= 1 && range.first <= range.last ? good(range) : mustBe(RANGE_FORM, value);
});

/** Returns how often an entry performs its step. */
export function performances({ every, participants }: TimelineEntry): number {
  return participants ? participants.last - participants.first + 1 : (every?.times ?? 1);
}

/** Returns the step of a performance, counted from 0. */
export function stepAt({ step, participants }: TimelineEntry, performance: number): Step {
  if (!participants || !('participant' in step)) return step;
  return { ...step, participant: participants.first + performance };
}

/**
 * Returns true if a step of the entry is about a participant.
 *
 * @param position counts from 1
 */
export function concerns({ step, participants }: TimelineEntry, name: string, position: number): boolean {
  if (!('participant' in step)) return false;
  if (participants) return position >= participants.first && position <= participants.last;
  const { participant } = step;
  return typeof participant === 'number'
    ? participant === position
    : participant.toLowerCase() === name.toLowerCase();
}
