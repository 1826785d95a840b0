import type { ContactCenterEventType, EventType } from '../event-type.js';
import type { MessageType } from '../message-type.js';
import type { UnixMs, UserId } from './scalars.js';

/** One entry of EVENT_SUBSCRIPTION: subscribes to one type of events, or unsubscribes (PROTOCOL.md §9.5). */
export interface EventSubscriptionEntry {
  /**
   * A number of `EventType` or, for Contact Center, of `ContactCenterEventType` (PROTOCOL.md §18.5, §18.6).
   * @minimum 0
   */
  event_type: number;
  /** True subscribes, false unsubscribes (PROTOCOL.md §9.5). */
  subscribe: boolean;
}

/** 5, client → server, signaling. No answer (PROTOCOL.md §9.5, documented). */
export interface EventSubscription {
  /** Always 5, EVENT_SUBSCRIPTION. */
  msg_type: typeof MessageType.EVENT_SUBSCRIPTION;
  /** Added to earlier subscriptions. Bare numbers, as some clients send them, count as `subscribe: true`. */
  events: EventSubscriptionEntry[];
}

/** A participant of the meeting, as events name it (PROTOCOL.md §10.1). */
export interface EventParticipant {
  /** Unsigned 32-bit number; a string is accepted when reading (PROTOCOL.md §4.2). */
  user_id: UserId | string;
  /** Display name; sent with joins only (PROTOCOL.md §10.1). */
  user_name?: string;
}

/** 1: the first packet was captured. Sent without a subscription (PROTOCOL.md §10.1, documented). */
export interface FirstPacketTimestampEvent {
  /** Always 1, FIRST_PACKET_TIMESTAMP. */
  event_type: typeof EventType.FIRST_PACKET_TIMESTAMP;
  /** Begin of the media in Unix milliseconds (PROTOCOL.md §8.3). */
  timestamp: UnixMs;
}

/** 2: another participant is speaking (PROTOCOL.md §10.1, documented). */
export interface ActiveSpeakerChangeEvent {
  /** Always 2, ACTIVE_SPEAKER_CHANGE. */
  event_type: typeof EventType.ACTIVE_SPEAKER_CHANGE;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /**
   * The participant who speaks: unsigned 32-bit number; a string is accepted when reading (PROTOCOL.md §4.2).
   */
  user_id: UserId | string;
  /** Display name of the participant (PROTOCOL.md §10.1). */
  user_name?: string;
}

/**
 * 3, 4, 8, 9: participants joined, left, or turned their cameras on or off (PROTOCOL.md §10.1, documented).
 */
export interface ParticipantsEvent {
  /** 3 PARTICIPANT_JOIN, 4 PARTICIPANT_LEAVE, 8 PARTICIPANT_VIDEO_ON or 9 PARTICIPANT_VIDEO_OFF. */
  event_type:
    | typeof EventType.PARTICIPANT_JOIN
    | typeof EventType.PARTICIPANT_LEAVE
    | typeof EventType.PARTICIPANT_VIDEO_ON
    | typeof EventType.PARTICIPANT_VIDEO_OFF;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /** The participants that the event is about; names come with joins only (PROTOCOL.md §10.1). */
  participants: EventParticipant[];
}

/** 5: a participant started to share a screen (PROTOCOL.md §10.1, documented). */
export interface SharingStartEvent {
  /** Always 5, SHARING_START. */
  event_type: typeof EventType.SHARING_START;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /**
   * The participant who shares: unsigned 32-bit number; a string is accepted when reading (PROTOCOL.md §4.2).
   */
  user_id: UserId | string;
  /** Display name of the participant (PROTOCOL.md §10.1). */
  user_name?: string;
}

/** 6: the screen share ended (PROTOCOL.md §10.1, documented). */
export interface SharingStopEvent {
  /** Always 6, SHARING_STOP. */
  event_type: typeof EventType.SHARING_STOP;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/**
 * 7: a media socket was lost. Sent without a subscription; its fields are not documented (PROTOCOL.md §10.1).
 */
export interface MediaConnectionInterruptedEvent {
  /** Always 7, MEDIA_CONNECTION_INTERRUPTED. */
  event_type: typeof EventType.MEDIA_CONNECTION_INTERRUPTED;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /** `media_type` of the lost socket (PROTOCOL.md §10.1, §14.2, assumed). */
  media_type?: number;
}

/**
 * 10 to 14: a chat group changed. The fields are not published (PROTOCOL.md §10.1; names of the fields
 * observed).
 */
export interface ChatGroupEvent {
  /**
   * 10 to 13: group created, group deleted, members added, members deleted. 14: a member's status changed.
   */
  event_type:
    | typeof EventType.CHAT_GROUP_CREATE
    | typeof EventType.CHAT_GROUP_DELETE
    | typeof EventType.CHAT_GROUP_MEMBERS_ADD
    | typeof EventType.CHAT_GROUP_MEMBERS_DELETE
    | typeof EventType.CHAT_GROUP_MEMBER_STATUS_UPDATE;
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
  /** Groups that were created or deleted; entries not published (PROTOCOL.md §10.1, observed). */
  chat_groups?: unknown[];
  /** Members that were added or deleted; entries not published (PROTOCOL.md §10.1, observed). */
  members_update_list?: unknown[];
  /** Members whose status changed; entries not published (PROTOCOL.md §10.1, observed). */
  member_status_update_list?: unknown[];
}

/** The party that a Contact Center event is about (PROTOCOL.md §10.2, observed). */
export interface ContactCenterParticipant {
  /** Line of the party, as in its media messages (PROTOCOL.md §10.2, §12.1). */
  channel_id: string;
  /** Role of the party: `caller` or `agent` (PROTOCOL.md §10.2, observed). */
  participant_mode?: string;
  /** Id of the queue (PROTOCOL.md §10.2, observed). */
  queue_id?: string;
  /** Name of the queue (PROTOCOL.md §10.2, observed). */
  queue_name?: string;
  /** Id of the account (PROTOCOL.md §10.2, observed). */
  account_id?: string;
  /** Id of a division of the account (observed). */
  division_id?: string;
  /** Telephone number of the party (PROTOCOL.md §10.2, observed). */
  phone_number?: string;
  /** Id of the user in the account: a string, unlike in meetings (observed). */
  user_id?: string;
  /** Name of the party (PROTOCOL.md §10.2, observed). */
  display_name?: string;
}

/** An event of a Contact Center voice engagement (PROTOCOL.md §10.2, observed). */
export interface ContactCenterEvent {
  /** 8 to 29 of `ContactCenterEventType` (PROTOCOL.md §18.6). */
  event_type: Exclude<ContactCenterEventType, 0>;
  /** Time of the event in Unix milliseconds; replaces `timestamp` (PROTOCOL.md §10.2). */
  event_ts: UnixMs;
  /** The party that the event is about (PROTOCOL.md §10.2). */
  participant_info?: ContactCenterParticipant;
}

/** Events of meetings, webinars and Video SDK sessions (PROTOCOL.md §10.1). */
export type MeetingEvent =
  | FirstPacketTimestampEvent
  | ActiveSpeakerChangeEvent
  | ParticipantsEvent
  | SharingStartEvent
  | SharingStopEvent
  | MediaConnectionInterruptedEvent
  | ChatGroupEvent;

/** 6, server → client, signaling: one event (PROTOCOL.md §9.6, documented). */
export interface EventUpdate {
  /** Always 6, EVENT_UPDATE. */
  msg_type: typeof MessageType.EVENT_UPDATE;
  /** The event; `event_type` says which one (PROTOCOL.md §10). */
  event: MeetingEvent | ContactCenterEvent;
}
