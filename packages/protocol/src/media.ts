/**
 * Media types, formats and options, as numbers on the wire. The same in both numeric generations unless noted
 * otherwise.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.7 to §18.19)
 */

/**
 * Flags of the bit mask `media_type`: 9 is audio and transcript. ALL is a bit of its own, not the sum
 * (PROTOCOL.md §18.7, documented). A media handshake names one type, or ALL: the service of 2026 refuses
 * combinations (PROTOCOL.md §9.3, observed).
 */
export const MediaType = {
  /** Audio of the meeting, mixed or by speaker. */
  AUDIO: 1,
  /** Camera video. */
  VIDEO: 2,
  /** Screen share. */
  DESKSHARE: 4,
  /** Transcripts: spoken words as text. */
  TRANSCRIPT: 8,
  /** Chat messages. */
  CHAT: 16,
  /** Everything in the app's scope; not combined with other flags. */
  ALL: 32,
} as const;
export type MediaType = (typeof MediaType)[keyof typeof MediaType];

/** Values of `content_type` in each object of `media_params` (PROTOCOL.md §18.8, documented). */
export const ContentType = {
  /** No value. */
  UNDEFINED: 0,
  /** Carries the same bytes as the raw types (assumed). */
  RTP: 1,
  /** For audio. */
  RAW_AUDIO: 2,
  /** For video and screen share. */
  RAW_VIDEO: 3,
  /** Not used by any media type. */
  FILE_STREAM: 4,
  /** For transcripts and chat. */
  TEXT: 5,
} as const;
export type ContentType = (typeof ContentType)[keyof typeof ContentType];

/**
 * Values of `codec` for audio, video and share, the vendor's "payload type" (PROTOCOL.md §18.9, documented).
 */
export const PayloadType = {
  /** No value. */
  UNDEFINED: 0,
  /** 16-bit PCM, little-endian in spite of the RTP name (observed: PROTOCOL.md §11.5). */
  L16: 1,
  /** A-law only. */
  G711: 2,
  /** 64 kbit/s, 16 kHz. */
  G722: 3,
  /** 48 kHz. */
  OPUS: 4,
  /** One complete JPEG image in each message. */
  JPG: 5,
  /** One complete PNG image in each message. */
  PNG: 6,
  /** Annex B byte stream with start codes. */
  H264: 7,
} as const;
export type PayloadType = (typeof PayloadType)[keyof typeof PayloadType];

/**
 * Values of `sample_rate` for audio. 0 is a valid rate: test for presence, not truthiness
 * (PROTOCOL.md §18.10, documented).
 */
export const AudioSampleRate = {
  /** 8000 Hz. */
  SR_8K: 0,
  /** 16000 Hz. */
  SR_16K: 1,
  /** 32000 Hz. */
  SR_32K: 2,
  /** 48000 Hz. */
  SR_48K: 3,
} as const;
export type AudioSampleRate = (typeof AudioSampleRate)[keyof typeof AudioSampleRate];

/** Values of `channel` for audio: the number of channels (PROTOCOL.md §18.11, documented). */
export const AudioChannel = {
  /** One channel. */
  MONO: 1,
  /** Two channels, interleaved. */
  STEREO: 2,
} as const;
export type AudioChannel = (typeof AudioChannel)[keyof typeof AudioChannel];

/**
 * Values of `data_opt` for audio and video: whose media is sent (PROTOCOL.md §18.12, documented). 4 has a
 * different meaning in each numeric generation: a composed speaker view in 2025, one chosen participant in
 * 2026.
 */
export const MediaDataOption = {
  /** No value. */
  UNDEFINED: 0,
  /** All participants mixed into one stream, `user_id` 0. */
  AUDIO_MIXED_STREAM: 1,
  /** One stream for each of up to three speakers. */
  AUDIO_MULTI_STREAMS: 2,
  /** Video of the active speaker. */
  VIDEO_SINGLE_ACTIVE_STREAM: 3,
  /** Video of one chosen participant; 2026. */
  VIDEO_SINGLE_INDIVIDUAL_STREAM: 4,
  /** Composed view with the active speaker; 2025. */
  VIDEO_MIXED_SPEAKER_VIEW: 4,
  /** Composed view of all participants; 2025, still listed by the SDK. */
  VIDEO_MIXED_GALLERY_VIEW: 5,
} as const;
export type MediaDataOption = (typeof MediaDataOption)[keyof typeof MediaDataOption];

/** Values of `resolution` for video and share, in pixels (PROTOCOL.md §18.13, documented). */
export const MediaResolution = {
  /** 854x480 or 640x360. */
  SD: 1,
  /** 1280x720. */
  HD: 2,
  /** 1920x1080. */
  FHD: 3,
  /** 2560x1440. */
  QHD: 4,
} as const;
export type MediaResolution = (typeof MediaResolution)[keyof typeof MediaResolution];

/**
 * Transports that the vendor lists (PROTOCOL.md §18.14, documented). No message of the service carries them; with
 * rtms-mock, a media handshake may name WebSocket or UDP (PROTOCOL.md §12.6, assumed).
 */
export const TransmissionProtocol = {
  /** WebSocket, the only transport that the service supports. */
  WEBSOCKET: 1,
  /** RTMP; not supported by the service. */
  RTMP: 2,
  /** UDP; not supported by the service, offered by rtms-mock. */
  UDP: 3,
  /** WebRTC; not supported by the service. */
  WEBRTC: 4,
} as const;
export type TransmissionProtocol = (typeof TransmissionProtocol)[keyof typeof TransmissionProtocol];

/**
 * Values of `content.attribute` in transcripts, read by one published client (PROTOCOL.md §18.15, observed).
 */
export const DataAttribute = {
  /** No attribute. */
  NONE: 0,
  /** A new transcript. */
  NEW: 1,
  /** Replaces an earlier transcript. */
  UPDATE: 2,
  /** Deletes an earlier transcript. */
  DELETE: 3,
} as const;
export type DataAttribute = (typeof DataAttribute)[keyof typeof DataAttribute];

/** Values of `operation_type` in chat messages (PROTOCOL.md §18.16, observed in the vendor's samples). */
export const ChatOperationType = {
  /** A new message. */
  NEW: 1,
  /** A message was deleted. */
  DELETE: 2,
  /** A message was edited. */
  UPDATE: 3,
  /** An emoji reaction was added to a message. */
  ADD_EMOJI_REACTION: 4,
  /** An emoji reaction was removed from a message. */
  REMOVE_EMOJI_REACTION: 5,
} as const;
export type ChatOperationType = (typeof ChatOperationType)[keyof typeof ChatOperationType];

/** Values of `chat_session.type`: who receives a chat message (PROTOCOL.md §18.17, observed). */
export const ChatSessionType = {
  /** Everyone in the meeting. */
  EVERYONE: 1,
  /** One participant: a direct message. */
  INDIVIDUAL: 2,
  /** The members of a chat group. */
  CHAT_GROUP: 3,
  /** Hosts and panelists of a webinar. */
  HOSTS_AND_PANELISTS: 4,
  /** One participant, with a copy to hosts and panelists. */
  INDIVIDUAL_CC_HOSTS_AND_PANELISTS: 5,
} as const;
export type ChatSessionType = (typeof ChatSessionType)[keyof typeof ChatSessionType];

/** Kind of a chat group (PROTOCOL.md §18.18, observed). */
export const ChatGroupType = {
  /** Private chat group. */
  PRIVATE_CHAT_GROUP: 0,
} as const;
export type ChatGroupType = (typeof ChatGroupType)[keyof typeof ChatGroupType];

/** Location of a member of a chat group (PROTOCOL.md §18.19, observed). */
export const ChatGroupMemberStatus = {
  /** In the chat group. */
  IN_CHAT_GROUP: 0,
  /** In a breakout room. */
  IN_BREAKOUT_ROOM: 1,
  /** In the waiting room. */
  IN_WAITING_ROOM: 2,
  /** In the backstage of a webinar. */
  IN_BACKSTAGE: 3,
  /** Left the meeting. */
  LEFT_MEETING: 4,
} as const;
export type ChatGroupMemberStatus = (typeof ChatGroupMemberStatus)[keyof typeof ChatGroupMemberStatus];
