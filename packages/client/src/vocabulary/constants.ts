/**
 * Constants with the SDK's names. The numbers that go on the wire come from the protocol package. They are
 * spread into new objects, so that the type declarations of this package import no other package.
 * @see https://www.npmjs.com/package/@zoom/rtms, rtms.d.ts of 1.1.0 (documented)
 */
import * as wire from '@rtms-mock/protocol';

/** Flag of audio. Combine the flags of media types with OR. */
export const MEDIA_TYPE_AUDIO = 1;
/** Flag of video. */
export const MEDIA_TYPE_VIDEO = 2;
/** Flag of screen share. */
export const MEDIA_TYPE_DESKSHARE = 4;
/** Flag of transcripts. */
export const MEDIA_TYPE_TRANSCRIPT = 8;
/** Flag of chat messages. */
export const MEDIA_TYPE_CHAT = 16;
/** Flag of all media types. A bit of its own, not the sum of the others. */
export const MEDIA_TYPE_ALL = 32;

/** `op` of `onSessionUpdate`: a session has started. */
export const SESSION_EVENT_ADD = 1;
/** `op` of `onSessionUpdate`: a session has stopped. */
export const SESSION_EVENT_STOP = 2;
/** `op` of `onSessionUpdate`: a session was paused. */
export const SESSION_EVENT_PAUSE = 3;
/** `op` of `onSessionUpdate`: a paused session was resumed. */
export const SESSION_EVENT_RESUME = 4;

/** `op` of `onUserUpdate`: a user has joined (observed in the Python SDK 1.1.0, which has the same native core). */
export const USER_JOIN = 0;
/** `op` of `onUserUpdate`: a user has left (observed in the Python SDK 1.1.0, which has the same native core). */
export const USER_LEAVE = 1;

/** Event type: none. */
export const EVENT_UNDEFINED = 0;
/** Event type: the first media packet was sent. The service sends it without a subscription. */
export const EVENT_FIRST_PACKET_TIMESTAMP = 1;
/** Event type: another participant is the active speaker. */
export const EVENT_ACTIVE_SPEAKER_CHANGE = 2;
/** Event type: participants have joined. */
export const EVENT_PARTICIPANT_JOIN = 3;
/** Event type: participants have left. */
export const EVENT_PARTICIPANT_LEAVE = 4;
/** Event type: a participant has started to share the screen. */
export const EVENT_SHARING_START = 5;
/** Event type: the screen is no longer shared. */
export const EVENT_SHARING_STOP = 6;
/** Event type: the service has lost a media socket. The service sends it without a subscription. */
export const EVENT_MEDIA_CONNECTION_INTERRUPTED = 7;
/** Event type of Contact Center: the consumer has answered. In meetings, 8 is `PARTICIPANT_VIDEO_ON`. */
export const EVENT_CONSUMER_ANSWERED = 8;
/** Event type of Contact Center: the consumer has ended the call. In meetings, 9 is `PARTICIPANT_VIDEO_OFF`. */
export const EVENT_CONSUMER_END = 9;
/** Event type of Contact Center: a user (agent) has answered. */
export const EVENT_USER_ANSWERED = 10;
/** Event type of Contact Center: a user (agent) has ended the call. */
export const EVENT_USER_END = 11;
/** Event type of Contact Center: a user (agent) has put the call on hold. */
export const EVENT_USER_HOLD = 12;
/** Event type of Contact Center: a user (agent) has taken the call off hold. */
export const EVENT_USER_UNHOLD = 13;

/** Result: the operation failed. `onJoinConfirm` receives it if the server sent no status. */
export const RTMS_SDK_FAILURE = -1;
/** Result: the operation succeeded. */
export const RTMS_SDK_OK = 0;
/** Result: the operation timed out. `onJoinConfirm` receives it if the server did not answer in time. */
export const RTMS_SDK_TIMEOUT = 1;
/** Result: a resource does not exist. */
export const RTMS_SDK_NOT_EXIST = 2;
/** Result: an argument has the wrong type. */
export const RTMS_SDK_WRONG_TYPE = 3;
/** Result: a status is invalid. */
export const RTMS_SDK_INVALID_STATUS = 4;
/** Result: arguments are invalid. */
export const RTMS_SDK_INVALID_ARGS = 5;

/** `status` of a session that is active (observed in the Python SDK 1.1.0). */
export const SESS_STATUS_ACTIVE = 0;
/** `status` of a session that is paused (observed in the Python SDK 1.1.0). */
export const SESS_STATUS_PAUSED = 1;

const { UNDEFINED, RTP, RAW_AUDIO, RAW_VIDEO, FILE_STREAM, TEXT } = wire.ContentType;
/** Values of `AudioParams.contentType` (PROTOCOL.md §18.8). */
export const AudioContentType = { UNDEFINED, RTP, RAW_AUDIO, FILE_STREAM, TEXT } as const;
/** Values of `contentType` in `VideoParams` and `DeskshareParams` (PROTOCOL.md §18.8). */
export const VideoContentType = { UNDEFINED, RTP, RAW_VIDEO, FILE_STREAM, TEXT } as const;

const { L16, G711, G722, OPUS, JPG, PNG, H264 } = wire.PayloadType;
/** Values of `AudioParams.codec` (PROTOCOL.md §18.9). */
export const AudioCodec = { UNDEFINED, L16, G711, G722, OPUS } as const;
/** Values of `codec` in `VideoParams` and `DeskshareParams` (PROTOCOL.md §18.9). */
export const VideoCodec = { UNDEFINED, JPG, PNG, H264 } as const;

/** Values of `AudioParams.sampleRate`: indices, not Hz. 0 is a valid rate (PROTOCOL.md §18.10). */
export const AudioSampleRate = { ...wire.AudioSampleRate } as const;
/** Values of `AudioParams.channel` (PROTOCOL.md §18.11). */
export const AudioChannel = { ...wire.AudioChannel } as const;
/** Values of `resolution` in `VideoParams` and `DeskshareParams` (PROTOCOL.md §18.13). */
export const VideoResolution = { ...wire.MediaResolution } as const;

const option = wire.MediaDataOption;
/** Values of `AudioParams.dataOpt` (PROTOCOL.md §18.12). */
export const AudioDataOption = {
  UNDEFINED,
  /** The audio of all participants mixed into one stream; `userId` is -1. */
  AUDIO_MIXED_STREAM: option.AUDIO_MIXED_STREAM,
  /** One stream for each of up to three speakers. */
  AUDIO_MULTI_STREAMS: option.AUDIO_MULTI_STREAMS,
} as const;
/** Values of `VideoParams.dataOpt` (PROTOCOL.md §18.12). */
export const VideoDataOption = {
  UNDEFINED,
  /** The video of the active speaker. */
  VIDEO_SINGLE_ACTIVE_STREAM: option.VIDEO_SINGLE_ACTIVE_STREAM,
  /** 2025 only: a composed view with the active speaker. In 2026 the same number is the next option. */
  VIDEO_MIXED_SPEAKER_VIEW: option.VIDEO_MIXED_SPEAKER_VIEW,
  /** The video of one participant, selected with `subscribeVideo`. */
  VIDEO_SINGLE_INDIVIDUAL_STREAM: option.VIDEO_SINGLE_INDIVIDUAL_STREAM,
  /** 2025 only: a composed view of all participants. */
  VIDEO_MIXED_GALLERY_VIEW: option.VIDEO_MIXED_GALLERY_VIEW,
} as const;

/** Flags of media types, as `MEDIA_TYPE_*` (PROTOCOL.md §18.7). */
export const MediaDataType = { UNDEFINED, ...wire.MediaType } as const;
/** States of a session (PROTOCOL.md §18.3). */
export const SessionState = { ...wire.SessionState } as const;
/** States of a stream (PROTOCOL.md §18.4). */
export const StreamState = { ...wire.StreamState } as const;
/** Types of the messages on the wire (PROTOCOL.md §9). */
export const MessageType = { ...wire.MessageType } as const;
/** Values of `TranscriptParams.srcLanguage` (PROTOCOL.md §18.20). */
export const TranscriptLanguage = { ...wire.TranscriptLanguage } as const;

/**
 * Event types for `subscribeEvent`. From 8 on the numbers depend on the product: the events of meetings and
 * the first events of Contact Center share them (PROTOCOL.md §18.5, §18.6).
 */
export const EventType = {
  /** None. */
  UNDEFINED: EVENT_UNDEFINED,
  /** The first media packet was sent. */
  FIRST_PACKET_TIMESTAMP: EVENT_FIRST_PACKET_TIMESTAMP,
  /** Another participant is the active speaker. */
  ACTIVE_SPEAKER_CHANGE: EVENT_ACTIVE_SPEAKER_CHANGE,
  /** Participants have joined. */
  PARTICIPANT_JOIN: EVENT_PARTICIPANT_JOIN,
  /** Participants have left. */
  PARTICIPANT_LEAVE: EVENT_PARTICIPANT_LEAVE,
  /** A participant has started to share the screen. */
  SHARING_START: EVENT_SHARING_START,
  /** The screen is no longer shared. */
  SHARING_STOP: EVENT_SHARING_STOP,
  /** The service has lost a media socket. */
  MEDIA_CONNECTION_INTERRUPTED: EVENT_MEDIA_CONNECTION_INTERRUPTED,
  /** Meetings: participants have turned their cameras on. */
  PARTICIPANT_VIDEO_ON: 8,
  /** Meetings: participants have turned their cameras off. */
  PARTICIPANT_VIDEO_OFF: 9,
  /** Contact Center: the consumer has answered. */
  CONSUMER_ANSWERED: EVENT_CONSUMER_ANSWERED,
  /** Contact Center: the consumer has ended the call. */
  CONSUMER_END: EVENT_CONSUMER_END,
  /** Contact Center: a user (agent) has answered. */
  USER_ANSWERED: EVENT_USER_ANSWERED,
  /** Contact Center: a user (agent) has ended the call. */
  USER_END: EVENT_USER_END,
  /** Contact Center: a user (agent) has put the call on hold. */
  USER_HOLD: EVENT_USER_HOLD,
  /** Contact Center: a user (agent) has taken the call off hold. */
  USER_UNHOLD: EVENT_USER_UNHOLD,
} as const;
