/**
 * Event types: the value of `event.event_type` in EVENT_UPDATE. The product decides which table holds:
 * numbers 8 to 14 mean different things in meetings and in Contact Center.
 */

/**
 * Events of meetings, webinars and Video SDK sessions. 7 and up do not exist in the 2025 generation.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §18.5)
 */
export const EventType = {
  /** No event carries it. */
  UNDEFINED: 0,
  /** When the first packet was captured. Sent unasked. */
  FIRST_PACKET_TIMESTAMP: 1,
  /** Somebody else speaks now. */
  ACTIVE_SPEAKER_CHANGE: 2,
  /** People joined, or were there when it was subscribed to. */
  PARTICIPANT_JOIN: 3,
  /** People left. */
  PARTICIPANT_LEAVE: 4,
  /** A screen is shared. */
  SHARING_START: 5,
  /** The screen is no longer shared. */
  SHARING_STOP: 6,
  /** A media connection was lost. Sent unasked. */
  MEDIA_CONNECTION_INTERRUPTED: 7,
  /** Cameras went on. */
  PARTICIPANT_VIDEO_ON: 8,
  /** Cameras went off. */
  PARTICIPANT_VIDEO_OFF: 9,
  /** A chat group was made. */
  CHAT_GROUP_CREATE: 10,
  /** A chat group was removed. */
  CHAT_GROUP_DELETE: 11,
  /** People were added to a chat group. */
  CHAT_GROUP_MEMBERS_ADD: 12,
  /** People were removed from a chat group. */
  CHAT_GROUP_MEMBERS_DELETE: 13,
  /** A member of a chat group is somewhere else now. */
  CHAT_GROUP_MEMBER_STATUS_UPDATE: 14,
} as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

/**
 * Events of Contact Center voice engagements; they replace {@link EventType} 8 to 14. 30 to 34 exist, names unknown.
 * @see https://github.com/zoom/rtms (documented in the SDK header, 29 in the event reference only;
 *   PROTOCOL.md §18.6)
 */
export const ContactCenterEventType = {
  UNDEFINED: 0,
  CONSUMER_ANSWERED: 8,
  CONSUMER_END: 9,
  USER_ANSWERED: 10,
  USER_END: 11,
  USER_HOLD: 12,
  USER_UNHOLD: 13,
  MONITOR_STARTED: 14,
  MONITOR_TRANSITIONED: 15,
  MONITOR_ENDED: 16,
  TAKEOVER_STARTED: 17,
  TRANSFER_INITIATED: 18,
  TRANSFER_CANCELED: 19,
  TRANSFER_ACCEPTED: 20,
  TRANSFER_COMPLETED: 21,
  TRANSFER_REJECTED: 22,
  TRANSFER_TIMEOUT: 23,
  CONFERENCE_CANCELED: 24,
  CONFERENCE_PARTICIPANT_CANCELED: 25,
  CONFERENCE_PARTICIPANT_INVITED: 26,
  CONFERENCE_PARTICIPANT_REJECTED: 27,
  CONFERENCE_PARTICIPANT_TIMEOUT: 28,
  CONFERENCE_PARTICIPANT_LEFT: 29,
} as const;
export type ContactCenterEventType = (typeof ContactCenterEventType)[keyof typeof ContactCenterEventType];
