/** Whether the people of a timeline are people of the meeting, as far as a scenario alone can tell. */
import { closest } from '../input/closest.js';
import { userIdOf } from '../meetings/participant.js';
import { shown } from '../input/reading.js';

/** Who takes part. */
export type Cast =
  /** The scenario names them. */
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** A recording brings them, which is not opened for this. */
  | { readonly kind: 'of-recording' }
  /** Those of the server's media: of the built-in conversation, unless it plays something else. */
  | { readonly kind: 'of-server' };

/** Those of the built-in conversation. */
export const BUILT_IN_PEOPLE = ['Ana Ruiz', 'Bo Lind'] as const;

/** `isCertain`: whatever is played, nobody can be meant. `message` reads on from the name of a field. */
export interface Doubt {
  readonly isCertain: boolean;
  readonly message: string;
}

/** What is doubtful about a participant of a step: a name, a place from 1 or a user id. */
export function doubtAbout(who: string | number, cast: Cast): Doubt | undefined {
  switch (cast.kind) {
    case 'named': {
      if (isAmong(who, cast.names)) return undefined;
      return { isCertain: true, message: `names nobody: found ${shown(who)}${advice(who, cast.names)}` };
    }
    case 'of-recording': {
      if (typeof who === 'number') return undefined;
      const message = `may name nobody: whether ${shown(who)} takes part is known when the media is opened; list the participants to be sure`;
      return { isCertain: false, message };
    }
    case 'of-server': {
      if (isAmong(who, BUILT_IN_PEOPLE)) return undefined;
      const message = `may name nobody: the built-in conversation has ${BUILT_IN_PEOPLE.join(' and ')}, and not ${shown(who)}; list the participants to be sure`;
      return { isCertain: false, message };
    }
  }
}

function isAmong(who: string | number, names: readonly string[]): boolean {
  return names.some((name, index) =>
    typeof who === 'number'
      ? who === index + 1 || who === userIdOf(index)
      : who.toLowerCase() === name.toLowerCase(),
  );
}

function advice(who: string | number, names: readonly string[]): string {
  if (names.length === 0) return '; the scenario has no participants';
  const guess = typeof who === 'string' ? closest(who, names) : undefined;
  return guess === undefined ? `; participants are ${names.join(', ')}` : `; did you mean ${guess}?`;
}
