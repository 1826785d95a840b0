/** Webhooks that are not about one running stream, and those of the string generation (PROTOCOL.md §6). */
import type { EntityIds } from '../messages/ids.js';
import type { UnixMs } from '../messages/scalars.js';
import type { UrlValidationPayload } from '../webhooks/bodies.js';
import type { ConcurrencyLimitedPayload, ConcurrencyNearLimitPayload } from '../webhooks/other-bodies.js';

/** Requires the receiver to prove that it has the secret token (PROTOCOL.md §6.3, documented). */
export interface UrlValidationWebhook {
  /** Always `endpoint.url_validation` (PROTOCOL.md §6.3). */
  event: 'endpoint.url_validation';
  /** Time of the event in Unix milliseconds; the oldest senders omit it (PROTOCOL.md §4.3). */
  event_ts?: UnixMs;
  /** The token to encrypt (PROTOCOL.md §6.3). */
  payload: UrlValidationPayload;
}

/** An account has at least 80 % of the streams that it may have at once (PROTOCOL.md §6.4, documented). */
export interface ConcurrencyNearLimitWebhook {
  /** Always `rtms.concurrency_near_limit` (PROTOCOL.md §6.4). */
  event: 'rtms.concurrency_near_limit';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Number of streams and the limit (PROTOCOL.md §6.4). */
  payload: ConcurrencyNearLimitPayload;
}

/** A stream was refused because the account has reached its limit (PROTOCOL.md §6.4, documented). */
export interface ConcurrencyLimitedWebhook {
  /** Always `rtms.concurrency_limited` (PROTOCOL.md §6.4). */
  event: 'rtms.concurrency_limited';
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  event_ts: UnixMs;
  /** Number of streams and the id of the refused one (PROTOCOL.md §6.4). */
  payload: ConcurrencyLimitedPayload;
}

/** `payload.object` of a start in the string generation (PROTOCOL.md §6.5). */
export interface StringStartedObject extends EntityIds {
  /** Id of the stream, for handshakes and signatures (PROTOCOL.md §2). */
  rtms_stream_id: string;
  /**
   * Signaling URL: one string; the oldest servers send an array with one string (PROTOCOL.md §6.6, observed).
   */
  server_urls: string | string[];
}

/** `payload` of a start in the string generation (PROTOCOL.md §6.5). */
export interface StringStartedPayload {
  /** Id of the user who started the stream (PROTOCOL.md §6.4). */
  operator_id?: string;
  /** All other fields (PROTOCOL.md §6.5). */
  object: StringStartedObject;
}

/** The stream of a meeting started, as the string generation sends it (PROTOCOL.md §6.4, observed). */
export interface StringMeetingStartedWebhook {
  /** Always `meeting.rtms.started`, with dots (PROTOCOL.md §6.4). */
  event: 'meeting.rtms.started';
  /** Ids of the stream and the signaling URL (PROTOCOL.md §6.5). */
  payload: StringStartedPayload;
}

/** `payload.object` of a stop in the string generation (PROTOCOL.md §6.5). */
export interface StringStoppedObject extends EntityIds {
  /** Id of the stream that stopped (PROTOCOL.md §2). */
  rtms_stream_id: string;
}

/** `payload` of a stop in the string generation (PROTOCOL.md §6.5). */
export interface StringStoppedPayload {
  /** All fields (PROTOCOL.md §6.5). */
  object: StringStoppedObject;
}

/** The stream of a meeting stopped, as the string generation sends it (PROTOCOL.md §6.4, observed). */
export interface StringMeetingStoppedWebhook {
  /** Always `meeting.rtms.stopped`, with dots (PROTOCOL.md §6.4). */
  event: 'meeting.rtms.stopped';
  /** Ids of the stream (PROTOCOL.md §6.5). */
  payload: StringStoppedPayload;
}
