import type { Recording } from './recording.js';
import type { Span } from './spans.js';

/** Somebody who takes part; without a recording silent and without a camera. */
export interface RecordedPerson {
  readonly name: string;
  readonly recording?: Recording | undefined;
  /** When this person speaks in a recording that others have too. Default: it is theirs from end to end. */
  readonly lines?: readonly Span[];
}

/** The recordings of those who have one, in order; one that several people are in comes once. */
export function recordingsOf(people: readonly RecordedPerson[]): Recording[] {
  return [...new Set(people.flatMap(({ recording }) => recording ?? []))];
}
