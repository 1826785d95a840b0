/**
 * Constants under the SDK's names. Numbers that go on the wire are the protocol's own, spread so that
 * the declarations of this package name no other package.
 * @see https://www.npmjs.com/package/@zoom/rtms, rtms.d.ts of 1.1.0 (documented)
 */
import * as wire from '@rtms-mock/protocol';

/** Flags of media types: combine with OR. */
export const MEDIA_TYPE_AUDIO = 1;
export const MEDIA_TYPE_VIDEO = 2;
export const MEDIA_TYPE_DESKSHARE = 4;
export const MEDIA_TYPE_TRANSCRIPT = 8;
export const MEDIA_TYPE_CHAT = 16;
/** A bit of its own, not the sum of the others. */
export const MEDIA_TYPE_ALL = 32;

/** First argument of `onSessionUpdate`. */
export const SESSION_EVENT_ADD = 1;
export const SESSION_EVENT_STOP = 2;
export const SESSION_EVENT_PAUSE = 3;
export const SESSION_EVENT_RESUME = 4;

/** First argument of `onUserUpdate` (assumed: the header with these numbers is not published). */
export const USER_JOIN = 1;
export const USER_LEAVE = 2;

/** Event types for `subscribeEvent`. From 8 on, numbers mean different things by product. */
export const EVENT_UNDEFINED = 0;
export const EVENT_FIRST_PACKET_TIMESTAMP = 1;
export const EVENT_ACTIVE_SPEAKER_CHANGE = 2;
export const EVENT_PARTICIPANT_JOIN = 3;
export const EVENT_PARTICIPANT_LEAVE = 4;
export const EVENT_SHARING_START = 5;
export const EVENT_SHARING_STOP = 6;
export const EVENT_MEDIA_CONNECTION_INTERRUPTED = 7;
export const EVENT_CONSUMER_ANSWERED = 8;
export const EVENT_CONSUMER_END = 9;
export const EVENT_USER_ANSWERED = 10;
export const EVENT_USER_END = 11;
export const EVENT_USER_HOLD = 12;
export const EVENT_USER_UNHOLD = 13;

/** Results of SDK calls; also given to `onJoinConfirm` where no status came from the server. */
export const RTMS_SDK_FAILURE = -1;
export const RTMS_SDK_OK = 0;
export const RTMS_SDK_TIMEOUT = 1;
export const RTMS_SDK_NOT_EXIST = 2;
export const RTMS_SDK_WRONG_TYPE = 3;
export const RTMS_SDK_INVALID_STATUS = 4;
export const RTMS_SDK_INVALID_ARGS = 5;

/** `status` of the second argument of `onSessionUpdate`. */
export const SESS_STATUS_ACTIVE = 1;
export const SESS_STATUS_PAUSED = 2;

const { UNDEFINED, RTP, RAW_AUDIO, RAW_VIDEO, FILE_STREAM, TEXT } = wire.ContentType;
export const AudioContentType = { UNDEFINED, RTP, RAW_AUDIO, FILE_STREAM, TEXT } as const;
export const VideoContentType = { UNDEFINED, RTP, RAW_VIDEO, FILE_STREAM, TEXT } as const;

const { L16, G711, G722, OPUS, JPG, PNG, H264 } = wire.PayloadType;
export const AudioCodec = { UNDEFINED, L16, G711, G722, OPUS } as const;
export const VideoCodec = { UNDEFINED, JPG, PNG, H264 } as const;

/** Rates are numbers of a list, not Hz: 0 is a valid rate. */
export const AudioSampleRate = { ...wire.AudioSampleRate } as const;
export const AudioChannel = { ...wire.AudioChannel } as const;
export const VideoResolution = { ...wire.MediaResolution } as const;

const option = wire.MediaDataOption;
export const AudioDataOption = {
  UNDEFINED,
  AUDIO_MIXED_STREAM: option.AUDIO_MIXED_STREAM,
  AUDIO_MULTI_STREAMS: option.AUDIO_MULTI_STREAMS,
} as const;
export const VideoDataOption = {
  UNDEFINED,
  VIDEO_SINGLE_ACTIVE_STREAM: option.VIDEO_SINGLE_ACTIVE_STREAM,
  /** Older name of 4. */
  VIDEO_MIXED_SPEAKER_VIEW: option.VIDEO_MIXED_SPEAKER_VIEW,
  /** One participant, chosen with `subscribeVideo`. */
  VIDEO_SINGLE_INDIVIDUAL_STREAM: option.VIDEO_SINGLE_INDIVIDUAL_STREAM,
  VIDEO_MIXED_GALLERY_VIEW: option.VIDEO_MIXED_GALLERY_VIEW,
} as const;

export const MediaDataType = { UNDEFINED, ...wire.MediaType } as const;
export const SessionState = { ...wire.SessionState } as const;
export const StreamState = { ...wire.StreamState } as const;
export const MessageType = { ...wire.MessageType } as const;
export const TranscriptLanguage = { ...wire.TranscriptLanguage } as const;

/** Meeting events and, under the same numbers, the first Contact Center ones. */
export const EventType = {
  UNDEFINED: EVENT_UNDEFINED,
  FIRST_PACKET_TIMESTAMP: EVENT_FIRST_PACKET_TIMESTAMP,
  ACTIVE_SPEAKER_CHANGE: EVENT_ACTIVE_SPEAKER_CHANGE,
  PARTICIPANT_JOIN: EVENT_PARTICIPANT_JOIN,
  PARTICIPANT_LEAVE: EVENT_PARTICIPANT_LEAVE,
  SHARING_START: EVENT_SHARING_START,
  SHARING_STOP: EVENT_SHARING_STOP,
  MEDIA_CONNECTION_INTERRUPTED: EVENT_MEDIA_CONNECTION_INTERRUPTED,
  PARTICIPANT_VIDEO_ON: 8,
  PARTICIPANT_VIDEO_OFF: 9,
  CONSUMER_ANSWERED: EVENT_CONSUMER_ANSWERED,
  CONSUMER_END: EVENT_CONSUMER_END,
  USER_ANSWERED: EVENT_USER_ANSWERED,
  USER_END: EVENT_USER_END,
  USER_HOLD: EVENT_USER_HOLD,
  USER_UNHOLD: EVENT_USER_UNHOLD,
} as const;
