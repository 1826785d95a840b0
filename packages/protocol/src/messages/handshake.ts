import type { MessageType } from '../message-type.js';
import type { StatusName } from '../status.js';
import type { MediaParams, MediaParamsRequest } from '../media-params/media-params.js';
import type { EntityIds } from './ids.js';

/** 1, client → server: first message on the signaling socket (PROTOCOL.md §9.1, documented). */
export interface SignalingHandshakeRequest extends EntityIds {
  /** Always 1, SIGNALING_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  /** Version of the protocol: 1; 2 is accepted as well. Some published clients omit it (PROTOCOL.md §9.1). */
  protocol_version?: number;
  /** Documented to start at 1; clients send any number or none, and it is not checked (PROTOCOL.md §9.1). */
  sequence?: number;
  /** Id of the stream, from the webhook that announced it (PROTOCOL.md §6.4). */
  rtms_stream_id: string;
  /**
   * Lowercase hex HMAC-SHA256, see `signHandshake` (PROTOCOL.md §5.1). Missing only if the server does not
   * authenticate.
   */
  signature?: string;
  /**
   * False drops audio captured between the webhook and this message. Default true; 2026 only
   * (PROTOCOL.md §9.1).
   */
  buffer_data?: boolean;
}

/**
 * Media URLs by media type, `ws://` or `wss://`; several may be the same (PROTOCOL.md §4.4). `deskshare`,
 * `sharescreen` and `chat` are observed, the others documented.
 */
export interface MediaServerUrls {
  /** URL for one socket that carries several media types, or all (PROTOCOL.md §4.5). */
  all?: string;
  /** URL for audio (PROTOCOL.md §4.4). */
  audio?: string;
  /** URL for video (PROTOCOL.md §4.4). */
  video?: string;
  /** URL for transcripts (PROTOCOL.md §4.4). */
  transcript?: string;
  /** URL for screen share, under the key that the vendor's SDK opens (PROTOCOL.md §4.4, observed). */
  deskshare?: string;
  /**
   * URL for screen share, under the key that the vendor's sample library opens (PROTOCOL.md §4.4, observed).
   */
  sharescreen?: string;
  /** URL for chat (PROTOCOL.md §4.4, observed). */
  chat?: string;
}

/**
 * Keys for payload encryption, 64 hex characters each. The vendor's sample mock server of 2025 sends them and
 * encrypts nothing with them (PROTOCOL.md §12.5, observed).
 */
export interface SrtpKeys {
  /** Key for audio: 64 hex characters (PROTOCOL.md §12.5). */
  audio?: string;
  /** Key for video: 64 hex characters (PROTOCOL.md §12.5). */
  video?: string;
  /** Key for screen share: 64 hex characters (PROTOCOL.md §12.5). */
  share?: string;
}

/** Addresses of the media sockets, in the answer to a signaling handshake (PROTOCOL.md §9.2). */
export interface MediaServer {
  /** One URL for each media type in the app's scope, and `all` (PROTOCOL.md §4.4). */
  server_urls: MediaServerUrls;
  /** Keys for payload encryption; 2025 only (PROTOCOL.md §12.5, observed). */
  srtp_keys?: SrtpKeys;
}

/** 2, server → client: answer to 1 (PROTOCOL.md §9.2, documented). */
export interface SignalingHandshakeResponse {
  /** Always 2, SIGNALING_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_RESP;
  /** `STATUS_OK`, or the error by name; a number on the wire (PROTOCOL.md §18.1). */
  status: StatusName;
  /**
   * Empty or absent on success, otherwise a description of the error. Duplicates: "duplicate signal request".
   */
  reason?: string;
  /** Media URLs; only on success (PROTOCOL.md §9.2). */
  media_server?: MediaServer;
}

/** 3, client → server: first message on a media socket (PROTOCOL.md §9.3, documented). */
export interface DataHandshakeRequest extends EntityIds {
  /** Always 3, DATA_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_REQ;
  /** Version of the protocol: 1; 2 is accepted as well (PROTOCOL.md §9.1). */
  protocol_version?: number;
  /** Not checked (PROTOCOL.md §9.1). */
  sequence?: number;
  /** Id of the stream, the same as in the signaling handshake (PROTOCOL.md §9.3). */
  rtms_stream_id: string;
  /** The same signature as in the signaling handshake (PROTOCOL.md §5.1). */
  signature?: string;
  /**
   * Bit mask of `MediaType`, or 32 for all media in the app's scope (PROTOCOL.md §18.7). A decoded message
   * may hold any value until `checkMediaType` has checked it: that comes after identity and signaling
   * (PROTOCOL.md §15.2).
   */
  media_type: number;
  /** No longer documented in 2026, still sent by clients; false in practice (PROTOCOL.md §9.3). */
  payload_encryption?: boolean;
  /** Requested media parameters; omitted ones get their defaults (PROTOCOL.md §11). */
  media_params?: MediaParamsRequest;
}

/** 4, server → client: answer to 3 (PROTOCOL.md §9.4, documented). */
export interface DataHandshakeResponse {
  /** Always 4, DATA_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  /** `STATUS_OK`, or the error by name; a number on the wire (PROTOCOL.md §18.1). */
  status: StatusName;
  /** Empty or absent on success, otherwise a description of the error (PROTOCOL.md §9.2). */
  reason?: string;
  /** Encryption of the payload; false in practice (PROTOCOL.md §12.5). */
  payload_encryption?: boolean;
  /** The effective parameters: one object for each granted media type (PROTOCOL.md §9.4). */
  media_params?: MediaParams;
}
