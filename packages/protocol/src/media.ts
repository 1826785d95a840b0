/**
 * Media types, formats and options, as numbers on the wire. Same in both numeric generations unless said otherwise.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.7 to §18.19)
 */

/**
 * Bit mask in `media_type`: combine with OR (9 = audio + transcript). ALL is its own bit, not the sum
 * (PROTOCOL.md §18.7, documented).
 */
export const MediaType = {
  /** Audio of the meeting. */
  AUDIO: 1,
  /** Cameras. */
  VIDEO: 2,
  /** Screen share. */
  DESKSHARE: 4,
  /** What is said, as text. */
  TRANSCRIPT: 8,
  /** Chat messages. */
  CHAT: 16,
  /** Everything in the app's scope; stands alone. */
  ALL: 32,
} as const;
export type MediaType = (typeof MediaType)[keyof typeof MediaType];

/** `content_type` of each media parameter object (PROTOCOL.md §18.8, documented). */
export const ContentType = {
  /** No value. */
  UNDEFINED: 0,
  /** What is sent is taken to be the same as for the raw types (assumed). */
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

/** `codec` of audio, video and share, the vendor's "payload type" (PROTOCOL.md §18.9, documented). */
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
  /** One complete picture in each message. */
  JPG: 5,
  /** One complete picture in each message. */
  PNG: 6,
  /** Annex B byte stream with start codes. */
  H264: 7,
} as const;
export type PayloadType = (typeof PayloadType)[keyof typeof PayloadType];

/**
 * `sample_rate` of audio. 0 is a valid rate: test for presence, not truth (PROTOCOL.md §18.10, documented).
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

/** `channel` of audio (PROTOCOL.md §18.11, documented). */
export const AudioChannel = {
  /** One channel. */
  MONO: 1,
  /** Two channels, interleaved. */
  STEREO: 2,
} as const;
export type AudioChannel = (typeof AudioChannel)[keyof typeof AudioChannel];

/**
 * `data_opt` of audio and video (PROTOCOL.md §18.12, documented). 4 changed its meaning between the
 * generations: a composed speaker view in 2025, one chosen participant in 2026.
 */
export const MediaDataOption = {
  /** No value. */
  UNDEFINED: 0,
  /** Everybody mixed into one stream, `user_id` 0. */
  AUDIO_MIXED_STREAM: 1,
  /** One stream for each of up to three speakers. */
  AUDIO_MULTI_STREAMS: 2,
  /** Whoever speaks. */
  VIDEO_SINGLE_ACTIVE_STREAM: 3,
  /** One chosen participant; 2026. */
  VIDEO_SINGLE_INDIVIDUAL_STREAM: 4,
  /** A composed picture with the speaker; 2025. */
  VIDEO_MIXED_SPEAKER_VIEW: 4,
  /** A composed picture of everybody; 2025, still listed by the SDK. */
  VIDEO_MIXED_GALLERY_VIEW: 5,
} as const;
export type MediaDataOption = (typeof MediaDataOption)[keyof typeof MediaDataOption];

/** `resolution` of video and share (PROTOCOL.md §18.13, documented). */
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

/** Carried by no message; only WEBSOCKET is supported by the service (PROTOCOL.md §18.14, documented). */
export const TransmissionProtocol = { WEBSOCKET: 1, RTMP: 2, UDP: 3, WEBRTC: 4 } as const;
export type TransmissionProtocol = (typeof TransmissionProtocol)[keyof typeof TransmissionProtocol];

/** `content.attribute` of transcripts, read by one published client (PROTOCOL.md §18.15, observed). */
export const DataAttribute = {
  /** Not told. */
  NONE: 0,
  /** A new piece of text. */
  NEW: 1,
  /** Takes the place of an earlier one. */
  UPDATE: 2,
  /** Takes an earlier one back. */
  DELETE: 3,
} as const;
export type DataAttribute = (typeof DataAttribute)[keyof typeof DataAttribute];

/** `operation_type` of chat messages (PROTOCOL.md §18.16, observed in the vendor's samples). */
export const ChatOperationType = {
  NEW: 1,
  DELETE: 2,
  UPDATE: 3,
  ADD_EMOJI_REACTION: 4,
  REMOVE_EMOJI_REACTION: 5,
} as const;
export type ChatOperationType = (typeof ChatOperationType)[keyof typeof ChatOperationType];

/** `chat_session.type` of chat messages (PROTOCOL.md §18.17, observed). */
export const ChatSessionType = {
  EVERYONE: 1,
  INDIVIDUAL: 2,
  CHAT_GROUP: 3,
  HOSTS_AND_PANELISTS: 4,
  INDIVIDUAL_CC_HOSTS_AND_PANELISTS: 5,
} as const;
export type ChatSessionType = (typeof ChatSessionType)[keyof typeof ChatSessionType];

/** Kind of a chat group (PROTOCOL.md §18.18, observed). */
export const ChatGroupType = { PRIVATE_CHAT_GROUP: 0 } as const;
export type ChatGroupType = (typeof ChatGroupType)[keyof typeof ChatGroupType];

/** Where a member of a chat group is (PROTOCOL.md §18.19, observed). */
export const ChatGroupMemberStatus = {
  IN_CHAT_GROUP: 0,
  IN_BREAKOUT_ROOM: 1,
  IN_WAITING_ROOM: 2,
  IN_BACKSTAGE: 3,
  LEFT_MEETING: 4,
} as const;
export type ChatGroupMemberStatus = (typeof ChatGroupMemberStatus)[keyof typeof ChatGroupMemberStatus];
