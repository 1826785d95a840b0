/**
 * Media parameters with the SDK's names, its defaults and its checks. The defaults differ from those of the
 * wire (PROTOCOL.md §11.1, documented in rtms.d.ts of 1.1.0).
 */
import { RtmsError } from '../errors.js';
import * as sdk from '../vocabulary/constants.js';

/** Parameters of audio. With the defaults, each participant's audio comes separately. */
export interface AudioParams {
  /**
   * One of `AudioContentType`.
   * @default AudioContentType.RAW_AUDIO
   */
  contentType?: number;
  /**
   * One of `AudioCodec`. OPUS needs a rate of 48 kHz.
   * @default AudioCodec.OPUS
   */
  codec?: number;
  /**
   * One of `AudioSampleRate`: an index, not Hz.
   * @default AudioSampleRate.SR_48K
   */
  sampleRate?: number;
  /**
   * One of `AudioChannel`.
   * @default AudioChannel.STEREO
   */
  channel?: number;
  /**
   * One of `AudioDataOption`.
   * @default AudioDataOption.AUDIO_MULTI_STREAMS
   */
  dataOpt?: number;
  /**
   * Duration of a packet in ms.
   * @default 20
   */
  duration?: number;
  /**
   * Samples per packet and channel. Must equal `sampleRate` in kHz times `duration`.
   * @default that product
   */
  frameSize?: number;
}

/** Parameters of video. */
export interface VideoParams {
  /**
   * One of `VideoContentType`.
   * @default VideoContentType.RAW_VIDEO
   */
  contentType?: number;
  /**
   * One of `VideoCodec`.
   * @default VideoCodec.H264
   */
  codec?: number;
  /**
   * One of `VideoResolution`.
   * @default VideoResolution.HD
   */
  resolution?: number;
  /**
   * One of `VideoDataOption`.
   * @default VideoDataOption.VIDEO_SINGLE_ACTIVE_STREAM
   */
  dataOpt?: number;
  /**
   * Frames per second: max 30, for JPG and PNG max 5.
   * @default 30
   */
  fps?: number;
}

/** Parameters of screen share. */
export interface DeskshareParams {
  /**
   * One of `VideoContentType`.
   * @default VideoContentType.RAW_VIDEO
   */
  contentType?: number;
  /**
   * One of `VideoCodec`.
   * @default VideoCodec.H264
   */
  codec?: number;
  /**
   * One of `VideoResolution`.
   * @default VideoResolution.HD
   */
  resolution?: number;
  /**
   * Frames per second: max 30, for JPG and PNG max 5.
   * @default 30
   */
  fps?: number;
}

/** Parameters of transcripts. */
export interface TranscriptParams {
  /**
   * Language of the first 30 seconds: one of `TranscriptLanguage`. With NONE, the service identifies it, which
   * takes up to 30 seconds.
   * @default TranscriptLanguage.NONE
   */
  srcLanguage?: number;
  /**
   * Identify the language of later speech.
   * @default true
   */
  enableLid?: boolean;
}

/** The parameters of one client. Absent ones have the defaults. */
export interface ClientParams {
  audio?: AudioParams;
  video?: VideoParams;
  deskshare?: DeskshareParams;
  transcript?: TranscriptParams;
}

/** Defaults of {@link AudioParams}. */
export const AUDIO_DEFAULTS = {
  contentType: sdk.AudioContentType.RAW_AUDIO,
  codec: sdk.AudioCodec.OPUS,
  sampleRate: sdk.AudioSampleRate.SR_48K,
  channel: sdk.AudioChannel.STEREO,
  dataOpt: sdk.AudioDataOption.AUDIO_MULTI_STREAMS,
  duration: 20,
} as const;

/** Defaults that {@link VideoParams} and {@link DeskshareParams} share. */
export const VIDEO_DEFAULTS = {
  contentType: sdk.VideoContentType.RAW_VIDEO,
  codec: sdk.VideoCodec.H264,
  resolution: sdk.VideoResolution.HD,
  fps: 30,
} as const;

const SAMPLES_PER_MS = { 0: 8, 1: 16, 2: 32, 3: 48 } as const satisfies { [rate: number]: number };
/** The SDK's default of `frameSize`, whatever the other parameters are. */
const SDK_FRAME_SIZE = 960;

type ConstantTable = { readonly [name: string]: number };

function checkKnown(
  parameter: string,
  value: number | undefined,
  tableName: string,
  table: ConstantTable,
): void {
  if (value === undefined || Object.values(table).includes(value)) return;
  const known = Object.entries(table).map(([name, number]) => `${name} (${number})`);
  refuse(`Invalid ${parameter}: ${value}. Use one of rtms.${tableName}: ${known.join(', ')}`);
}

function refuse(message: string): never {
  throw new RtmsError('invalid-params', message);
}

/**
 * Checks audio parameters. Returns a warning if the SDK would refuse them, else `undefined`.
 * @throws RtmsError `invalid-params` if a value is unknown or conflicts with another one.
 */
export function checkAudioParams(params: AudioParams): string | undefined {
  checkKnown('audio contentType', params.contentType, 'AudioContentType', sdk.AudioContentType);
  checkKnown('audio codec', params.codec, 'AudioCodec', sdk.AudioCodec);
  checkKnown('audio sampleRate', params.sampleRate, 'AudioSampleRate', sdk.AudioSampleRate);
  checkKnown('audio channel', params.channel, 'AudioChannel', sdk.AudioChannel);
  checkKnown('audio dataOpt', params.dataOpt, 'AudioDataOption', sdk.AudioDataOption);
  const { contentType, codec, sampleRate, dataOpt, duration } = { ...AUDIO_DEFAULTS, ...defined(params) };
  for (const [name, value] of Object.entries({ contentType, codec, dataOpt })) {
    if (value === 0) refuse(`Invalid audio ${name}: UNDEFINED (0) cannot be requested`);
  }
  if (codec === sdk.AudioCodec.OPUS && sampleRate !== sdk.AudioSampleRate.SR_48K) {
    refuse('Invalid audio sampleRate: OPUS needs AudioSampleRate.SR_48K. For other rates, set codec too');
  }
  const expected = SAMPLES_PER_MS[sampleRate as keyof typeof SAMPLES_PER_MS] * duration;
  const frameSize = params.frameSize;
  if (frameSize !== undefined && frameSize > 0 && duration > 0 && frameSize !== expected) {
    refuse(
      `Invalid audio frameSize: ${frameSize}. With this sampleRate, ${duration} ms have ${expected} samples`,
    );
  }
  if (frameSize === undefined && expected !== SDK_FRAME_SIZE) {
    return `frameSize is not set and becomes ${expected}. The SDK would use ${SDK_FRAME_SIZE} and refuse it. Set frameSize to ${expected}`;
  }
  return undefined;
}

/**
 * Checks the parameters of video or screen share.
 * @throws RtmsError `invalid-params` if a value is unknown or `fps` is out of range.
 */
export function checkVideoParams(media: 'video' | 'deskshare', params: VideoParams): void {
  checkKnown(`${media} contentType`, params.contentType, 'VideoContentType', sdk.VideoContentType);
  checkKnown(`${media} codec`, params.codec, 'VideoCodec', sdk.VideoCodec);
  checkKnown(`${media} resolution`, params.resolution, 'VideoResolution', sdk.VideoResolution);
  checkKnown(`${media} dataOpt`, params.dataOpt, 'VideoDataOption', sdk.VideoDataOption);
  const { codec, fps } = { ...VIDEO_DEFAULTS, ...defined(params) };
  const image = codec === sdk.VideoCodec.JPG || codec === sdk.VideoCodec.PNG;
  const maxFps = image ? 5 : 30;
  if (fps > maxFps || fps <= 0) {
    refuse(
      `Invalid ${media} fps: ${fps}. ${image ? 'JPG and PNG allow' : 'H264 allows'} 1 to ${maxFps} frames per second`,
    );
  }
}

/**
 * Checks transcript parameters.
 * @throws RtmsError `invalid-params` if the language is unknown.
 */
export function checkTranscriptParams(params: TranscriptParams): void {
  checkKnown('transcript srcLanguage', params.srcLanguage, 'TranscriptLanguage', sdk.TranscriptLanguage);
}

/** Removes fields that are `undefined` or null, so that they do not override a default. */
export function defined<Params extends object>(
  params: Params,
): { [Key in keyof Params]: NonNullable<Params[Key]> } {
  const entries = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as { [Key in keyof Params]: NonNullable<Params[Key]> };
}
