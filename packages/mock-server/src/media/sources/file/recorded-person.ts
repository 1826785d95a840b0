import type { Recording } from './recording.js';

/** Somebody who takes part; without a recording silent and without a camera. */
export interface RecordedPerson {
  readonly name: string;
  readonly recording?: Recording | undefined;
}

/** The recordings of those who have one, in order. */
export function recordingsOf(people: readonly RecordedPerson[]): Recording[] {
  return people.flatMap(({ recording }) => recording ?? []);
}
