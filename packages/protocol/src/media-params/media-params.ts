import type {
  AudioChannel,
  AudioSampleRate,
  ContentType,
  MediaDataOption,
  MediaResolution,
  PayloadType,
} from '../media.js';

/** Effective audio parameters (PROTOCOL.md §11.1, documented). */
export interface AudioParams {
  content_type: ContentType;
  sample_rate: AudioSampleRate;
  channel: AudioChannel;
  codec: PayloadType;
  data_opt: MediaDataOption;
  /** Milliseconds per packet: 20 to 1000 in steps of 20. */
  send_rate: number;
}

/** Effective video parameters (PROTOCOL.md §11.1, documented). */
export interface VideoParams {
  content_type: ContentType;
  codec: PayloadType;
  resolution: MediaResolution;
  /** Pictures per second, 1 to 30; at most 5 for JPG and PNG. */
  fps: number;
  data_opt: MediaDataOption;
}

/** Effective screen share parameters (PROTOCOL.md §11.1, documented). */
export interface DeskshareParams {
  content_type: ContentType;
  codec: PayloadType;
  resolution: MediaResolution;
  fps: number;
}

/**
 * Effective transcript parameters (PROTOCOL.md §11.4, documented). `language` is the 2025 name of
 * `src_language`.
 */
export interface TranscriptParams {
  content_type: ContentType;
  /** -1 to 36, see `TranscriptLanguage`. */
  src_language: number;
  /** Detect a change of language. Not in 2025. */
  enable_lid: boolean;
}

/** Effective chat parameters (PROTOCOL.md §11.1). */
export interface ChatParams {
  content_type: ContentType;
}

/** What the server granted: one object per media type of the handshake. */
export interface MediaParams {
  audio?: AudioParams;
  video?: VideoParams;
  deskshare?: DeskshareParams;
  transcript?: TranscriptParams;
  chat?: ChatParams;
}

/**
 * What a client asks for. Everything is optional; what is left out gets the wire default (PROTOCOL.md §11.1).
 */
export interface MediaParamsRequest {
  audio?: Partial<AudioParams> & { frame_size?: number };
  video?: Partial<VideoParams>;
  deskshare?: Partial<DeskshareParams>;
  transcript?: Partial<TranscriptParams> & { language?: number; target_language?: number };
  chat?: Partial<ChatParams>;
}

/** Wire defaults for audio: L16, 16 kHz, mono, mixed, 20 ms (documented). */
export const DEFAULT_AUDIO_PARAMS: Readonly<AudioParams> = {
  content_type: 2,
  sample_rate: 1,
  channel: 1,
  codec: 1,
  data_opt: 1,
  send_rate: 20,
};

/** Wire defaults for video: JPG, HD, 5 fps, active speaker (documented). */
export const DEFAULT_VIDEO_PARAMS: Readonly<VideoParams> = {
  content_type: 3,
  codec: 5,
  resolution: 2,
  fps: 5,
  data_opt: 3,
};

/** Wire defaults for screen share: JPG, FHD, 1 fps (documented). */
export const DEFAULT_DESKSHARE_PARAMS: Readonly<DeskshareParams> = {
  content_type: 3,
  codec: 5,
  resolution: 3,
  fps: 1,
};

/** Wire defaults for transcripts: English first, then detection (documented). */
export const DEFAULT_TRANSCRIPT_PARAMS: Readonly<TranscriptParams> = {
  content_type: 5,
  src_language: 9,
  enable_lid: true,
};

/** Wire default for chat. */
export const DEFAULT_CHAT_PARAMS: Readonly<ChatParams> = { content_type: 5 };
