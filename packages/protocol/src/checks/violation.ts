import type { NumericGeneration } from '../generation.js';
import type { StatusName } from '../status.js';

/**
 * Statuses of each violation: in 2025, in 2026 (PROTOCOL.md §15.3). A stand-in where a generation has no
 * status of its own.
 */
const STATUS_BY_VIOLATION = {
  'message-too-long': ['STATUS_INVALID_JSON_MSG_SIZE', 'STATUS_INVALID_PAYLOAD'],
  'not-json': ['STATUS_INVALID_JSON_MSG', 'STATUS_INVALID_PAYLOAD'],
  'msg-type-missing': ['STATUS_MSG_TYPE_NOT_EXIST', 'STATUS_INVALID_MESSAGE_TYPE'],
  'msg-type-not-uint': ['STATUS_MSG_TYPE_NOT_UINT', 'STATUS_INVALID_MESSAGE_TYPE'],
  'msg-type-unknown': ['STATUS_INVALID_MESSAGE_TYPE', 'STATUS_INVALID_MESSAGE_TYPE'],
  'protocol-version-unsupported': ['STATUS_INVALID_JSON_MSG', 'STATUS_INVALID_PAYLOAD'],
  'entity-id-missing': ['STATUS_MEETING_UUID_NOT_EXIST', 'STATUS_INVALID_PAYLOAD'],
  'entity-id-not-string': ['STATUS_MEETING_UUID_NOT_STRING', 'STATUS_INVALID_PAYLOAD'],
  'entity-id-empty': ['STATUS_MEETING_UUID_IS_EMPTY', 'STATUS_INVALID_PAYLOAD'],
  'stream-id-missing': ['STATUS_RTMS_STREAM_ID_NOT_EXIST', 'STATUS_INVALID_RTMS_STREAM_ID'],
  'stream-id-not-string': ['STATUS_RTMS_STREAM_ID_NOT_STRING', 'STATUS_INVALID_RTMS_STREAM_ID'],
  'stream-id-empty': ['STATUS_RTMS_STREAM_ID_IS_EMPTY', 'STATUS_INVALID_RTMS_STREAM_ID'],
  'signature-missing': ['STATUS_SIGNATURE_NOT_EXIST', 'STATUS_INVALID_SIGNATURE'],
  'signature-wrong': ['STATUS_INVALID_SIGNATURE', 'STATUS_INVALID_SIGNATURE'],
  'stream-unknown': ['STATUS_INVALID_MEETING_OR_STREAM_ID', 'STATUS_INVALID_RTMS_STREAM_ID'],
  'stream-ended': ['STATUS_SESSION_NOT_FOUND', 'STATUS_INVALID_RTMS_STREAM_ID'],
  'signaling-duplicate': ['STATUS_DUPLICATE_SIGNAL_REQUEST', 'STATUS_DUPLICATE_SIGNAL_REQUEST'],
  'signaling-absent': ['STATUS_SESSION_NOT_FOUND', 'STATUS_INVALID_RTMS_STREAM_ID'],
  'events-missing': ['STATUS_EVENTS_NOT_EXIST', 'STATUS_INVALID_EVENTS'],
  'events-not-array': ['STATUS_EVENTS_VALUE_NOT_ARRAY', 'STATUS_INVALID_EVENTS'],
  'event-type-missing': ['STATUS_EVENT_TYPE_NOT_EXIST', 'STATUS_INVALID_EVENT_TYPE'],
  'event-type-not-uint': ['STATUS_EVENT_TYPE_VALUE_NOT_UINT', 'STATUS_INVALID_EVENT_TYPE'],
  'event-type-unknown': ['STATUS_EVENT_TYPE_VALUE_NOT_UINT', 'STATUS_INVALID_EVENT_TYPE'],
  'subscribe-not-boolean': ['STATUS_EVENTS_VALUE_NOT_ARRAY', 'STATUS_INVALID_EVENT_SUBSCRIBE'],
  'ready-ack-invalid': ['STATUS_RTMS_STREAM_ID_NOT_EXIST', 'STATUS_INVALID_CLIENT_READY_ACK'],
  'session-unknown': ['STATUS_RTMS_SESSION_NOT_FOUND', 'STATUS_INVALID_RTMS_SESSION_ID'],
  'media-type-missing': ['STATUS_MEDIA_TYPE_NOT_EXIST', 'STATUS_INVALID_MEDIA_TYPE'],
  'media-type-not-uint': ['STATUS_MEDIA_TYPE_NOT_UINT', 'STATUS_INVALID_MEDIA_TYPE'],
  'media-type-zero': ['STATUS_NO_MEDIA_TYPE_SPECIFIED', 'STATUS_MEDIA_TYPE_INVALID_VALUE'],
  'media-type-invalid': ['STATUS_MEDIA_TYPE_INVALID_VALUE', 'STATUS_MEDIA_TYPE_INVALID_VALUE'],
  'media-type-mask': ['STATUS_MEDIA_TYPE_INVALID_VALUE', 'STATUS_MEDIA_TYPE_INVALID_VALUE'],
  'audio-not-in-scope': ['STATUS_MEDIA_TYPE_AUDIO_NOT_SUPPORT', 'STATUS_MEDIA_TYPE_AUDIO_NOT_SUPPORT'],
  'video-not-in-scope': ['STATUS_MEDIA_TYPE_VIDEO_NOT_SUPPORT', 'STATUS_MEDIA_TYPE_VIDEO_NOT_SUPPORT'],
  'deskshare-not-in-scope': [
    'STATUS_MEDIA_TYPE_DESKSHARE_NOT_SUPPORT',
    'STATUS_MEDIA_TYPE_DESKSHARE_NOT_SUPPORT',
  ],
  'transcript-not-in-scope': [
    'STATUS_MEDIA_TYPE_TRANSCRIPT_NOT_SUPPORT',
    'STATUS_MEDIA_TYPE_TRANSCRIPT_NOT_SUPPORT',
  ],
  'chat-not-in-scope': ['STATUS_MEDIA_TYPE_CHAT_NOT_SUPPORT', 'STATUS_MEDIA_TYPE_CHAT_NOT_SUPPORT'],
  'media-all-exists': ['STATUS_MEDIA_DATA_ALL_CONNECTION_EXIST', 'STATUS_MEDIA_DATA_ALL_CONNECTION_EXIST'],
  'media-duplicate': ['STATUS_DUPLICATE_MEDIA_DATA_CONNECTION', 'STATUS_DUPLICATE_MEDIA_DATA_CONNECTION'],
  'media-params-missing': ['STATUS_MEDIA_PARAMS_NOT_EXIST', 'STATUS_INVALID_MEDIA_PARAMS'],
  'media-params-not-object': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'audio-not-object': ['STATUS_INVALID_MEDIA_AUDIO_PARAMS', 'STATUS_INVALID_MEDIA_AUDIO_PARAMS'],
  'audio-content-type-not-uint': [
    'STATUS_MEDIA_AUDIO_CONTENT_TYPE_NOT_UINT',
    'STATUS_INVALID_MEDIA_AUDIO_CONTENT_TYPE',
  ],
  'audio-content-type-invalid': [
    'STATUS_INVALID_MEDIA_AUDIO_CONTENT_TYPE',
    'STATUS_INVALID_MEDIA_AUDIO_CONTENT_TYPE',
  ],
  'audio-sample-rate-not-uint': [
    'STATUS_MEDIA_AUDIO_SAMPLE_RATE_NOT_UINT',
    'STATUS_INVALID_MEDIA_AUDIO_SAMPLE_RATE',
  ],
  'audio-sample-rate-invalid': [
    'STATUS_INVALID_MEDIA_AUDIO_SAMPLE_RATE',
    'STATUS_INVALID_MEDIA_AUDIO_SAMPLE_RATE',
  ],
  'audio-channel-not-uint': ['STATUS_MEDIA_AUDIO_CHANNEL_NOT_UINT', 'STATUS_INVALID_MEDIA_AUDIO_CHANNEL'],
  'audio-channel-invalid': ['STATUS_INVALID_MEDIA_AUDIO_CHANNEL', 'STATUS_INVALID_MEDIA_AUDIO_CHANNEL'],
  'audio-codec-not-uint': ['STATUS_MEDIA_AUDIO_CODEC_NOT_UINT', 'STATUS_INVALID_MEDIA_AUDIO_CODEC'],
  'audio-codec-invalid': ['STATUS_INVALID_MEDIA_AUDIO_CODEC', 'STATUS_INVALID_MEDIA_AUDIO_CODEC'],
  'audio-data-opt-not-uint': ['STATUS_MEDIA_AUDIO_DATA_OPT_NOT_UINT', 'STATUS_INVALID_MEDIA_AUDIO_DATA_OPT'],
  'audio-data-opt-invalid': ['STATUS_INVALID_MEDIA_AUDIO_DATA_OPT', 'STATUS_INVALID_MEDIA_AUDIO_DATA_OPT'],
  'audio-send-rate-not-uint': [
    'STATUS_MEDIA_AUDIO_SEND_RATE_NOT_UINT',
    'STATUS_INVALID_MEDIA_AUDIO_SEND_RATE',
  ],
  'audio-send-rate-invalid': ['STATUS_INVALID_MEDIA_AUDIO_PARAMS', 'STATUS_INVALID_MEDIA_AUDIO_SEND_RATE'],
  'audio-frame-size-not-uint': [
    'STATUS_MEDIA_AUDIO_FRAME_SIZE_NOT_UINT',
    'STATUS_INVALID_MEDIA_AUDIO_PARAMS',
  ],
  'video-not-object': ['STATUS_INVALID_MEDIA_VIDEO_PARAMS', 'STATUS_INVALID_MEDIA_VIDEO_PARAMS'],
  'video-content-type-not-uint': [
    'STATUS_MEDIA_VIDEO_CONTENT_TYPE_NOT_UINT',
    'STATUS_INVALID_MEDIA_VIDEO_CONTENT_TYPE',
  ],
  'video-content-type-invalid': [
    'STATUS_INVALID_MEDIA_VIDEO_CONTENT_TYPE',
    'STATUS_INVALID_MEDIA_VIDEO_CONTENT_TYPE',
  ],
  'video-codec-not-uint': ['STATUS_MEDIA_VIDEO_CODEC_NOT_UINT', 'STATUS_INVALID_MEDIA_VIDEO_CODEC'],
  'video-codec-invalid': ['STATUS_INVALID_MEDIA_VIDEO_CODEC', 'STATUS_INVALID_MEDIA_VIDEO_CODEC'],
  'video-resolution-not-uint': [
    'STATUS_MEDIA_VIDEO_RESOLUTION_NOT_UINT',
    'STATUS_INVALID_MEDIA_VIDEO_RESOLUTION',
  ],
  'video-resolution-invalid': [
    'STATUS_INVALID_MEDIA_VIDEO_RESOLUTION',
    'STATUS_INVALID_MEDIA_VIDEO_RESOLUTION',
  ],
  'video-data-opt-not-uint': ['STATUS_MEDIA_VIDEO_DATA_OPT_NOT_UINT', 'STATUS_INVALID_MEDIA_VIDEO_DATA_OPT'],
  'video-data-opt-invalid': ['STATUS_INVALID_MEDIA_VIDEO_DATA_OPT', 'STATUS_INVALID_MEDIA_VIDEO_DATA_OPT'],
  'video-fps-not-uint': ['STATUS_MEDIA_VIDEO_FPS_NOT_UINT', 'STATUS_INVALID_MEDIA_VIDEO_FPS'],
  'video-fps-invalid': ['STATUS_INVALID_MEDIA_VIDEO_PARAMS', 'STATUS_INVALID_MEDIA_VIDEO_FPS'],
  'deskshare-not-object': ['STATUS_INVALID_MEDIA_SHARE_PARAMS', 'STATUS_INVALID_MEDIA_DESKSHARE_PARAMS'],
  'deskshare-content-type-not-uint': [
    'STATUS_MEDIA_DESKSHARE_CONTENT_TYPE_NOT_UINT',
    'STATUS_INVALID_MEDIA_DESKSHARE_CONTENT_TYPE',
  ],
  'deskshare-content-type-invalid': [
    'STATUS_INVALID_MEDIA_DESKSHARE_CONTENT_TYPE',
    'STATUS_INVALID_MEDIA_DESKSHARE_CONTENT_TYPE',
  ],
  'deskshare-codec-not-uint': [
    'STATUS_MEDIA_DESKSHARE_CODEC_NOT_UINT',
    'STATUS_INVALID_MEDIA_DESKSHARE_CODEC',
  ],
  'deskshare-codec-invalid': ['STATUS_INVALID_MEDIA_DESKSHARE_CODEC', 'STATUS_INVALID_MEDIA_DESKSHARE_CODEC'],
  'deskshare-resolution-not-uint': [
    'STATUS_MEDIA_DESKSHARE_RESOLUTION_NOT_UINT',
    'STATUS_INVALID_MEDIA_DESKSHARE_RESOLUTION',
  ],
  'deskshare-resolution-invalid': [
    'STATUS_INVALID_MEDIA_DESKSHARE_RESOLUTION',
    'STATUS_INVALID_MEDIA_DESKSHARE_RESOLUTION',
  ],
  'deskshare-fps-not-uint': ['STATUS_MEDIA_DESKSHARE_FPS_NOT_UINT', 'STATUS_INVALID_MEDIA_DESKSHARE_FPS'],
  'deskshare-fps-invalid': ['STATUS_INVALID_MEDIA_SHARE_PARAMS', 'STATUS_INVALID_MEDIA_DESKSHARE_FPS'],
  'transcript-not-object': [
    'STATUS_INVALID_MEDIA_TRANSCRIPT_PARAMS',
    'STATUS_INVALID_MEDIA_TRANSCRIPT_PARAMS',
  ],
  'transcript-content-type-not-uint': [
    'STATUS_MEDIA_TRANSCRIPT_CONTENT_TYPE_NOT_UINT',
    'STATUS_INVALID_MEDIA_TRANSCRIPT_CONTENT_TYPE',
  ],
  'transcript-content-type-invalid': [
    'STATUS_INVALID_MEDIA_TRANSCRIPT_CONTENT_TYPE',
    'STATUS_INVALID_MEDIA_TRANSCRIPT_CONTENT_TYPE',
  ],
  'transcript-source-language-invalid': [
    'STATUS_INVALID_MEDIA_TRANSCRIPT_PARAMS',
    'STATUS_INVALID_MEDIA_TRANSCRIPT_SOURCE_LANGUAGE',
  ],
  'transcript-target-language-invalid': [
    'STATUS_INVALID_MEDIA_TRANSCRIPT_PARAMS',
    'STATUS_INVALID_MEDIA_TRANSCRIPT_TARGET_LANGUAGE',
  ],
  'chat-not-object': ['STATUS_INVALID_MEDIA_CHAT_PARAMS', 'STATUS_INVALID_MEDIA_CHAT_PARAMS'],
  'chat-content-type-not-uint': [
    'STATUS_MEDIA_CHAT_CONTENT_TYPE_NOT_UINT',
    'STATUS_INVALID_MEDIA_CHAT_CONTENT_TYPE',
  ],
  'chat-content-type-invalid': [
    'STATUS_INVALID_MEDIA_CHAT_CONTENT_TYPE',
    'STATUS_INVALID_MEDIA_CHAT_CONTENT_TYPE',
  ],
  'video-user-unknown': ['STATUS_INVALID_JSON_MSG', 'STATUS_INVALID_PAYLOAD'],
  'video-subscription-duplicate': [
    'STATUS_INVALID_MEDIA_VIDEO_PARAMS',
    'STATUS_DUPLICATE_VIDEO_SUBSCRIPTION',
  ],
  'chat-session-key-unavailable': [
    'STATUS_INVALID_MEDIA_CHAT_PARAMS',
    'STATUS_CHAT_SESSION_KEY_NOT_AVAILABLE',
  ],
  'payload-encryption-not-boolean': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'payload-encryption-off': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'payload-encryption-required': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'transmission-protocol-invalid': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'udp-port-invalid': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'udp-not-encrypted': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'udp-media-unsupported': ['STATUS_INVALID_MEDIA_PARAMS', 'STATUS_INVALID_MEDIA_PARAMS'],
  'server-fault': ['STATUS_POST_FIRST_PACKET_FAILURE', 'STATUS_INTERNAL_EXCEPTION'],
  'connection-timeout': ['STATUS_CONNECTION_TIMEOUT', 'STATUS_INTERNAL_EXCEPTION'],
} as const satisfies Record<string, readonly [StatusName, StatusName]>;

/**
 * A mistake in a request, named independently of the generations: `media-type-missing` (PROTOCOL.md §15.3).
 */
export type Violation = keyof typeof STATUS_BY_VIOLATION;

/** All violations, in the order of PROTOCOL.md §15.3. */
export const VIOLATIONS = Object.keys(STATUS_BY_VIOLATION) as readonly Violation[];

/** Status with which a generation answers a violation (PROTOCOL.md §15.3). */
export function statusOfViolation(violation: Violation, generation: NumericGeneration): StatusName {
  return STATUS_BY_VIOLATION[violation][generation === '2025' ? 0 : 1];
}

/**
 * Replacement for a status that a generation does not have: its status for the first violation that the other
 * generation answers with `status`, or else its status for an internal error.
 */
export function standInStatus(status: StatusName, generation: NumericGeneration): StatusName {
  const other = generation === '2025' ? '2026' : '2025';
  const violation = VIOLATIONS.find((name) => statusOfViolation(name, other) === status);
  return statusOfViolation(violation ?? 'server-fault', generation);
}

/** Ids of an invalid message, as far as they have the right type. */
export interface MessageIds {
  /** Id of the stream. */
  readonly rtms_stream_id?: string;
  /** Id of the session (PROTOCOL.md §2). */
  readonly rtms_session_id?: string;
  /** The participant: an unsigned integer. */
  readonly user_id?: number;
}

/** Description of an invalid message, for answers, logs and error messages. */
export interface MessageProblem {
  /** The mistake; `statusOfViolation` gives its status. */
  readonly violation: Violation;
  /** Explanation: the expected and the received value. Never contains a secret or a signature. */
  readonly reason: string;
  /** Path of the invalid field, for example `media_params.audio.codec`. */
  readonly field?: string;
  /** `msg_type` of the message, if it could be read. */
  readonly messageType?: number;
  /** Ids in the message, if they could be read: to find its stream and to answer it. */
  readonly ids?: MessageIds;
}
