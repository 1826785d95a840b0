/**
 * Webhooks as documented: flat payloads (PROTOCOL.md §6.4). A copy of the fields under `object` may be there
 * too (PROTOCOL.md §6.5).
 */
import type { EntityIds } from '../messages/ids.js';
import type { UnixMs } from '../messages/scalars.js';
import type { StopReason } from '../stop-reason.js';
import type { ConcurrencyLimitedPayload, ConcurrencyNearLimitPayload } from '../webhooks/other-bodies.js';
import type { UrlValidationPayload } from '../webhooks/bodies.js';

/** What every webhook says about a stream. */
export interface WireStreamPayload {
  /** @minLength 1 */
  rtms_stream_id: string;
}

/** Payload of a start. */
export interface WireStartedPayload extends WireStreamPayload {
  account_id?: string;
  /** Who started it. */
  operator_id?: string;
  /**
   * Signaling URL.
   * @pattern ^wss?://
   */
  server_urls: string;
}

/** Payload of a stop. */
export interface WireStoppedPayload extends WireStreamPayload {
  stop_reason?: StopReason;
}

/** Payload of an interruption. */
export interface WireInterruptedPayload extends WireStreamPayload {
  /** Not in the published schema; read by one published client (observed). */
  server_urls?: string;
}

/** Payload of `meeting.rtms_started`. */
export interface MeetingStartedPayload extends WireStartedPayload {
  /** @minLength 1 */
  meeting_uuid: string;
  is_original_host?: boolean;
  /** Numeric meeting id, as text. */
  meeting_id?: string;
}

/** The stream of a meeting started (documented). */
export interface MeetingStartedWebhook {
  event: 'meeting.rtms_started';
  event_ts: UnixMs;
  payload: MeetingStartedPayload;
}

/** Payload of `meeting.rtms_stopped`. */
export interface MeetingStoppedPayload extends WireStoppedPayload {
  /** @minLength 1 */
  meeting_uuid: string;
}

/** The stream of a meeting was stopped (documented). */
export interface MeetingStoppedWebhook {
  event: 'meeting.rtms_stopped';
  event_ts: UnixMs;
  payload: MeetingStoppedPayload;
}

/** Payload of `meeting.rtms_interrupted`. */
export interface MeetingInterruptedPayload extends WireInterruptedPayload {
  /** @minLength 1 */
  meeting_uuid: string;
}

/** The stream of a meeting was interrupted (documented). */
export interface MeetingInterruptedWebhook {
  event: 'meeting.rtms_interrupted';
  event_ts: UnixMs;
  payload: MeetingInterruptedPayload;
}

/** Payload of `webinar.rtms_started`. */
export interface WebinarStartedPayload extends WireStartedPayload {
  /** @minLength 1 */
  webinar_uuid: string;
  is_original_host?: boolean;
  /** Numeric meeting id, as text. */
  meeting_id?: string;
  webinar_id?: string;
  /** The same id; some documents show this key alone. */
  meeting_uuid?: string;
}

/** The stream of a webinar started (documented). */
export interface WebinarStartedWebhook {
  event: 'webinar.rtms_started';
  event_ts: UnixMs;
  payload: WebinarStartedPayload;
}

/** Payload of `webinar.rtms_stopped`. */
export interface WebinarStoppedPayload extends WireStoppedPayload {
  /** @minLength 1 */
  webinar_uuid: string;
  /** The same id; some documents show this key alone. */
  meeting_uuid?: string;
}

/** The stream of a webinar was stopped (documented). */
export interface WebinarStoppedWebhook {
  event: 'webinar.rtms_stopped';
  event_ts: UnixMs;
  payload: WebinarStoppedPayload;
}

/** Payload of `webinar.rtms_interrupted`. */
export interface WebinarInterruptedPayload extends WireInterruptedPayload {
  /** @minLength 1 */
  webinar_uuid: string;
  /** The same id; some documents show this key alone. */
  meeting_uuid?: string;
}

/** The stream of a webinar was interrupted (documented). */
export interface WebinarInterruptedWebhook {
  event: 'webinar.rtms_interrupted';
  event_ts: UnixMs;
  payload: WebinarInterruptedPayload;
}

/** Payload of `session.rtms_started`. */
export interface SessionStartedPayload extends WireStartedPayload {
  /** @minLength 1 */
  session_id: string;
  session_key?: string;
}

/** The stream of a Video SDK session started (documented). */
export interface SessionStartedWebhook {
  event: 'session.rtms_started';
  event_ts: UnixMs;
  payload: SessionStartedPayload;
}

/** Payload of `session.rtms_stopped`. */
export interface SessionStoppedPayload extends WireStoppedPayload {
  /** @minLength 1 */
  session_id: string;
}

/** The stream of a Video SDK session was stopped (documented). */
export interface SessionStoppedWebhook {
  event: 'session.rtms_stopped';
  event_ts: UnixMs;
  payload: SessionStoppedPayload;
}

/** Payload of `session.rtms_interrupted`. */
export interface SessionInterruptedPayload extends WireInterruptedPayload {
  /** @minLength 1 */
  session_id: string;
}

/** The stream of a Video SDK session was interrupted (documented). */
export interface SessionInterruptedWebhook {
  event: 'session.rtms_interrupted';
  event_ts: UnixMs;
  payload: SessionInterruptedPayload;
}

/** Payload of `contact_center.voice_rtms_started`. */
export interface ContactCenterStartedPayload extends WireStartedPayload {
  /** @minLength 1 */
  engagement_id: string;
}

/** The stream of a Contact Center voice engagement started (documented). */
export interface ContactCenterStartedWebhook {
  event: 'contact_center.voice_rtms_started';
  event_ts: UnixMs;
  payload: ContactCenterStartedPayload;
}

/** Payload of `contact_center.voice_rtms_stopped`. */
export interface ContactCenterStoppedPayload extends WireStoppedPayload {
  /** @minLength 1 */
  engagement_id: string;
}

/** The stream of a Contact Center voice engagement was stopped (documented). */
export interface ContactCenterStoppedWebhook {
  event: 'contact_center.voice_rtms_stopped';
  event_ts: UnixMs;
  payload: ContactCenterStoppedPayload;
}

/** Payload of `contact_center.voice_rtms_interrupted`. */
export interface ContactCenterInterruptedPayload extends WireInterruptedPayload {
  /** @minLength 1 */
  engagement_id: string;
}

/** The stream of a Contact Center voice engagement was interrupted (documented). */
export interface ContactCenterInterruptedWebhook {
  event: 'contact_center.voice_rtms_interrupted';
  event_ts: UnixMs;
  payload: ContactCenterInterruptedPayload;
}

/** Payload of `phone.rtms_started`. */
export interface PhoneStartedPayload extends WireStartedPayload {
  /** @minLength 1 */
  call_id: string;
}

/** The stream of a phone call started (observed). */
export interface PhoneStartedWebhook {
  event: 'phone.rtms_started';
  event_ts: UnixMs;
  payload: PhoneStartedPayload;
}

/** Payload of `phone.rtms_stopped`. */
export interface PhoneStoppedPayload extends WireStoppedPayload {
  /** @minLength 1 */
  call_id: string;
}

/** The stream of a phone call was stopped (observed). */
export interface PhoneStoppedWebhook {
  event: 'phone.rtms_stopped';
  event_ts: UnixMs;
  payload: PhoneStoppedPayload;
}

/** Payload of `phone.rtms_interrupted`. */
export interface PhoneInterruptedPayload extends WireInterruptedPayload {
  /** @minLength 1 */
  call_id: string;
}

/** The stream of a phone call was interrupted (observed). */
export interface PhoneInterruptedWebhook {
  event: 'phone.rtms_interrupted';
  event_ts: UnixMs;
  payload: PhoneInterruptedPayload;
}

/** Asks the receiver to prove that it knows the secret token (PROTOCOL.md §6.3, documented). */
export interface UrlValidationWebhook {
  event: 'endpoint.url_validation';
  /** Left out by the oldest senders. */
  event_ts?: UnixMs;
  payload: UrlValidationPayload;
}

/** Most of the streams that an account may have are running (documented). */
export interface ConcurrencyNearLimitWebhook {
  event: 'rtms.concurrency_near_limit';
  event_ts: UnixMs;
  payload: ConcurrencyNearLimitPayload;
}

/** A stream was refused because too many are running (documented). */
export interface ConcurrencyLimitedWebhook {
  event: 'rtms.concurrency_limited';
  event_ts: UnixMs;
  payload: ConcurrencyLimitedPayload;
}

/** `payload.object` of a start in the string generation. */
export interface StringStartedObject extends EntityIds {
  rtms_stream_id: string;
  /** One URL; one of the oldest clients needs a list of one. */
  server_urls: string | string[];
}

/** `payload` of a start in the string generation. */
export interface StringStartedPayload {
  operator_id?: string;
  object: StringStartedObject;
}

/** A meeting's stream started, as the string generation told it (observed). */
export interface StringMeetingStartedWebhook {
  event: 'meeting.rtms.started';
  payload: StringStartedPayload;
}

/** `payload.object` of a stop in the string generation. */
export interface StringStoppedObject extends EntityIds {
  rtms_stream_id: string;
}

/** `payload` of a stop in the string generation. */
export interface StringStoppedPayload {
  object: StringStoppedObject;
}

/** A meeting's stream stopped, as the string generation told it (observed). */
export interface StringMeetingStoppedWebhook {
  event: 'meeting.rtms.stopped';
  payload: StringStoppedPayload;
}
