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
  /** 1 RTP or 2 RAW_AUDIO; both carry the same bytes (PROTOCOL.md §11.2, §18.8). */
  content_type: ContentType;
  /** 0 is 8 kHz, 1 is 16 kHz, 2 is 32 kHz, 3 is 48 kHz (PROTOCOL.md §18.10). */
  sample_rate: AudioSampleRate;
  /** Number of channels, 1 or 2 (PROTOCOL.md §18.11). */
  channel: AudioChannel;
  /** 1 L16, 2 G.711 A-law, 3 G.722 or 4 Opus (PROTOCOL.md §18.9). */
  codec: PayloadType;
  /** 1 mixed audio, 2 one stream for each speaker (PROTOCOL.md §18.12). */
  data_opt: MediaDataOption;
  /** Milliseconds of audio in each packet: 20 to 1000 in steps of 20 (PROTOCOL.md §11.2). */
  send_rate: number;
}

/** Effective video parameters (PROTOCOL.md §11.1, documented). */
export interface VideoParams {
  /** 1 RTP or 3 RAW_VIDEO; both carry the same bytes (PROTOCOL.md §11.2, §18.8). */
  content_type: ContentType;
  /** 5 JPG, 6 PNG or 7 H.264 (PROTOCOL.md §18.9). */
  codec: PayloadType;
  /** 1 SD, 2 HD, 3 FHD or 4 QHD (PROTOCOL.md §18.13). */
  resolution: MediaResolution;
  /** Frames per second, 1 to 30; JPG and PNG at most 5 (PROTOCOL.md §11.3). */
  fps: number;
  /** Choice of the video: 3 active speaker; 4 and 5 depend on the generation (PROTOCOL.md §18.12). */
  data_opt: MediaDataOption;
}

/** Effective screen share parameters (PROTOCOL.md §11.1, documented). */
export interface DeskshareParams {
  /** 1 RTP or 3 RAW_VIDEO; both carry the same bytes (PROTOCOL.md §11.2, §18.8). */
  content_type: ContentType;
  /** 5 JPG, 6 PNG or 7 H.264 (PROTOCOL.md §18.9). */
  codec: PayloadType;
  /** 1 SD, 2 HD, 3 FHD or 4 QHD (PROTOCOL.md §18.13). */
  resolution: MediaResolution;
  /** Frames per second, 1 to 30; JPG and PNG at most 5, or 1 in a strict reading (PROTOCOL.md §11.3). */
  fps: number;
}

/** Effective transcript parameters (PROTOCOL.md §11.4, documented). */
export interface TranscriptParams {
  /** Always 5, TEXT (PROTOCOL.md §11.1). */
  content_type: ContentType;
  /**
   * Language of the first 30 seconds, -1 to 36; `language` on the wire of 2025 (PROTOCOL.md §11.4, §18.20).
   */
  src_language: number;
  /** True if the service detects changes of the language; not on the wire of 2025 (PROTOCOL.md §11.4). */
  enable_lid: boolean;
}

/** Effective chat parameters (PROTOCOL.md §11.1). */
export interface ChatParams {
  /** Always 5, TEXT (PROTOCOL.md §11.1). */
  content_type: ContentType;
}

/** Media parameters that the server granted: one object for each granted media type (PROTOCOL.md §9.4). */
export interface MediaParams {
  /** Granted audio parameters. */
  audio?: AudioParams;
  /** Granted video parameters. */
  video?: VideoParams;
  /** Granted screen share parameters. */
  deskshare?: DeskshareParams;
  /** Granted transcript parameters. */
  transcript?: TranscriptParams;
  /** Granted chat parameters. */
  chat?: ChatParams;
}

/**
 * Media parameters that a client requests. All are optional; omitted ones get their default
 * (PROTOCOL.md §11.1).
 */
export interface MediaParamsRequest {
  /** Requested audio parameters; default {@link DEFAULT_AUDIO_PARAMS}. `frame_size` is not documented. */
  audio?: Partial<AudioParams> & { frame_size?: number };
  /** Requested video parameters; default {@link DEFAULT_VIDEO_PARAMS}. */
  video?: Partial<VideoParams>;
  /** Requested screen share parameters; default {@link DEFAULT_DESKSHARE_PARAMS}. */
  deskshare?: Partial<DeskshareParams>;
  /**
   * Requested transcript parameters; default {@link DEFAULT_TRANSCRIPT_PARAMS}. `language` is the older name
   * of `src_language` (PROTOCOL.md §11.4). `target_language` is checked and otherwise ignored.
   */
  transcript?: Partial<TranscriptParams> & { language?: number; target_language?: number };
  /** Requested chat parameters; default {@link DEFAULT_CHAT_PARAMS}. */
  chat?: Partial<ChatParams>;
}

/** Wire defaults for audio: L16, 16 kHz, mono, mixed, 20 ms (PROTOCOL.md §11.1, documented). */
export const DEFAULT_AUDIO_PARAMS: Readonly<AudioParams> = {
  content_type: 2,
  sample_rate: 1,
  channel: 1,
  codec: 1,
  data_opt: 1,
  send_rate: 20,
};

/** Wire defaults for video: JPG, HD, 5 fps, active speaker (PROTOCOL.md §11.1, documented). */
export const DEFAULT_VIDEO_PARAMS: Readonly<VideoParams> = {
  content_type: 3,
  codec: 5,
  resolution: 2,
  fps: 5,
  data_opt: 3,
};

/** Wire defaults for screen share: JPG, FHD, 1 fps (PROTOCOL.md §11.1, documented). */
export const DEFAULT_DESKSHARE_PARAMS: Readonly<DeskshareParams> = {
  content_type: 3,
  codec: 5,
  resolution: 3,
  fps: 1,
};

/**
 * Wire defaults for transcripts: English for the first 30 seconds, then detection (PROTOCOL.md §11.1,
 * documented).
 */
export const DEFAULT_TRANSCRIPT_PARAMS: Readonly<TranscriptParams> = {
  content_type: 5,
  src_language: 9,
  enable_lid: true,
};

/** Wire default for chat: text (PROTOCOL.md §11.1, documented). */
export const DEFAULT_CHAT_PARAMS: Readonly<ChatParams> = { content_type: 5 };
