/**
 * Event types: the value of `event.event_type` in EVENT_UPDATE. The product decides which table applies:
 * numbers 8 to 14 have different meanings in meetings and in Contact Center.
 */

/**
 * Events of meetings, webinars and Video SDK sessions. The 2025 generation has 0 to 6 only.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §18.5)
 */
export const EventType = {
  /** Not used by any event. */
  UNDEFINED: 0,
  /** Time when the first packet was captured. Sent without a subscription. */
  FIRST_PACKET_TIMESTAMP: 1,
  /** Another participant is speaking. */
  ACTIVE_SPEAKER_CHANGE: 2,
  /** Participants joined, or were present at the time of the subscription. */
  PARTICIPANT_JOIN: 3,
  /** Participants left. */
  PARTICIPANT_LEAVE: 4,
  /** A participant started to share a screen. */
  SHARING_START: 5,
  /** The screen share ended. */
  SHARING_STOP: 6,
  /** A media connection was lost. Sent without a subscription. */
  MEDIA_CONNECTION_INTERRUPTED: 7,
  /** Participants turned their cameras on. */
  PARTICIPANT_VIDEO_ON: 8,
  /** Participants turned their cameras off. */
  PARTICIPANT_VIDEO_OFF: 9,
  /** A chat group was created. */
  CHAT_GROUP_CREATE: 10,
  /** A chat group was deleted. */
  CHAT_GROUP_DELETE: 11,
  /** Members were added to a chat group. */
  CHAT_GROUP_MEMBERS_ADD: 12,
  /** Members were removed from a chat group. */
  CHAT_GROUP_MEMBERS_DELETE: 13,
  /** A member of a chat group changed to another status, such as a breakout room. */
  CHAT_GROUP_MEMBER_STATUS_UPDATE: 14,
} as const;
export type EventType = (typeof EventType)[keyof typeof EventType];

/**
 * Events of Contact Center voice engagements; they replace {@link EventType} 8 to 14. 30 to 34 exist, their
 * names are unknown. No page explains the events: the meanings here are those of the names (assumed).
 * @see https://github.com/zoom/rtms (documented in the SDK header, 29 in the event reference only;
 * PROTOCOL.md §18.6)
 */
export const ContactCenterEventType = {
  /** Not used by any event. */
  UNDEFINED: 0,
  /** The consumer answered. */
  CONSUMER_ANSWERED: 8,
  /** The consumer ended the call. */
  CONSUMER_END: 9,
  /** The Contact Center user answered. */
  USER_ANSWERED: 10,
  /** The Contact Center user ended the call. */
  USER_END: 11,
  /** The Contact Center user put the call on hold. */
  USER_HOLD: 12,
  /** The Contact Center user resumed the call. */
  USER_UNHOLD: 13,
  /** Monitoring started. */
  MONITOR_STARTED: 14,
  /** Monitoring changed to another mode. */
  MONITOR_TRANSITIONED: 15,
  /** Monitoring ended. */
  MONITOR_ENDED: 16,
  /** A takeover of the call started. */
  TAKEOVER_STARTED: 17,
  /** A transfer was initiated. */
  TRANSFER_INITIATED: 18,
  /** The transfer was canceled. */
  TRANSFER_CANCELED: 19,
  /** The transfer was accepted. */
  TRANSFER_ACCEPTED: 20,
  /** The transfer was completed. */
  TRANSFER_COMPLETED: 21,
  /** The transfer was rejected. */
  TRANSFER_REJECTED: 22,
  /** The transfer timed out. */
  TRANSFER_TIMEOUT: 23,
  /** The conference was canceled. */
  CONFERENCE_CANCELED: 24,
  /** The invitation of a conference participant was canceled. */
  CONFERENCE_PARTICIPANT_CANCELED: 25,
  /** A participant was invited to the conference. */
  CONFERENCE_PARTICIPANT_INVITED: 26,
  /** A participant rejected the conference. */
  CONFERENCE_PARTICIPANT_REJECTED: 27,
  /** A participant did not answer the invitation in time. */
  CONFERENCE_PARTICIPANT_TIMEOUT: 28,
  /** A participant left the conference. */
  CONFERENCE_PARTICIPANT_LEFT: 29,
} as const;
export type ContactCenterEventType = (typeof ContactCenterEventType)[keyof typeof ContactCenterEventType];
