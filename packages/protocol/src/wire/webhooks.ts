/**
 * Webhooks about streams as documented: flat payloads (PROTOCOL.md §6.4). A payload may also contain a copy
 * of its fields under `object` (PROTOCOL.md §6.5).
 */
import type { UnixMs } from '../messages/scalars.js';
import type { StopReason } from '../stop-reason.js';

/** Field of every webhook about a stream (PROTOCOL.md §6.4). */
export interface WireStreamPayload {
  /**
   * Id of the stream, for handshakes and signatures (PROTOCOL.md §2).
   * @minLength 1
   */
  rtms_stream_id: string;
}

/** Payload of `rtms_started`, without the entity id (PROTOCOL.md §6.4). */
export interface WireStartedPayload extends WireStreamPayload {
  /** Id of the account (PROTOCOL.md §6.4). */
  account_id?: string;
  /** Id of the user who started the stream (PROTOCOL.md §6.4). */
  operator_id?: string;
  /**
   * Signaling URL: one URL as a string; several may be separated by commas (PROTOCOL.md §6.6).
   * @pattern ^wss?://
   */
  server_urls: string;
}

/** Payload of `rtms_stopped`, without the entity id (PROTOCOL.md §6.4). */
export interface WireStoppedPayload extends WireStreamPayload {
  /** Reason why the stream stopped, 0 to 26 (PROTOCOL.md §18.2). */
  stop_reason?: StopReason;
}

/** Payload of `rtms_interrupted`, without the entity id (PROTOCOL.md §6.4). */
export interface WireInterruptedPayload extends WireStreamPayload {
  /** Signaling URL. Not in the published schema; one published client reads it (observed). */
  server_urls?: string;
}

/** Payload of `meeting.rtms_started` (PROTOCOL.md §6.4). */
export interface MeetingStartedPayload extends WireStartedPayload {
  /**
   * UUID of the meeting. Opaque: may contain `/`, `+` and `=` (PROTOCOL.md §4.2).
   * @minLength 1
   */
  meeting_uuid: string;
  /** True for the original host, by its name; no page explains it (PROTOCOL.md §6.4, assumed). */
  is_original_host?: boolean;
  /** Number of the meeting, as a string of digits (PROTOCOL.md §6.4). */
  meeting_id?: string;
}

/** The stream of a meeting started (PROTOCOL.md §6.4, documented). */
export interface MeetingStartedWebhook {
  /** Always `meeting.rtms_started` (PROTOCOL.md §6.4). */
  event: 'meeting.rtms_started';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: MeetingStartedPayload;
}

/** Payload of `meeting.rtms_stopped` (PROTOCOL.md §6.4). */
export interface MeetingStoppedPayload extends WireStoppedPayload {
  /**
   * UUID of the meeting. Opaque: may contain `/`, `+` and `=` (PROTOCOL.md §4.2).
   * @minLength 1
   */
  meeting_uuid: string;
}

/** The stream of a meeting stopped (PROTOCOL.md §6.4, documented). */
export interface MeetingStoppedWebhook {
  /** Always `meeting.rtms_stopped` (PROTOCOL.md §6.4). */
  event: 'meeting.rtms_stopped';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: MeetingStoppedPayload;
}

/** Payload of `meeting.rtms_interrupted` (PROTOCOL.md §6.4). */
export interface MeetingInterruptedPayload extends WireInterruptedPayload {
  /**
   * UUID of the meeting. Opaque: may contain `/`, `+` and `=` (PROTOCOL.md §4.2).
   * @minLength 1
   */
  meeting_uuid: string;
}

/** The stream of a meeting was interrupted (PROTOCOL.md §6.4, documented). */
export interface MeetingInterruptedWebhook {
  /** Always `meeting.rtms_interrupted` (PROTOCOL.md §6.4). */
  event: 'meeting.rtms_interrupted';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: MeetingInterruptedPayload;
}

/** Payload of `webinar.rtms_started` (PROTOCOL.md §6.4). */
export interface WebinarStartedPayload extends WireStartedPayload {
  /**
   * UUID of the webinar (PROTOCOL.md §5.2).
   * @minLength 1
   */
  webinar_uuid: string;
  /** True for the original host, by its name; no page explains it (PROTOCOL.md §6.4, assumed). */
  is_original_host?: boolean;
  /** Number of the meeting, as a string of digits (PROTOCOL.md §6.4). */
  meeting_id?: string;
  /** Id of the webinar (PROTOCOL.md §6.4). */
  webinar_id?: string;
  /** The same value as `webinar_uuid`; some documents show only this key (PROTOCOL.md §5.2, §6.4). */
  meeting_uuid?: string;
}

/** The stream of a webinar started (PROTOCOL.md §6.4, documented). */
export interface WebinarStartedWebhook {
  /** Always `webinar.rtms_started` (PROTOCOL.md §6.4). */
  event: 'webinar.rtms_started';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: WebinarStartedPayload;
}

/** Payload of `webinar.rtms_stopped` (PROTOCOL.md §6.4). */
export interface WebinarStoppedPayload extends WireStoppedPayload {
  /**
   * UUID of the webinar (PROTOCOL.md §5.2).
   * @minLength 1
   */
  webinar_uuid: string;
  /** The same value as `webinar_uuid`; some documents show only this key (PROTOCOL.md §5.2, §6.4). */
  meeting_uuid?: string;
}

/** The stream of a webinar stopped (PROTOCOL.md §6.4, documented). */
export interface WebinarStoppedWebhook {
  /** Always `webinar.rtms_stopped` (PROTOCOL.md §6.4). */
  event: 'webinar.rtms_stopped';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: WebinarStoppedPayload;
}

/** Payload of `webinar.rtms_interrupted` (PROTOCOL.md §6.4). */
export interface WebinarInterruptedPayload extends WireInterruptedPayload {
  /**
   * UUID of the webinar (PROTOCOL.md §5.2).
   * @minLength 1
   */
  webinar_uuid: string;
  /** The same value as `webinar_uuid`; some documents show only this key (PROTOCOL.md §5.2, §6.4). */
  meeting_uuid?: string;
}

/** The stream of a webinar was interrupted (PROTOCOL.md §6.4, documented). */
export interface WebinarInterruptedWebhook {
  /** Always `webinar.rtms_interrupted` (PROTOCOL.md §6.4). */
  event: 'webinar.rtms_interrupted';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: WebinarInterruptedPayload;
}

/** Payload of `session.rtms_started` (PROTOCOL.md §6.4). */
export interface SessionStartedPayload extends WireStartedPayload {
  /**
   * Id of the Video SDK session (PROTOCOL.md §5.2).
   * @minLength 1
   */
  session_id: string;
  /** Session key of the Video SDK session (PROTOCOL.md §6.4). */
  session_key?: string;
}

/** The stream of a Video SDK session started (PROTOCOL.md §6.4, documented). */
export interface SessionStartedWebhook {
  /** Always `session.rtms_started` (PROTOCOL.md §6.4). */
  event: 'session.rtms_started';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: SessionStartedPayload;
}

/** Payload of `session.rtms_stopped` (PROTOCOL.md §6.4). */
export interface SessionStoppedPayload extends WireStoppedPayload {
  /**
   * Id of the Video SDK session (PROTOCOL.md §5.2).
   * @minLength 1
   */
  session_id: string;
}

/** The stream of a Video SDK session stopped (PROTOCOL.md §6.4, documented). */
export interface SessionStoppedWebhook {
  /** Always `session.rtms_stopped` (PROTOCOL.md §6.4). */
  event: 'session.rtms_stopped';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: SessionStoppedPayload;
}

/** Payload of `session.rtms_interrupted` (PROTOCOL.md §6.4). */
export interface SessionInterruptedPayload extends WireInterruptedPayload {
  /**
   * Id of the Video SDK session (PROTOCOL.md §5.2).
   * @minLength 1
   */
  session_id: string;
  /** Session key of the Video SDK session (PROTOCOL.md §6.4). */
  session_key?: string;
}

/** The stream of a Video SDK session was interrupted (PROTOCOL.md §6.4, documented). */
export interface SessionInterruptedWebhook {
  /** Always `session.rtms_interrupted` (PROTOCOL.md §6.4). */
  event: 'session.rtms_interrupted';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: SessionInterruptedPayload;
}

/** Payload of `contact_center.voice_rtms_started` (PROTOCOL.md §6.4). */
export interface ContactCenterStartedPayload extends WireStartedPayload {
  /**
   * Id of the Contact Center voice engagement (PROTOCOL.md §5.2).
   * @minLength 1
   */
  engagement_id: string;
}

/** The stream of a Contact Center voice engagement started (PROTOCOL.md §6.4, documented). */
export interface ContactCenterStartedWebhook {
  /** Always `contact_center.voice_rtms_started` (PROTOCOL.md §6.4). */
  event: 'contact_center.voice_rtms_started';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: ContactCenterStartedPayload;
}

/** Payload of `contact_center.voice_rtms_stopped` (PROTOCOL.md §6.4). */
export interface ContactCenterStoppedPayload extends WireStoppedPayload {
  /**
   * Id of the Contact Center voice engagement (PROTOCOL.md §5.2).
   * @minLength 1
   */
  engagement_id: string;
}

/** The stream of a Contact Center voice engagement stopped (PROTOCOL.md §6.4, documented). */
export interface ContactCenterStoppedWebhook {
  /** Always `contact_center.voice_rtms_stopped` (PROTOCOL.md §6.4). */
  event: 'contact_center.voice_rtms_stopped';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: ContactCenterStoppedPayload;
}

/** Payload of `contact_center.voice_rtms_interrupted` (PROTOCOL.md §6.4). */
export interface ContactCenterInterruptedPayload extends WireInterruptedPayload {
  /**
   * Id of the Contact Center voice engagement (PROTOCOL.md §5.2).
   * @minLength 1
   */
  engagement_id: string;
}

/** The stream of a Contact Center voice engagement was interrupted (PROTOCOL.md §6.4, documented). */
export interface ContactCenterInterruptedWebhook {
  /** Always `contact_center.voice_rtms_interrupted` (PROTOCOL.md §6.4). */
  event: 'contact_center.voice_rtms_interrupted';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: ContactCenterInterruptedPayload;
}

/** Payload of `phone.rtms_started` (PROTOCOL.md §6.4). */
export interface PhoneStartedPayload extends WireStartedPayload {
  /**
   * Id of the phone call (PROTOCOL.md §6.4, observed).
   * @minLength 1
   */
  call_id: string;
}

/** The stream of a phone call started (PROTOCOL.md §6.4, observed). */
export interface PhoneStartedWebhook {
  /** Always `phone.rtms_started` (PROTOCOL.md §6.4). */
  event: 'phone.rtms_started';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: PhoneStartedPayload;
}

/** Payload of `phone.rtms_stopped` (PROTOCOL.md §6.4). */
export interface PhoneStoppedPayload extends WireStoppedPayload {
  /**
   * Id of the phone call (PROTOCOL.md §6.4, observed).
   * @minLength 1
   */
  call_id: string;
}

/** The stream of a phone call stopped (PROTOCOL.md §6.4, observed). */
export interface PhoneStoppedWebhook {
  /** Always `phone.rtms_stopped` (PROTOCOL.md §6.4). */
  event: 'phone.rtms_stopped';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: PhoneStoppedPayload;
}

/** Payload of `phone.rtms_interrupted` (PROTOCOL.md §6.4). */
export interface PhoneInterruptedPayload extends WireInterruptedPayload {
  /**
   * Id of the phone call (PROTOCOL.md §6.4, observed).
   * @minLength 1
   */
  call_id: string;
}

/** The stream of a phone call was interrupted (PROTOCOL.md §6.4, observed). */
export interface PhoneInterruptedWebhook {
  /** Always `phone.rtms_interrupted` (PROTOCOL.md §6.4). */
  event: 'phone.rtms_interrupted';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Ids of the stream and the details of this event (PROTOCOL.md §6.4). */
  payload: PhoneInterruptedPayload;
}
