import {
  EventType,
  type ActiveSpeakerChangeEvent,
  type SharingStartEvent,
  type SharingStopEvent,
} from '@rtms-mock/protocol';
import type { Meeting } from './meeting.js';

/** Something that happens in the meeting by itself and that apps may have subscribed to. */
export type SourceEvent = ActiveSpeakerChangeEvent | SharingStartEvent | SharingStopEvent;

/** The event for something that happens at a position; `participant` is the index of whom it is about. */
export function createSourceEvent(
  meeting: Meeting,
  type: SourceEvent['event_type'],
  positionMs: number,
  participant: number,
): SourceEvent {
  const timestamp = meeting.unixMsAt(positionMs);
  if (type === EventType.SHARING_STOP) return { event_type: type, timestamp };
  const person = meeting.participants[participant];
  return {
    event_type: type,
    timestamp,
    user_id: person?.userId ?? 0,
    ...(person && { user_name: person.name }),
  };
}
