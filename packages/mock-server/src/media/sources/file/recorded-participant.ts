import type { Recording } from './recording.js';
import type { Span } from './spans.js';

/** A participant of a meeting that plays recordings. */
export interface RecordedParticipant {
  /** Display name. */
  readonly name: string;
  /** Absent for a participant without audio and camera. */
  readonly recording?: Recording | undefined;
  /** Screen share, shown from the beginning of the meeting on. Default: none. */
  readonly share?: Recording | undefined;
  /** Times at which this participant speaks in a recording shared with others. Default: the whole recording. */
  readonly lines?: readonly Span[];
}

/** Returns the recordings of participants, in order, each one once. */
export function recordingsOf(participants: readonly RecordedParticipant[]): Recording[] {
  return [...new Set(participants.flatMap(({ recording }) => recording ?? []))];
}
