import { closest } from '../input/closest.js';
import { shown } from '../input/reading.js';
import { userIdOf } from '../meetings/participant.js';

/** The participants of a meeting, as far as a scenario alone determines them. */
export type KnownParticipants =
  /** The scenario names them. */
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** They come from a recording, which is not opened to read a scenario. */
  | { readonly kind: 'of-recording' }
  /** They come from the server's media: the built-in conversation, unless the server plays something else. */
  | { readonly kind: 'of-server' };

/** Names of the participants of the built-in conversation. */
export const BUILT_IN_PARTICIPANTS = ['Ana Ruiz', 'Bo Lind'] as const;

/** A participant of a step who is not, or may not be, a participant of the meeting. */
export interface ParticipantDoubt {
  /** True: no media could make this a participant of the meeting. */
  readonly isCertain: boolean;
  /** A clause that completes the name of the field. */
  readonly message: string;
}

/**
 * Checks the participant of a step.
 *
 * @param participant a name, a position from 1 or a user id.
 */
export function doubtAbout(
  participant: string | number,
  known: KnownParticipants,
): ParticipantDoubt | undefined {
  switch (known.kind) {
    case 'named': {
      if (isAmong(participant, known.names)) return undefined;
      const found = `found ${shown(participant)}${advice(participant, known.names)}`;
      return { isCertain: true, message: `names no participant: ${found}` };
    }
    case 'of-recording': {
      if (typeof participant === 'number') return undefined;
      return uncertain(participant, 'the participants are known only when the media is opened');
    }
    case 'of-server': {
      if (isAmong(participant, BUILT_IN_PARTICIPANTS)) return undefined;
      return uncertain(participant, `the built-in conversation has ${BUILT_IN_PARTICIPANTS.join(' and ')}`);
    }
  }
}

function uncertain(participant: string | number, reason: string): ParticipantDoubt {
  const message = `may name no participant: found ${shown(participant)}, and ${reason}; list the participants in the scenario to be certain`;
  return { isCertain: false, message };
}

function isAmong(participant: string | number, names: readonly string[]): boolean {
  return names.some((name, index) =>
    typeof participant === 'number'
      ? participant === index + 1 || participant === userIdOf(index)
      : participant.toLowerCase() === name.toLowerCase(),
  );
}

function advice(participant: string | number, names: readonly string[]): string {
  if (names.length === 0) return '; the scenario has no participants';
  const guess = typeof participant === 'string' ? closest(participant, names) : undefined;
  return guess === undefined ? `; participants are ${names.join(', ')}` : `; did you mean ${guess}?`;
}
