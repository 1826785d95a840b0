import type { MeetingEvent } from '@rtms-mock/protocol';
import type { MediaSource } from '../media/sources/media-source.js';
import type { Guests } from './guests.js';
import type { MeetingTimeline } from './meeting-timeline.js';
import type { Presence } from './presence.js';

/** The parts of a meeting that its active speaker, cameras and screen share depend on. */
export interface MeetingScene {
  readonly source: MediaSource;
  readonly timeline: MeetingTimeline;
  readonly presence: Presence;
  readonly guests: Guests;
  /** Sends an event to every stream of the meeting. */
  readonly emit: (event: MeetingEvent) => void;
}
