import type { MessageType } from '../message-type.js';
import type { StatusName } from '../status.js';
import type { MediaParams, MediaParamsRequest } from '../media-params/media-params.js';
import type { EntityIds } from './ids.js';

/** 1, client → server: first message on the signaling socket (PROTOCOL.md §9.1, documented). */
export interface SignalingHandshakeRequest extends EntityIds {
  /** Always 1, SIGNALING_HAND_SHAKE_REQ. */
  msg_type: typeof MessageType.SIGNALING_HAND_SHAKE_REQ;
  /** Version of the protocol: 1. Some published clients omit it (PROTOCOL.md §9.1). */
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
 * Keys for payload encryption, 64 hex characters each. The vendor's sample mock server of 2025 sends the first three and
 * encrypts nothing with them (PROTOCOL.md §12.5, observed).
 */
export interface SrtpKeys {
  /** Key for audio: 64 hex characters (PROTOCOL.md §12.5). */
  audio?: string;
  /** Key for video: 64 hex characters (PROTOCOL.md §12.5). */
  video?: string;
  /** Key for screen share: 64 hex characters (PROTOCOL.md §12.5). */
  share?: string;
  /** Key for transcripts: 64 hex characters; rtms-mock only (PROTOCOL.md §12.5, assumed). */
  transcript?: string;
  /** Key for chat: 64 hex characters; rtms-mock only (PROTOCOL.md §12.5, assumed). */
  chat?: string;
}

/** Addresses of the media sockets, in the answer to a signaling handshake (PROTOCOL.md §9.2). */
export interface MediaServer {
  /** One URL for each media type in the app's scope, and `all` (PROTOCOL.md §4.4). */
  server_urls: MediaServerUrls;
  /** Keys for payload encryption; 2025 only (PROTOCOL.md §12.5, observed). */
  srtp_keys?: SrtpKeys;
  /**
   * Transports of media that the server offers, numbers of PROTOCOL.md §18.14; rtms-mock only, where payloads can be
   * encrypted (PROTOCOL.md §12.6, assumed).
   */
  transmission_protocols?: number[];
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
  /** Version of the protocol: 1 (PROTOCOL.md §9.1). */
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
  /**
   * Requests encryption of the payload. No longer documented in 2026, and clients of the service send false
   * (PROTOCOL.md §9.3, §12.5).
   */
  payload_encryption?: boolean;
  /**
   * Transport of the media: 1 WebSocket, 3 UDP; rtms-mock only. A decoded message may hold any value until the server has
   * checked it (PROTOCOL.md §12.6, assumed).
   */
  transmission_protocol?: number;
  /** Port at which the client receives UDP packets, 1 to 65535; with UDP only (PROTOCOL.md §12.6, assumed). */
  udp_port?: number;
  /** Requested media parameters; omitted ones get their defaults (PROTOCOL.md §11). */
  media_params?: MediaParamsRequest;
}

/** One RTP stream of a connection over UDP: one media type (PROTOCOL.md §12.6, assumed). */
export interface RtpStream {
  /** Flag of the media type: 1 audio, 2 video, 4 screen share. */
  media_type: number;
  /** Name of the encoding in SDP: `opus`, `PCMA`, `PCMU`, `G722`, `L16` or `H264`. */
  codec: string;
  /** RTP payload type, 0 to 127. */
  payload_type: number;
  /** Units of the RTP timestamp in one second. */
  clock_rate: number;
  /** Channels of audio. */
  channels?: number;
  /** Synchronization source of all packets of the stream, 1 to 2^32 − 1. */
  ssrc: number;
}

/** Source and RTP streams of media over UDP (PROTOCOL.md §12.6, assumed). */
export interface UdpGrant {
  /** Address from which the server sends. */
  address: string;
  /** Port from which the server sends, and at which it expects the nonce. */
  port: number;
  /** Protection of the packets: `AES_CM_128_HMAC_SHA1_80` (RFC 4568). */
  srtp_profile: string;
  /** One for each granted media type except transcript and chat, which stay on the WebSocket. */
  streams: RtpStream[];
}

/** 4, server → client: answer to 3 (PROTOCOL.md §9.4, documented). */
export interface DataHandshakeResponse {
  /** Always 4, DATA_HAND_SHAKE_RESP. */
  msg_type: typeof MessageType.DATA_HAND_SHAKE_RESP;
  /** `STATUS_OK`, or the error by name; a number on the wire (PROTOCOL.md §18.1). */
  status: StatusName;
  /** Empty or absent on success, otherwise a description of the error (PROTOCOL.md §9.2). */
  reason?: string;
  /** True if the payload is encrypted; false at the service, as far as is known (PROTOCOL.md §12.5). */
  payload_encryption?: boolean;
  /** Name of the scheme of encrypted payloads: `rtms-mock-1` (PROTOCOL.md §12.5, assumed). */
  payload_encryption_scheme?: string;
  /** Transport of the media, if the request names one: 1 WebSocket, 3 UDP (PROTOCOL.md §12.6, assumed). */
  transmission_protocol?: number;
  /** RTP streams of a connection over UDP (PROTOCOL.md §12.6, assumed). */
  udp?: UdpGrant;
  /** The effective parameters: one object for each granted media type (PROTOCOL.md §9.4). */
  media_params?: MediaParams;
}
