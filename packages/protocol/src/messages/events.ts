import type { ContactCenterEventType, EventType } from '../event-type.js';
import type { MessageType } from '../message-type.js';
import type { UnixMs, UserId } from './scalars.js';

/** One entry of EVENT_SUBSCRIPTION. */
export interface EventSubscriptionEntry {
  /**
   * A number of `EventType` or, for Contact Center, of `ContactCenterEventType`.
   * @minimum 0
   */
  event_type: number;
  subscribe: boolean;
}

/** 5, client → server, signaling (PROTOCOL.md §9.5, documented). No response. */
export interface EventSubscription {
  msg_type: typeof MessageType.EVENT_SUBSCRIPTION;
  /** Bare numbers, as one published client sends them, count as `subscribe: true`. */
  events: EventSubscriptionEntry[];
}

/**
 * Somebody in the meeting. `user_id` is an unsigned 32-bit number; strings are accepted when read
 * (PROTOCOL.md §4.2).
 */
export interface EventParticipant {
  user_id: UserId | string;
  user_name?: string;
}

/** 1: when the first packet was captured. */
export interface FirstPacketTimestampEvent {
  event_type: typeof EventType.FIRST_PACKET_TIMESTAMP;
  timestamp: UnixMs;
}

/** 2. */
export interface ActiveSpeakerChangeEvent {
  event_type: typeof EventType.ACTIVE_SPEAKER_CHANGE;
  timestamp: UnixMs;
  user_id: UserId | string;
  user_name?: string;
}

/** 3, 4, 8, 9. Names come with 3. */
export interface ParticipantsEvent {
  event_type:
    | typeof EventType.PARTICIPANT_JOIN
    | typeof EventType.PARTICIPANT_LEAVE
    | typeof EventType.PARTICIPANT_VIDEO_ON
    | typeof EventType.PARTICIPANT_VIDEO_OFF;
  timestamp: UnixMs;
  participants: EventParticipant[];
}

/** 5. */
export interface SharingStartEvent {
  event_type: typeof EventType.SHARING_START;
  timestamp: UnixMs;
  user_id: UserId | string;
  user_name?: string;
}

/** 6. */
export interface SharingStopEvent {
  event_type: typeof EventType.SHARING_STOP;
  timestamp: UnixMs;
}

/** 7. Body undocumented; `media_type` is the flag of the lost socket (assumed). */
export interface MediaConnectionInterruptedEvent {
  event_type: typeof EventType.MEDIA_CONNECTION_INTERRUPTED;
  timestamp: UnixMs;
  media_type?: number;
}

/** 10 to 14: bodies not published; field names as one vendor library types them (assumed). */
export interface ChatGroupEvent {
  event_type:
    | typeof EventType.CHAT_GROUP_CREATE
    | typeof EventType.CHAT_GROUP_DELETE
    | typeof EventType.CHAT_GROUP_MEMBERS_ADD
    | typeof EventType.CHAT_GROUP_MEMBERS_DELETE
    | typeof EventType.CHAT_GROUP_MEMBER_STATUS_UPDATE;
  timestamp: UnixMs;
  chat_groups?: unknown[];
  members_update_list?: unknown[];
  member_status_update_list?: unknown[];
}

/** The party a Contact Center event is about (PROTOCOL.md §10.2, observed). */
export interface ContactCenterParticipant {
  channel_id: string;
  /** `caller` or `agent`. */
  participant_mode?: string;
  queue_id?: string;
  queue_name?: string;
  account_id?: string;
  division_id?: string;
  phone_number?: string;
  user_id?: string;
  display_name?: string;
}

/** 8 to 29 of the Contact Center table (PROTOCOL.md §10.2, observed). */
export interface ContactCenterEvent {
  event_type: Exclude<ContactCenterEventType, 0>;
  /** Unix milliseconds; takes the place of `timestamp`. */
  event_ts: UnixMs;
  participant_info?: ContactCenterParticipant;
}

/** Events of meetings, webinars and Video SDK sessions. */
export type MeetingEvent =
  | FirstPacketTimestampEvent
  | ActiveSpeakerChangeEvent
  | ParticipantsEvent
  | SharingStartEvent
  | SharingStopEvent
  | MediaConnectionInterruptedEvent
  | ChatGroupEvent;

/** 6, server → client, signaling (PROTOCOL.md §9.6, §10, documented). */
export interface EventUpdate {
  msg_type: typeof MessageType.EVENT_UPDATE;
  event: MeetingEvent | ContactCenterEvent;
}
