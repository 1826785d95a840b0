import {
  EventType,
  type ActiveSpeakerChangeEvent,
  type SharingStartEvent,
  type SharingStopEvent,
} from '@rtms-mock/protocol';
import type { Meeting } from './meeting.js';

/** Event that the media source causes, not a step: another speaker, or the start or end of a share. */
export type SourceEvent = ActiveSpeakerChangeEvent | SharingStartEvent | SharingStopEvent;

/** Creates a source event at a position in milliseconds. `participant`: index of the participant it is about. */
export function createSourceEvent(
  meeting: Meeting,
  type: SourceEvent['event_type'],
  positionMs: number,
  participant: number,
): SourceEvent {
  const timestamp = meeting.unixMsAt(positionMs);
  if (type === EventType.SHARING_STOP) return { event_type: type, timestamp };
  const subject = meeting.participants[participant];
  return {
    event_type: type,
    timestamp,
    user_id: subject?.userId ?? 0,
    ...(subject && { user_name: subject.name }),
  };
}
