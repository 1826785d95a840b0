/** `media_params` on the wire, in requests and answers of both numeric generations (PROTOCOL.md §11). */
import type { TranscriptLanguage } from '../language.js';
import type {
  AudioChannel,
  AudioSampleRate,
  ContentType,
  MediaDataOption,
  MediaResolution,
  PayloadType,
} from '../media.js';

/**
 * Audio parameters of an answer (PROTOCOL.md §11.1, documented). The defaults apply to fields that the
 * request omitted.
 */
export interface WireAudioParams {
  /**
   * 1 RTP or 2 RAW_AUDIO; both carry the same bytes (PROTOCOL.md §11.2, §18.8).
   * @default 2
   */
  content_type: typeof ContentType.RTP | typeof ContentType.RAW_AUDIO;
  /**
   * 0 is 8 kHz, 1 is 16 kHz, 2 is 32 kHz, 3 is 48 kHz; 0 is a value and does not mean "missing"
   * (PROTOCOL.md §18.10).
   * @default 1
   */
  sample_rate: AudioSampleRate;
  /**
   * Number of channels: 1 mono, 2 stereo with interleaved samples (PROTOCOL.md §18.11).
   * @default 1
   */
  channel: AudioChannel;
  /**
   * 1 L16, 2 G.711 A-law, 3 G.722 or 4 Opus (PROTOCOL.md §18.9); not every combination is valid
   * (PROTOCOL.md §11.2).
   * @default 1
   */
  codec: typeof PayloadType.L16 | typeof PayloadType.G711 | typeof PayloadType.G722 | typeof PayloadType.OPUS;
  /**
   * 1: all participants mixed into one stream; 2: one stream for each of up to 3 speakers (PROTOCOL.md §12.1,
   * §18.12).
   * @default 1
   */
  data_opt: typeof MediaDataOption.AUDIO_MIXED_STREAM | typeof MediaDataOption.AUDIO_MULTI_STREAMS;
  /**
   * Milliseconds of audio in each packet, in steps of 20; other codecs than L16 use 20 (PROTOCOL.md §11.2).
   * @minimum 20
   * @maximum 1000
   * @multipleOf 20
   * @default 20
   */
  send_rate: number;
}

/** Audio parameters of a request: every field is optional (PROTOCOL.md §11.1). */
export interface AudioParamsRequest {
  /** 1 RTP or 2 RAW_AUDIO. Default 2 (PROTOCOL.md §11.1). */
  content_type?: WireAudioParams['content_type'];
  /** 0 is 8 kHz, 1 is 16 kHz, 2 is 32 kHz, 3 is 48 kHz. Default 1 (PROTOCOL.md §11.1, §18.10). */
  sample_rate?: WireAudioParams['sample_rate'];
  /** Number of channels, 1 or 2. Default 1 (PROTOCOL.md §11.1). */
  channel?: WireAudioParams['channel'];
  /** 1 L16, 2 G.711, 3 G.722 or 4 Opus. Default 1 (PROTOCOL.md §11.1, §18.9). */
  codec?: WireAudioParams['codec'];
  /** 1 mixed audio, 2 one stream for each speaker. Default 1 (PROTOCOL.md §11.1, §18.12). */
  data_opt?: WireAudioParams['data_opt'];
  /**
   * Milliseconds of audio in each packet, in steps of 20. More than 1000 counts as 1000. Default 20
   * (PROTOCOL.md §11.1, §11.2).
   * @minimum 20
   * @multipleOf 20
   */
  send_rate?: number;
  /**
   * Not documented; only its status code of 2025 is known (PROTOCOL.md §15.3, observed).
   * @minimum 0
   */
  frame_size?: number;
}

/** Codecs of video and screen share: 5 JPG, 6 PNG, 7 H.264 (PROTOCOL.md §18.9). */
export type VideoCodec = typeof PayloadType.JPG | typeof PayloadType.PNG | typeof PayloadType.H264;

/** Screen share parameters of an answer (PROTOCOL.md §11.1, documented). */
export interface WireDeskshareParams {
  /**
   * 1 RTP or 3 RAW_VIDEO; both carry the same bytes (PROTOCOL.md §11.2, §18.8).
   * @default 3
   */
  content_type: typeof ContentType.RTP | typeof ContentType.RAW_VIDEO;
  /**
   * 5 JPG, 6 PNG or 7 H.264 (PROTOCOL.md §18.9).
   * @default 5
   */
  codec: VideoCodec;
  /**
   * 1 SD, 2 HD, 3 FHD or 4 QHD (PROTOCOL.md §18.13).
   * @default 3
   */
  resolution: MediaResolution;
  /**
   * Frames per second; JPG and PNG at most 1 or 5, depending on the document (PROTOCOL.md §11.3).
   * @minimum 1
   * @maximum 30
   * @default 1
   */
  fps: number;
}

/**
 * Video parameters of an answer without `data_opt`, which differs by generation (PROTOCOL.md §11.1,
 * documented).
 */
export interface WireVideoParams {
  /**
   * 1 RTP or 3 RAW_VIDEO; both carry the same bytes (PROTOCOL.md §11.2, §18.8).
   * @default 3
   */
  content_type: typeof ContentType.RTP | typeof ContentType.RAW_VIDEO;
  /**
   * 5 JPG, 6 PNG or 7 H.264 (PROTOCOL.md §18.9).
   * @default 5
   */
  codec: VideoCodec;
  /**
   * 1 SD, 2 HD, 3 FHD or 4 QHD (PROTOCOL.md §18.13).
   * @default 2
   */
  resolution: MediaResolution;
  /**
   * Frames per second; JPG and PNG at most 5 (PROTOCOL.md §11.3).
   * @minimum 1
   * @maximum 30
   * @default 5
   */
  fps: number;
}

/** Screen share parameters of a request: every field is optional (PROTOCOL.md §11.1). */
export interface DeskshareParamsRequest {
  /** 1 RTP or 3 RAW_VIDEO. Default 3 (PROTOCOL.md §11.1). */
  content_type?: WireDeskshareParams['content_type'];
  /** 5 JPG, 6 PNG or 7 H.264. Default 5 (PROTOCOL.md §11.1, §18.9). */
  codec?: WireDeskshareParams['codec'];
  /** 1 SD, 2 HD, 3 FHD or 4 QHD. Default 3 (PROTOCOL.md §11.1, §18.13). */
  resolution?: WireDeskshareParams['resolution'];
  /**
   * Frames per second; JPG and PNG at most 1 or 5. Default 1 (PROTOCOL.md §11.1, §11.3).
   * @minimum 1
   * @maximum 30
   */
  fps?: number;
}

/** Video parameters of a request without `data_opt`; every field is optional (PROTOCOL.md §11.1). */
export interface VideoParamsRequest {
  /** 1 RTP or 3 RAW_VIDEO. Default 3 (PROTOCOL.md §11.1). */
  content_type?: WireVideoParams['content_type'];
  /** 5 JPG, 6 PNG or 7 H.264. Default 5 (PROTOCOL.md §11.1, §18.9). */
  codec?: WireVideoParams['codec'];
  /** 1 SD, 2 HD, 3 FHD or 4 QHD. Default 2 (PROTOCOL.md §11.1, §18.13). */
  resolution?: WireVideoParams['resolution'];
  /**
   * Frames per second; JPG and PNG at most 5. Default 5 (PROTOCOL.md §11.1, §11.3).
   * @minimum 1
   * @maximum 30
   */
  fps?: number;
}

/** Chat parameters of an answer (PROTOCOL.md §11.1, documented). */
export interface WireChatParams {
  /** Always 5, TEXT (PROTOCOL.md §11.1). */
  content_type: typeof ContentType.TEXT;
}

/** Chat parameters of a request (PROTOCOL.md §11.1). */
export interface ChatParamsRequest {
  /** 5, TEXT: the only value and the default (PROTOCOL.md §11.1). */
  content_type?: typeof ContentType.TEXT;
}

/** Video parameters of an answer in 2025 (PROTOCOL.md §11.1). */
export interface VideoParams2025 extends WireVideoParams {
  /** 3 active speaker, 4 composed speaker view, 5 composed gallery view (PROTOCOL.md §18.12). */
  data_opt:
    | typeof MediaDataOption.VIDEO_SINGLE_ACTIVE_STREAM
    | typeof MediaDataOption.VIDEO_MIXED_SPEAKER_VIEW
    | typeof MediaDataOption.VIDEO_MIXED_GALLERY_VIEW;
}

/** Video parameters of a request in 2025 (PROTOCOL.md §11.1). */
export interface VideoParamsRequest2025 extends VideoParamsRequest {
  /**
   * 3 active speaker, 4 composed speaker view, 5 composed gallery view. Default 3 (PROTOCOL.md §11.1,
   * §18.12).
   */
  data_opt?: VideoParams2025['data_opt'];
}

/** Video parameters of an answer in 2026 (PROTOCOL.md §11.1). */
export interface VideoParams2026 extends WireVideoParams {
  /** 3 active speaker, 4 one participant chosen with message 28 (PROTOCOL.md §9.16, §18.12). */
  data_opt:
    | typeof MediaDataOption.VIDEO_SINGLE_ACTIVE_STREAM
    | typeof MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM;
}

/** Video parameters of a request in 2026 (PROTOCOL.md §11.1). */
export interface VideoParamsRequest2026 extends VideoParamsRequest {
  /** 3 active speaker, 4 one participant chosen with message 28. Default 3 (PROTOCOL.md §9.16, §11.1). */
  data_opt?: VideoParams2026['data_opt'];
}

/** Transcript parameters of an answer in 2025 (PROTOCOL.md §11.1). */
export interface TranscriptParams2025 {
  /** Always 5, TEXT (PROTOCOL.md §11.1). */
  content_type: typeof ContentType.TEXT;
  /** Spoken language, -1 to 36; the older name of `src_language` (PROTOCOL.md §11.4, §18.20). */
  language: TranscriptLanguage;
}

/** Transcript parameters of a request in 2025 (PROTOCOL.md §11.1). */
export interface TranscriptParamsRequest2025 {
  /** 5, TEXT: the only value and the default (PROTOCOL.md §11.1). */
  content_type?: typeof ContentType.TEXT;
  /** Spoken language, -1 to 36. Default 9, English (PROTOCOL.md §11.1, §18.20). */
  language?: TranscriptLanguage;
}

/** Transcript parameters of an answer in 2026 (PROTOCOL.md §11.1). */
export interface TranscriptParams2026 {
  /** Always 5, TEXT (PROTOCOL.md §11.1). */
  content_type: typeof ContentType.TEXT;
  /** Language of the first 30 seconds, -1 to 36 (PROTOCOL.md §11.4, §18.20). */
  src_language: TranscriptLanguage;
  /** True if the service detects changes of the language after the first 30 seconds (PROTOCOL.md §11.4). */
  enable_lid: boolean;
}

/** Transcript parameters of a request in 2026 (PROTOCOL.md §11.1). */
export interface TranscriptParamsRequest2026 {
  /** 5, TEXT: the only value and the default (PROTOCOL.md §11.1). */
  content_type?: typeof ContentType.TEXT;
  /** Language of the first 30 seconds, -1 to 36. Default 9, English (PROTOCOL.md §11.1, §11.4). */
  src_language?: TranscriptLanguage;
  /** False disables language identification. Default true (PROTOCOL.md §11.1, §11.4). */
  enable_lid?: boolean;
}

/**
 * `media_params` of a request in 2025. Objects of types that are not in `media_type` are ignored
 * (PROTOCOL.md §11).
 */
export interface MediaParamsRequest2025 {
  /** Requested audio parameters (PROTOCOL.md §11.1). */
  audio?: AudioParamsRequest;
  /** Requested video parameters (PROTOCOL.md §11.1). */
  video?: VideoParamsRequest2025;
  /** Requested screen share parameters (PROTOCOL.md §11.1). */
  deskshare?: DeskshareParamsRequest;
  /** Requested transcript parameters (PROTOCOL.md §11.1). */
  transcript?: TranscriptParamsRequest2025;
  /** Requested chat parameters (PROTOCOL.md §11.1). */
  chat?: ChatParamsRequest;
}

/** `media_params` of an answer in 2025: one object for each granted media type (PROTOCOL.md §9.4). */
export interface MediaParams2025 {
  /** Granted audio parameters (PROTOCOL.md §9.4). */
  audio?: WireAudioParams;
  /** Granted video parameters (PROTOCOL.md §9.4). */
  video?: VideoParams2025;
  /** Granted screen share parameters (PROTOCOL.md §9.4). */
  deskshare?: WireDeskshareParams;
  /** Granted transcript parameters (PROTOCOL.md §9.4). */
  transcript?: TranscriptParams2025;
  /** Granted chat parameters (PROTOCOL.md §9.4). */
  chat?: WireChatParams;
}

/**
 * `media_params` of a request in 2026. Objects of types that are not in `media_type` are ignored
 * (PROTOCOL.md §11).
 */
export interface MediaParamsRequest2026 {
  /** Requested audio parameters (PROTOCOL.md §11.1). */
  audio?: AudioParamsRequest;
  /** Requested video parameters (PROTOCOL.md §11.1). */
  video?: VideoParamsRequest2026;
  /** Requested screen share parameters (PROTOCOL.md §11.1). */
  deskshare?: DeskshareParamsRequest;
  /** Requested transcript parameters (PROTOCOL.md §11.1). */
  transcript?: TranscriptParamsRequest2026;
  /** Requested chat parameters (PROTOCOL.md §11.1). */
  chat?: ChatParamsRequest;
}

/** `media_params` of an answer in 2026: one object for each granted media type (PROTOCOL.md §9.4). */
export interface MediaParams2026 {
  /** Granted audio parameters (PROTOCOL.md §9.4). */
  audio?: WireAudioParams;
  /** Granted video parameters (PROTOCOL.md §9.4). */
  video?: VideoParams2026;
  /** Granted screen share parameters (PROTOCOL.md §9.4). */
  deskshare?: WireDeskshareParams;
  /** Granted transcript parameters (PROTOCOL.md §9.4). */
  transcript?: TranscriptParams2026;
  /** Granted chat parameters (PROTOCOL.md §9.4). */
  chat?: WireChatParams;
}
