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
 * Audio parameters on the wire (PROTOCOL.md §11.1, documented). The defaults are what the server takes for
 * omitted fields.
 */
export interface WireAudioParams {
  /** @default 2 */
  content_type: typeof ContentType.RTP | typeof ContentType.RAW_AUDIO;
  /**
   * 0 is a valid value.
   * @default 1
   */
  sample_rate: AudioSampleRate;
  /** @default 1 */
  channel: AudioChannel;
  /** @default 1 */
  codec: typeof PayloadType.L16 | typeof PayloadType.G711 | typeof PayloadType.G722 | typeof PayloadType.OPUS;
  /** @default 1 */
  data_opt: typeof MediaDataOption.AUDIO_MIXED_STREAM | typeof MediaDataOption.AUDIO_MULTI_STREAMS;
  /**
   * Milliseconds per packet, in steps of 20.
   * @minimum 20
   * @maximum 1000
   * @multipleOf 20
   * @default 20
   */
  send_rate: number;
}

/** What a client asks for in audio: any of the fields. */
export interface AudioParamsRequest {
  content_type?: WireAudioParams['content_type'];
  sample_rate?: WireAudioParams['sample_rate'];
  channel?: WireAudioParams['channel'];
  codec?: WireAudioParams['codec'];
  data_opt?: WireAudioParams['data_opt'];
  /**
   * Milliseconds per packet, in steps of 20. The service takes more than 1000 as 1000.
   * @minimum 20
   * @multipleOf 20
   */
  send_rate?: number;
  /**
   * Known by its status code only (observed).
   * @minimum 0
   */
  frame_size?: number;
}

/** Codecs of pictures. */
export type VideoCodec = typeof PayloadType.JPG | typeof PayloadType.PNG | typeof PayloadType.H264;

/** Screen share parameters on the wire (PROTOCOL.md §11.1, documented). */
export interface WireDeskshareParams {
  /** @default 3 */
  content_type: typeof ContentType.RTP | typeof ContentType.RAW_VIDEO;
  /** @default 5 */
  codec: VideoCodec;
  /** @default 3 */
  resolution: MediaResolution;
  /**
   * Pictures per second.
   * @minimum 1
   * @maximum 30
   * @default 1
   */
  fps: number;
}

/** Video parameters on the wire, without the choice of whose video (PROTOCOL.md §11.1, documented). */
export interface WireVideoParams {
  /** @default 3 */
  content_type: typeof ContentType.RTP | typeof ContentType.RAW_VIDEO;
  /** @default 5 */
  codec: VideoCodec;
  /** @default 2 */
  resolution: MediaResolution;
  /**
   * Pictures per second; at most 5 for JPG and PNG.
   * @minimum 1
   * @maximum 30
   * @default 5
   */
  fps: number;
}

/** What a client asks for in screen share: any of the fields. */
export interface DeskshareParamsRequest {
  content_type?: WireDeskshareParams['content_type'];
  codec?: WireDeskshareParams['codec'];
  resolution?: WireDeskshareParams['resolution'];
  /**
   * @minimum 1
   * @maximum 30
   */
  fps?: number;
}

/** What a client asks for in video, without the choice of whose video. */
export interface VideoParamsRequest {
  content_type?: WireVideoParams['content_type'];
  codec?: WireVideoParams['codec'];
  resolution?: WireVideoParams['resolution'];
  /**
   * @minimum 1
   * @maximum 30
   */
  fps?: number;
}

/** Chat parameters on the wire (PROTOCOL.md §11.1, documented). */
export interface WireChatParams {
  content_type: typeof ContentType.TEXT;
}

/** What a client asks for in chat. */
export interface ChatParamsRequest {
  content_type?: typeof ContentType.TEXT;
}

/** Video in 2025: the active speaker or a composed view. */
export interface VideoParams2025 extends WireVideoParams {
  data_opt:
    | typeof MediaDataOption.VIDEO_SINGLE_ACTIVE_STREAM
    | typeof MediaDataOption.VIDEO_MIXED_SPEAKER_VIEW
    | typeof MediaDataOption.VIDEO_MIXED_GALLERY_VIEW;
}

/** What a client asks for in video, 2025. */
export interface VideoParamsRequest2025 extends VideoParamsRequest {
  data_opt?: VideoParams2025['data_opt'];
}

/** Video in 2026: the active speaker or one chosen participant. */
export interface VideoParams2026 extends WireVideoParams {
  data_opt:
    | typeof MediaDataOption.VIDEO_SINGLE_ACTIVE_STREAM
    | typeof MediaDataOption.VIDEO_SINGLE_INDIVIDUAL_STREAM;
}

/** What a client asks for in video, 2026. */
export interface VideoParamsRequest2026 extends VideoParamsRequest {
  data_opt?: VideoParams2026['data_opt'];
}

/** Transcript in 2025. */
export interface TranscriptParams2025 {
  content_type: typeof ContentType.TEXT;
  language: TranscriptLanguage;
}

/** What a client asks for in transcripts, 2025. */
export interface TranscriptParamsRequest2025 {
  content_type?: typeof ContentType.TEXT;
  language?: TranscriptLanguage;
}

/** Transcript in 2026. */
export interface TranscriptParams2026 {
  content_type: typeof ContentType.TEXT;
  /** Language of the first 30 seconds. */
  src_language: TranscriptLanguage;
  /** Detect a change of language. */
  enable_lid: boolean;
}

/** What a client asks for in transcripts, 2026. */
export interface TranscriptParamsRequest2026 {
  content_type?: typeof ContentType.TEXT;
  src_language?: TranscriptLanguage;
  enable_lid?: boolean;
}

/** `media_params` of a request, 2025. */
export interface MediaParamsRequest2025 {
  audio?: AudioParamsRequest;
  video?: VideoParamsRequest2025;
  deskshare?: DeskshareParamsRequest;
  transcript?: TranscriptParamsRequest2025;
  chat?: ChatParamsRequest;
}

/** `media_params` of an answer, 2025: one object for each granted type. */
export interface MediaParams2025 {
  audio?: WireAudioParams;
  video?: VideoParams2025;
  deskshare?: WireDeskshareParams;
  transcript?: TranscriptParams2025;
  chat?: WireChatParams;
}

/** `media_params` of a request, 2026. */
export interface MediaParamsRequest2026 {
  audio?: AudioParamsRequest;
  video?: VideoParamsRequest2026;
  deskshare?: DeskshareParamsRequest;
  transcript?: TranscriptParamsRequest2026;
  chat?: ChatParamsRequest;
}

/** `media_params` of an answer, 2026: one object for each granted type. */
export interface MediaParams2026 {
  audio?: WireAudioParams;
  video?: VideoParams2026;
  deskshare?: WireDeskshareParams;
  transcript?: TranscriptParams2026;
  chat?: WireChatParams;
}
