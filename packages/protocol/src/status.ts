/**
 * Status codes. Two incompatible tables share the wire field `status_code`. Only `STATUS_OK` has the same
 * number in both, so the code handles statuses by name ({@link StatusName}) and a dialect translates them to
 * numbers when it encodes.
 */

import type { NumericGeneration } from './generation.js';

/**
 * Status numbers of the 2025 generation, 0 to 75.
 * @see https://github.com/zoom/rtms-mock-server-sample (observed: source of the earlier mock server;
 *   PROTOCOL.md §18.1)
 */
export const StatusCode2025 = {
  /** Success. */
  STATUS_OK: 0,
  /** No handshake arrived in time. */
  STATUS_CONNECTION_TIMEOUT: 1,
  /** The message is longer than the limit. */
  STATUS_INVALID_JSON_MSG_SIZE: 2,
  /** The message is not a JSON object. */
  STATUS_INVALID_JSON_MSG: 3,
  /** `msg_type` is missing, not a number, unknown or not allowed here. */
  STATUS_INVALID_MESSAGE_TYPE: 4,
  /** `msg_type` is missing. */
  STATUS_MSG_TYPE_NOT_EXIST: 5,
  /** `msg_type` is not an unsigned integer. */
  STATUS_MSG_TYPE_NOT_UINT: 6,
  /** `meeting_uuid` is missing, and so is every other entity id. */
  STATUS_MEETING_UUID_NOT_EXIST: 7,
  /** The entity id is not a string. */
  STATUS_MEETING_UUID_NOT_STRING: 8,
  /** The entity id is empty. */
  STATUS_MEETING_UUID_IS_EMPTY: 9,
  /** `rtms_stream_id` is missing. */
  STATUS_RTMS_STREAM_ID_NOT_EXIST: 10,
  /** `rtms_stream_id` is not a string. */
  STATUS_RTMS_STREAM_ID_NOT_STRING: 11,
  /** `rtms_stream_id` is empty. */
  STATUS_RTMS_STREAM_ID_IS_EMPTY: 12,
  /** The stream has ended or was never started, or it has no signaling connection. */
  STATUS_SESSION_NOT_FOUND: 13,
  /** The signature is missing. */
  STATUS_SIGNATURE_NOT_EXIST: 14,
  /** The signature is missing or wrong. */
  STATUS_INVALID_SIGNATURE: 15,
  /** The stream is unknown or belongs to another meeting. */
  STATUS_INVALID_MEETING_OR_STREAM_ID: 16,
  /** The stream already has a signaling connection. */
  STATUS_DUPLICATE_SIGNAL_REQUEST: 17,
  /** `events` is missing. */
  STATUS_EVENTS_NOT_EXIST: 18,
  /** `events` is not an array. */
  STATUS_EVENTS_VALUE_NOT_ARRAY: 19,
  /** `event_type` is missing. */
  STATUS_EVENT_TYPE_NOT_EXIST: 20,
  /** `event_type` is not an unsigned integer. */
  STATUS_EVENT_TYPE_VALUE_NOT_UINT: 21,
  /** `media_type` is missing. */
  STATUS_MEDIA_TYPE_NOT_EXIST: 22,
  /** `media_type` is not an unsigned integer. */
  STATUS_MEDIA_TYPE_NOT_UINT: 23,
  /** Audio is not in the app's scope. */
  STATUS_MEDIA_TYPE_AUDIO_NOT_SUPPORT: 24,
  /** Video is not in the app's scope. */
  STATUS_MEDIA_TYPE_VIDEO_NOT_SUPPORT: 25,
  /** Screen share is not in the app's scope. */
  STATUS_MEDIA_TYPE_DESKSHARE_NOT_SUPPORT: 26,
  /** Transcripts are not in the app's scope. */
  STATUS_MEDIA_TYPE_TRANSCRIPT_NOT_SUPPORT: 27,
  /** Chat is not in the app's scope. */
  STATUS_MEDIA_TYPE_CHAT_NOT_SUPPORT: 28,
  /** `media_type` has unknown bits, or 32 together with others. */
  STATUS_MEDIA_TYPE_INVALID_VALUE: 29,
  /** A socket for all media exists, or sockets for single types exist and all media was requested. */
  STATUS_MEDIA_DATA_ALL_CONNECTION_EXIST: 30,
  /** This media type already has a socket. */
  STATUS_DUPLICATE_MEDIA_DATA_CONNECTION: 31,
  /** `media_params` is missing; only where it is required. */
  STATUS_MEDIA_PARAMS_NOT_EXIST: 32,
  /** `media_params` is not an object. */
  STATUS_INVALID_MEDIA_PARAMS: 33,
  /** `media_type` is 0. */
  STATUS_NO_MEDIA_TYPE_SPECIFIED: 34,
  /** `audio` is not an object. */
  STATUS_INVALID_MEDIA_AUDIO_PARAMS: 35,
  /** Audio `content_type` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_CONTENT_TYPE_NOT_UINT: 36,
  /** Audio `content_type` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_CONTENT_TYPE: 37,
  /** Audio `sample_rate` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_SAMPLE_RATE_NOT_UINT: 38,
  /** Audio `sample_rate` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_SAMPLE_RATE: 39,
  /** Audio `channel` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_CHANNEL_NOT_UINT: 40,
  /** Audio `channel` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_CHANNEL: 41,
  /** Audio `codec` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_CODEC_NOT_UINT: 42,
  /** Audio `codec` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_CODEC: 43,
  /** Audio `data_opt` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_DATA_OPT_NOT_UINT: 44,
  /** Audio `data_opt` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_DATA_OPT: 45,
  /** Audio `send_rate` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_SEND_RATE_NOT_UINT: 46,
  /** Audio `frame_size` is not an unsigned integer. */
  STATUS_MEDIA_AUDIO_FRAME_SIZE_NOT_UINT: 47,
  /** `video` is not an object. */
  STATUS_INVALID_MEDIA_VIDEO_PARAMS: 48,
  /** Video `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_CONTENT_TYPE: 49,
  /** Video `content_type` is not an unsigned integer. */
  STATUS_MEDIA_VIDEO_CONTENT_TYPE_NOT_UINT: 50,
  /** Video `codec` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_CODEC: 51,
  /** Video `codec` is not an unsigned integer. */
  STATUS_MEDIA_VIDEO_CODEC_NOT_UINT: 52,
  /** Video `resolution` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_RESOLUTION: 53,
  /** Video `resolution` is not an unsigned integer. */
  STATUS_MEDIA_VIDEO_RESOLUTION_NOT_UINT: 54,
  /** Video `data_opt` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_DATA_OPT: 55,
  /** Video `data_opt` is not an unsigned integer. */
  STATUS_MEDIA_VIDEO_DATA_OPT_NOT_UINT: 56,
  /** Video `fps` is not an unsigned integer. */
  STATUS_MEDIA_VIDEO_FPS_NOT_UINT: 57,
  /** `deskshare` is not an object. */
  STATUS_INVALID_MEDIA_SHARE_PARAMS: 58,
  /** Deskshare `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_CONTENT_TYPE: 59,
  /** Deskshare `content_type` is not an unsigned integer. */
  STATUS_MEDIA_DESKSHARE_CONTENT_TYPE_NOT_UINT: 60,
  /** Deskshare `codec` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_CODEC: 61,
  /** Deskshare `codec` is not an unsigned integer. */
  STATUS_MEDIA_DESKSHARE_CODEC_NOT_UINT: 62,
  /** Deskshare `resolution` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_RESOLUTION: 63,
  /** Deskshare `resolution` is not an unsigned integer. */
  STATUS_MEDIA_DESKSHARE_RESOLUTION_NOT_UINT: 64,
  /** Deskshare `fps` is not an unsigned integer. */
  STATUS_MEDIA_DESKSHARE_FPS_NOT_UINT: 65,
  /** `transcript` is not an object. */
  STATUS_INVALID_MEDIA_TRANSCRIPT_PARAMS: 66,
  /** Transcript `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_TRANSCRIPT_CONTENT_TYPE: 67,
  /** Transcript `content_type` is not an unsigned integer. */
  STATUS_MEDIA_TRANSCRIPT_CONTENT_TYPE_NOT_UINT: 68,
  /** `chat` is not an object. */
  STATUS_INVALID_MEDIA_CHAT_PARAMS: 69,
  /** Chat `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_CHAT_CONTENT_TYPE: 70,
  /** Chat `content_type` is not an unsigned integer. */
  STATUS_MEDIA_CHAT_CONTENT_TYPE_NOT_UINT: 71,
  /** Internal error of the server while sending audio. */
  STATUS_INVALID_AUDIO_DATA_BUFFER: 72,
  /** Internal error of the server while sending video. */
  STATUS_INVALID_VIDEO_DATA_BUFFER: 73,
  /** Internal error of the server while sending the first packet. */
  STATUS_POST_FIRST_PACKET_FAILURE: 74,
  /** The RTMS session is unknown. */
  STATUS_RTMS_SESSION_NOT_FOUND: 75,
} as const;
export type StatusCode2025 = (typeof StatusCode2025)[keyof typeof StatusCode2025];

/**
 * Status numbers of the 2026 generation, 0 to 47. 46 and 47 are known from the vendor's samples only.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §18.1)
 */
export const StatusCode2026 = {
  /** It worked. */
  STATUS_OK: 0,
  /** `msg_type` is missing, not a number, unknown or not allowed here. */
  STATUS_INVALID_MESSAGE_TYPE: 1,
  /** `rtms_stream_id` is missing, malformed, unknown or belongs to another meeting. */
  STATUS_INVALID_RTMS_STREAM_ID: 2,
  /** The signature is missing or wrong. */
  STATUS_INVALID_SIGNATURE: 3,
  /** Not a JSON object, or a required field is missing. */
  STATUS_INVALID_PAYLOAD: 4,
  /** `events` is missing or not an array. */
  STATUS_INVALID_EVENTS: 5,
  /** `event_type` is missing or unknown. */
  STATUS_INVALID_EVENT_TYPE: 6,
  /** `media_type` is missing or not a number. */
  STATUS_INVALID_MEDIA_TYPE: 7,
  /** The stream already has a signaling connection. */
  STATUS_DUPLICATE_SIGNAL_REQUEST: 8,
  /** Audio is not in the app's scope. */
  STATUS_MEDIA_TYPE_AUDIO_NOT_SUPPORT: 9,
  /** Video is not in the app's scope. */
  STATUS_MEDIA_TYPE_VIDEO_NOT_SUPPORT: 10,
  /** Screen share is not in the app's scope. */
  STATUS_MEDIA_TYPE_DESKSHARE_NOT_SUPPORT: 11,
  /** Transcripts are not in the app's scope. */
  STATUS_MEDIA_TYPE_TRANSCRIPT_NOT_SUPPORT: 12,
  /** Chat is not in the app's scope. */
  STATUS_MEDIA_TYPE_CHAT_NOT_SUPPORT: 13,
  /** `media_type` has unknown bits, or 32 together with others. */
  STATUS_MEDIA_TYPE_INVALID_VALUE: 14,
  /** A socket for all media exists, or sockets for single types exist and all media was requested. */
  STATUS_MEDIA_DATA_ALL_CONNECTION_EXIST: 15,
  /** This media type already has a socket. */
  STATUS_DUPLICATE_MEDIA_DATA_CONNECTION: 16,
  /** `media_params` is not an object. */
  STATUS_INVALID_MEDIA_PARAMS: 17,
  /** `audio` is not an object. */
  STATUS_INVALID_MEDIA_AUDIO_PARAMS: 18,
  /** Audio `content_type` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_CONTENT_TYPE: 19,
  /** Audio `sample_rate` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_SAMPLE_RATE: 20,
  /** Audio `channel` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_CHANNEL: 21,
  /** Audio `codec` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_CODEC: 22,
  /** Audio `data_opt` is not one of the allowed values, or does not fit the other fields. */
  STATUS_INVALID_MEDIA_AUDIO_DATA_OPT: 23,
  /** Audio `send_rate` is not a multiple of 20 up to 1000, or does not fit the codec. */
  STATUS_INVALID_MEDIA_AUDIO_SEND_RATE: 24,
  /** `video` is not an object. */
  STATUS_INVALID_MEDIA_VIDEO_PARAMS: 25,
  /** Video `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_CONTENT_TYPE: 26,
  /** Video `codec` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_CODEC: 27,
  /** Video `resolution` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_RESOLUTION: 28,
  /** Video `data_opt` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_DATA_OPT: 29,
  /** Video `fps` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_VIDEO_FPS: 30,
  /** `deskshare` is not an object. */
  STATUS_INVALID_MEDIA_DESKSHARE_PARAMS: 31,
  /** Deskshare `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_CONTENT_TYPE: 32,
  /** Deskshare `codec` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_CODEC: 33,
  /** Deskshare `resolution` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_RESOLUTION: 34,
  /** Deskshare `fps` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_DESKSHARE_FPS: 35,
  /** `transcript` is not an object. */
  STATUS_INVALID_MEDIA_TRANSCRIPT_PARAMS: 36,
  /** Transcript `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_TRANSCRIPT_CONTENT_TYPE: 37,
  /** `chat` is not an object. */
  STATUS_INVALID_MEDIA_CHAT_PARAMS: 38,
  /** Chat `content_type` is not one of the allowed values. */
  STATUS_INVALID_MEDIA_CHAT_CONTENT_TYPE: 39,
  /** `rtms_session_id` is missing or unknown. */
  STATUS_INVALID_RTMS_SESSION_ID: 40,
  /** The ready message is malformed. No message carries this code. */
  STATUS_INVALID_CLIENT_READY_ACK: 41,
  /** `subscribe` is missing or not a boolean. No message carries this code. */
  STATUS_INVALID_EVENT_SUBSCRIBE: 42,
  /** `src_language` is not in the table of languages. */
  STATUS_INVALID_MEDIA_TRANSCRIPT_SOURCE_LANGUAGE: 43,
  /** Already subscribed to the video of this participant. */
  STATUS_DUPLICATE_VIDEO_SUBSCRIPTION: 44,
  /** Internal error of the server. */
  STATUS_INTERNAL_EXCEPTION: 45,
  /** The target language is not in the table of languages. */
  STATUS_INVALID_MEDIA_TRANSCRIPT_TARGET_LANGUAGE: 46,
  /** No key is available for this chat session. */
  STATUS_CHAT_SESSION_KEY_NOT_AVAILABLE: 47,
} as const;
export type StatusCode2026 = (typeof StatusCode2026)[keyof typeof StatusCode2026];

/** A status by name. Server and client use names only; numbers exist on the wire. */
export type StatusName = keyof typeof StatusCode2025 | keyof typeof StatusCode2026;

const NUMBERS: Record<NumericGeneration, { readonly [name: string]: number }> = {
  '2025': StatusCode2025,
  '2026': StatusCode2026,
};

const NAMES: Record<NumericGeneration, ReadonlyMap<number, StatusName>> = {
  '2025': invert(StatusCode2025),
  '2026': invert(StatusCode2026),
};

function invert(table: { readonly [name: string]: number }): ReadonlyMap<number, StatusName> {
  return new Map(Object.entries(table).map(([name, code]) => [code, name as StatusName]));
}

/**
 * Number of a status in one generation; `undefined` if that generation has no such status
 * (PROTOCOL.md §18.1).
 */
export function statusCode(name: StatusName, generation: NumericGeneration): number | undefined {
  return NUMBERS[generation][name];
}

/**
 * Name of a status number in one generation; `undefined` for a number outside its table (PROTOCOL.md §18.1).
 */
export function statusName(code: number, generation: NumericGeneration): StatusName | undefined {
  return NAMES[generation].get(code);
}
