/** The 2026 generation (PROTOCOL.md §9). Messages missing here are written as in `messages/`. */
import type { TransmissionProtocol } from '../media.js';
import type { MediaServer, UdpGrant } from '../messages/handshake.js';
import type { ContactCenterEvent, ContactCenterParticipant, MeetingEvent } from '../messages/events.js';
import type { UnixMs, UserId } from '../messages/scalars.js';
import type { MessageType } from '../message-type.js';
import type { SessionState, StreamState } from '../session.js';
import type { StatusCode2026 } from '../status.js';
import type { MediaParams2026, MediaParamsRequest2026 } from './media-params.js';
import type { IdentifiedRequest } from './numeric.js';

/** 1, client → server: first message on the signaling socket (PROTOCOL.md §9.1). */
export interface SignalingHandshakeRequest2026 extends IdentifiedRequest {
  /** Always 1, SIGNALING_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  /** Version of the protocol: 1 (PROTOCOL.md §9.1). */
  protocol_version: 1;
  /** Documented to start at 1; not checked (PROTOCOL.md §9.1). */
  sequence?: number;
  /**
   * False drops audio captured between the webhook and this message (PROTOCOL.md §9.1, §14.4).
   * @default true
   */
  buffer_data?: boolean;
}

/** 2, server → client: answer to 1 (PROTOCOL.md §9.2). */
export interface SignalingHandshakeResponse2026 {
  /** Always 2, SIGNALING_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_RESP;
  /** Version of the protocol: 1. */
  protocol_version: 1;
  /** 0 in the documented example (PROTOCOL.md §9.2). */
  sequence?: number;
  /** 0 on success, otherwise an error: the 2026 numbers, 0 to 47 (PROTOCOL.md §18.1). */
  status_code: StatusCode2026;
  /** Empty on success, otherwise a description of the error. Duplicates: "duplicate signal request". */
  reason: string;
  /** Media URLs; only on success (PROTOCOL.md §4.4). */
  media_server?: MediaServer;
}

/** 3, client → server: first message on a media socket (PROTOCOL.md §9.3). */
export interface DataHandshakeRequest2026 extends IdentifiedRequest {
  /** Always 3, DATA_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_REQ;
  /** Version of the protocol: 1 (PROTOCOL.md §9.1). */
  protocol_version: 1;
  /** Any number; not checked (PROTOCOL.md §9.1). */
  sequence?: number;
  /**
   * One media type, or 32 for all media in the app's scope; 31 counts as all five. The service refuses other combinations
   * with 14 (PROTOCOL.md §9.3, §18.7, observed).
   */
  media_type: 1 | 2 | 4 | 8 | 16 | 31 | 32;
  /** Requests encryption of the payload; no longer documented (PROTOCOL.md §9.3, §12.5). */
  payload_encryption?: boolean;
  /**
   * Transport of the media: 1 WebSocket, 3 UDP; rtms-mock only (PROTOCOL.md §12.6, assumed).
   * @default 1
   */
  transmission_protocol?: TransmissionProtocol;
  /**
   * Port at which the client receives UDP packets; with UDP only (PROTOCOL.md §12.6, assumed).
   * @minimum 1
   * @maximum 65535
   */
  udp_port?: number;
  /** Requested media parameters; omitted ones get their defaults (PROTOCOL.md §11.1). */
  media_params?: MediaParamsRequest2026;
}

/** 4, server → client: answer to 3 (PROTOCOL.md §9.4). */
export interface DataHandshakeResponse2026 {
  /** Always 4, DATA_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  /** Version of the protocol: 1. */
  protocol_version: 1;
  /** 0 in the documented example (PROTOCOL.md §9.4). */
  sequence?: number;
  /** 0 on success, otherwise an error: the 2026 numbers, 0 to 47 (PROTOCOL.md §18.1). */
  status_code: StatusCode2026;
  /** Empty on success, otherwise a description of the error (PROTOCOL.md §9.4). */
  reason: string;
  /**
   * Encryption of the payload, under the name of the documented example; the SDK reads it (PROTOCOL.md §9.4).
   */
  payload_encrypted?: boolean;
  /** The same value under the name of the documented field table (PROTOCOL.md §9.4). */
  payload_encryption?: boolean;
  /** Name of the scheme of encrypted payloads: `rtms-mock-1`; rtms-mock only (PROTOCOL.md §12.5, assumed). */
  payload_encryption_scheme?: string;
  /** Transport of the media, if the request names one; rtms-mock only (PROTOCOL.md §12.6, assumed). */
  transmission_protocol?: TransmissionProtocol;
  /** RTP streams of a connection over UDP; rtms-mock only (PROTOCOL.md §12.6, assumed). */
  udp?: UdpGrant;
  /** The effective parameters; only on success (PROTOCOL.md §9.4). */
  media_params?: MediaParams2026;
}

/** A Contact Center event with the party under two keys, one of them misspelt (PROTOCOL.md §10.2). */
export interface WireContactCenterEvent extends ContactCenterEvent {
  /**
   * Copy of `participant_info` under the misspelt key that one published sample reads (PROTOCOL.md §10.2).
   */
  paticipant_info?: ContactCenterParticipant;
}

/** 6, server → client, signaling: one event (PROTOCOL.md §9.6). */
export interface EventUpdate2026 {
  /** Always 6, EVENT_UPDATE. */
  msg_type: typeof MessageType.EVENT_UPDATE;
  /** The event; `event_type` says which one (PROTOCOL.md §10.1, §10.2). */
  event: MeetingEvent | WireContactCenterEvent;
}

/** 11, server → client, signaling: answer to 10 (PROTOCOL.md §9.10). */
export interface SessionStateResponse2026 {
  /** Always 11, SESSION_STATE_RESP. */
  msg_type: typeof MessageType.SESSION_STATE_RESP;
  /** The id of the request (PROTOCOL.md §9.10). */
  rtms_session_id: string;
  /** State of the session, 0 to 5; 0 for an unknown session (PROTOCOL.md §9.10, §18.3). */
  state: SessionState;
  /** Error number, only for an unknown or missing id (PROTOCOL.md §9.10, assumed). */
  status_code?: StatusCode2026;
  /** Description of the error, only together with `status_code` (PROTOCOL.md §9.10, assumed). */
  reason?: string;
  /** Time of receipt of the request in Unix milliseconds (PROTOCOL.md §9.10). */
  timestamp: UnixMs;
}

/** 20, server → client, signaling: answer to 19 (PROTOCOL.md §9.11). */
export interface StreamStateResponse2026 {
  /** Always 20, STREAM_STATE_RESP. */
  msg_type: typeof MessageType.STREAM_STATE_RESP;
  /** The id of the request (PROTOCOL.md §9.11). */
  rtms_stream_id: string;
  /** State of the stream, 0 to 6; 0 for an unknown stream (PROTOCOL.md §9.11, §18.4). */
  state: StreamState;
  /** Error number, only for an unknown or missing id (PROTOCOL.md §9.11, assumed). */
  status_code?: StatusCode2026;
  /** Description of the error, only together with `status_code` (PROTOCOL.md §9.11, assumed). */
  reason?: string;
  /** Time of receipt of the request in Unix milliseconds (PROTOCOL.md §9.11). */
  timestamp: UnixMs;
}

/** 22, server → client, signaling: answer to 21 (PROTOCOL.md §9.14). */
export interface StreamCloseResponse2026 {
  /** Always 22, STREAM_CLOSE_RESP. */
  msg_type: typeof MessageType.STREAM_CLOSE_RESP;
  /** The id of the request (PROTOCOL.md §9.14). */
  rtms_stream_id: string;
  /** 0 on success, then the stream ends; otherwise an error number (PROTOCOL.md §9.14, §18.1). */
  status_code: StatusCode2026;
  /** `OK` on success, otherwise a description of the error (PROTOCOL.md §9.14). */
  reason: string;
  /** Time of the answer in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}

/** 29, server → client, signaling: answer to 28 (PROTOCOL.md §9.16). */
export interface VideoSubscriptionResponse2026 {
  /** Always 29, VIDEO_SUBSCRIPTION_RESP. */
  msg_type: typeof MessageType.VIDEO_SUBSCRIPTION_RESP;
  /** The participant of the request (PROTOCOL.md §9.16). */
  user_id: UserId;
  /** The value of the request; one published client reads it and treats a missing one as true (observed). */
  subscribe?: boolean;
  /** 0 on success; 44 for the participant that is already subscribed (PROTOCOL.md §9.16, §18.1). */
  status_code: StatusCode2026;
  /** `OK` on success, otherwise a description of the error (PROTOCOL.md §9.16). */
  reason: string;
  /** Time of the answer in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp: UnixMs;
}
