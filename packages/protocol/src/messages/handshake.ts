import type { MessageType } from '../message-type.js';
import type { StatusName } from '../status.js';
import type { MediaParams, MediaParamsRequest } from '../media-params/media-params.js';
import type { EntityIds } from './ids.js';

/** 1, client → server: first message on the signaling socket (PROTOCOL.md §9.1, documented). */
export interface SignalingHandshakeRequest extends EntityIds {
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  /** 1. Some published clients omit it. */
  protocol_version?: number;
  /** "Must start at 1" in the documents; real clients send 0, 1, a random number or nothing. */
  sequence?: number;
  rtms_stream_id: string;
  /**
   * Lowercase hex HMAC-SHA256, see `signHandshake` (PROTOCOL.md §5.1). Missing only where authentication is
   * off.
   */
  signature?: string;
  /** False drops audio captured between webhook and signaling handshake. Default true. */
  buffer_data?: boolean;
}

/**
 * Media URLs by kind (PROTOCOL.md §4.4). `deskshare`, which the vendor's SDK opens, `sharescreen` and `chat`
 * are observed, the others documented.
 */
export interface MediaServerUrls {
  all?: string;
  audio?: string;
  video?: string;
  transcript?: string;
  deskshare?: string;
  sharescreen?: string;
  chat?: string;
}

/**
 * Keys for payload encryption, 64 hex characters each, as the earlier sample mock server sent them
 * (PROTOCOL.md §12.5, observed).
 */
export interface SrtpKeys {
  audio?: string;
  video?: string;
  share?: string;
}

/** Where the media sockets are. */
export interface MediaServer {
  server_urls: MediaServerUrls;
  /** 2025 only. */
  srtp_keys?: SrtpKeys;
}

/** 2, server → client: answer to 1 (PROTOCOL.md §9.2, documented). */
export interface SignalingHandshakeResponse {
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_RESP;
  status: StatusName;
  /** Empty or absent on success, else text for a person. Duplicates say "duplicate signal request". */
  reason?: string;
  /** Only on success. */
  media_server?: MediaServer;
}

/** 3, client → server: first message on a media socket (PROTOCOL.md §9.3, documented). */
export interface DataHandshakeRequest extends EntityIds {
  msg_type: typeof MessageType.DATA_HAND_SHAKE_REQ;
  protocol_version?: number;
  sequence?: number;
  rtms_stream_id: string;
  signature?: string;
  /**
   * Bit mask of `MediaType`, or 32 for everything in scope. What was decoded may hold anything here until
   * `checkMediaType` has looked at it, after identity and signaling (PROTOCOL.md §15.2).
   */
  media_type: number;
  /** Gone from the 2026 request table, still sent by clients; `false` in practice. */
  payload_encryption?: boolean;
  media_params?: MediaParamsRequest;
}

/** 4, server → client: answer to 3 (PROTOCOL.md §9.4, documented). */
export interface DataHandshakeResponse {
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  status: StatusName;
  reason?: string;
  payload_encryption?: boolean;
  /** The effective parameters, one object per granted type. */
  media_params?: MediaParams;
}
