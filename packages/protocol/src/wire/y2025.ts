/** The 2025 generation (PROTOCOL.md §9.18). Messages missing here are written as in `messages/`. */
import type { TransmissionProtocol } from '../media.js';
import type { MediaServer, UdpGrant } from '../messages/handshake.js';
import type { EventParticipant, MeetingEvent } from '../messages/events.js';
import type { UnixMs, UserId } from '../messages/scalars.js';
import type { TranscriptLanguage } from '../language.js';
import type { EventType } from '../event-type.js';
import type { MessageType } from '../message-type.js';
import type { SessionState, StreamState } from '../session.js';
import type { StatusCode2025 } from '../status.js';
import type { MediaParams2025, MediaParamsRequest2025 } from './media-params.js';
import type { IdentifiedRequest } from './numeric.js';

/** 1, client → server: first message on the signaling socket (PROTOCOL.md §9.1, §9.18). */
export interface SignalingHandshakeRequest2025 extends IdentifiedRequest {
  /** Always 1, SIGNALING_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  /** Version of the protocol: 1 (PROTOCOL.md §9.1). */
  protocol_version: 1;
  /** Any number; not checked (PROTOCOL.md §9.18). */
  sequence?: number;
}

/** 2, server → client: answer to 1 (PROTOCOL.md §9.2, §9.18). */
export interface SignalingHandshakeResponse2025 {
  /** Always 2, SIGNALING_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_RESP;
  /** Version of the protocol: 1. */
  protocol_version: 1;
  /** 0 on success, otherwise an error: the 2025 numbers, 0 to 75 (PROTOCOL.md §18.1). */
  status_code: StatusCode2025;
  /** Description of the error, only on errors. Duplicates: "duplicate signal request" (PROTOCOL.md §9.2). */
  reason?: string;
  /** Media URLs; only on success (PROTOCOL.md §4.4). */
  media_server?: MediaServer;
}

/** 3, client → server: first message on a media socket (PROTOCOL.md §9.3, §9.18). */
export interface DataHandshakeRequest2025 extends IdentifiedRequest {
  /** Always 3, DATA_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_REQ;
  /** Version of the protocol: 1 (PROTOCOL.md §9.1). */
  protocol_version: 1;
  /** Any number; not checked (PROTOCOL.md §9.1). */
  sequence?: number;
  /**
   * Bit mask of media types, or 32 for all media in the app's scope (PROTOCOL.md §18.7).
   * @minimum 1
   * @maximum 32
   */
  media_type: number;
  /** Requests encryption of the payload (PROTOCOL.md §12.5). */
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
  media_params?: MediaParamsRequest2025;
}

/** 4, server → client: answer to 3 (PROTOCOL.md §9.4). */
export interface DataHandshakeResponse2025 {
  /** Always 4, DATA_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  /** Version of the protocol: 1. */
  protocol_version: 1;
  /** 0 on success, otherwise an error: the 2025 numbers, 0 to 75 (PROTOCOL.md §18.1). */
  status_code: StatusCode2025;
  /** Description of the error, only on errors (PROTOCOL.md §3.2). */
  reason?: string;
  /**
   * The same value as `payload_encryption`, under the name that the vendor's SDK reads (PROTOCOL.md §9.4,
   * observed).
   */
  payload_encrypted?: boolean;
  /** True if the payload is encrypted (PROTOCOL.md §9.4, §12.5). */
  payload_encryption?: boolean;
  /** Name of the scheme of encrypted payloads: `rtms-mock-1`; rtms-mock only (PROTOCOL.md §12.5, assumed). */
  payload_encryption_scheme?: string;
  /** Transport of the media, if the request names one; rtms-mock only (PROTOCOL.md §12.6, assumed). */
  transmission_protocol?: TransmissionProtocol;
  /** RTP streams of a connection over UDP; rtms-mock only (PROTOCOL.md §12.6, assumed). */
  udp?: UdpGrant;
  /** The effective parameters; only on success (PROTOCOL.md §9.4). */
  media_params?: MediaParams2025;
}

/**
 * 6, server → client, signaling: the event, and its main fields again for clients of the flat form
 * (PROTOCOL.md §10.3).
 */
export interface EventUpdate2025 {
  /** Always 6, EVENT_UPDATE. */
  msg_type: typeof MessageType.EVENT_UPDATE;
  /** The event; `event_type` says which one (PROTOCOL.md §10.1). */
  event: MeetingEvent;
  /** Copy of `event.event_type` (PROTOCOL.md §10.3). */
  event_type?: EventType;
  /** Copy of `event.user_id`; of several participants, the first (PROTOCOL.md §10.3). */
  user_id?: UserId | string;
  /** Copy of `event.user_name`; of several participants, the first (PROTOCOL.md §10.3). */
  user_name?: string;
  /** Copy of `event.timestamp`, in Unix milliseconds (PROTOCOL.md §10.3). */
  timestamp?: UnixMs;
}

/**
 * 6, server → client, signaling, as servers write it that know the flat form only (PROTOCOL.md §10.3,
 * observed).
 */
export interface FlatEventUpdate {
  /** Always 6, EVENT_UPDATE. */
  msg_type: typeof MessageType.EVENT_UPDATE;
  /** Type of the event, 0 to 6 in 2025 (PROTOCOL.md §18.5). */
  event_type: EventType;
  /** The participant of the event: unsigned 32-bit number or a string (PROTOCOL.md §4.2). */
  user_id?: UserId | string;
  /** Display name of the participant (PROTOCOL.md §10.1). */
  user_name?: string;
  /** The participants of a join or leave (PROTOCOL.md §10.1). */
  participants?: EventParticipant[];
  /** Time of the event in Unix milliseconds (PROTOCOL.md §4.3). */
  timestamp?: UnixMs;
}

/** 11, server → client, signaling: answer to 10 (PROTOCOL.md §9.10). */
export interface SessionStateResponse2025 {
  /** Always 11, SESSION_STATE_RESP. */
  msg_type: typeof MessageType.SESSION_STATE_RESP;
  /** The id of the request (PROTOCOL.md §9.10). */
  rtms_session_id: string;
  /** State of the session, 0 to 5; 0 for an unknown session (PROTOCOL.md §9.10, §18.3). */
  state: SessionState;
  /** Error number, only for an unknown or missing id (PROTOCOL.md §9.10, assumed). */
  status_code?: StatusCode2025;
  /** Description of the error, only together with `status_code` (PROTOCOL.md §9.10, assumed). */
  reason?: string;
  /** Time of receipt of the request in Unix milliseconds (PROTOCOL.md §9.10). */
  timestamp: UnixMs;
}

/** 20, server → client, signaling: answer to 19 (PROTOCOL.md §9.11). */
export interface StreamStateResponse2025 {
  /** Always 20, STREAM_STATE_RESP. */
  msg_type: typeof MessageType.STREAM_STATE_RESP;
  /** The id of the request (PROTOCOL.md §9.11). */
  rtms_stream_id: string;
  /** State of the stream, 0 to 6; 0 for an unknown stream (PROTOCOL.md §9.11, §18.4). */
  state: StreamState;
  /** Error number, only for an unknown or missing id (PROTOCOL.md §9.11, assumed). */
  status_code?: StatusCode2025;
  /** Description of the error, only together with `status_code` (PROTOCOL.md §9.11, assumed). */
  reason?: string;
  /** Time of receipt of the request in Unix milliseconds (PROTOCOL.md §9.11). */
  timestamp: UnixMs;
}

/** Fields beside a flat `content` (PROTOCOL.md §12.3, observed). */
export interface FlatMediaFields {
  /** The participant: unsigned 32-bit number; 0 for mixed audio (PROTOCOL.md §12.1). */
  user_id: UserId;
  /** Display name of the participant (PROTOCOL.md §12.1). */
  user_name?: string;
  /** Time of the payload in Unix milliseconds (PROTOCOL.md §12.1). */
  timestamp: UnixMs;
}

/** 14 in the flat shape: one audio packet (PROTOCOL.md §12.3, observed). */
export interface FlatMediaDataAudio extends FlatMediaFields {
  /** Always 14, MEDIA_DATA_AUDIO. */
  msg_type: typeof MessageType.MEDIA_DATA_AUDIO;
  /**
   * The audio packet in base64 (PROTOCOL.md §12.3).
   * @contentEncoding base64
   */
  content: string;
}

/** 15 in the flat shape: one video frame (PROTOCOL.md §12.3, observed). */
export interface FlatMediaDataVideo extends FlatMediaFields {
  /** Always 15, MEDIA_DATA_VIDEO. */
  msg_type: typeof MessageType.MEDIA_DATA_VIDEO;
  /**
   * The video frame in base64 (PROTOCOL.md §12.3).
   * @contentEncoding base64
   */
  content: string;
}

/** 16 in the flat shape: one frame of the shared screen (PROTOCOL.md §12.3, observed). */
export interface FlatMediaDataShare extends FlatMediaFields {
  /** Always 16, MEDIA_DATA_SHARE. */
  msg_type: typeof MessageType.MEDIA_DATA_SHARE;
  /**
   * The frame in base64 (PROTOCOL.md §12.3).
   * @contentEncoding base64
   */
  content: string;
}

/** 17 in the flat shape: one utterance as text (PROTOCOL.md §12.3, observed). */
export interface FlatMediaDataTranscript extends FlatMediaFields {
  /** Always 17, MEDIA_DATA_TRANSCRIPT. */
  msg_type: typeof MessageType.MEDIA_DATA_TRANSCRIPT;
  /** The spoken words, UTF-8 (PROTOCOL.md §12.3). */
  content: string;
  /** Language, -1 to 36 (PROTOCOL.md §18.20). */
  language?: TranscriptLanguage;
}

/** 18 in the flat shape: one chat message (PROTOCOL.md §12.3, observed). */
export interface FlatMediaDataChat extends FlatMediaFields {
  /** Always 18, MEDIA_DATA_CHAT. */
  msg_type: typeof MessageType.MEDIA_DATA_CHAT;
  /** Text of the message, UTF-8 (PROTOCOL.md §12.3). */
  content: string;
}
