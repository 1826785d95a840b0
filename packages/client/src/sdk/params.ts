/**
 * Media parameters under the SDK's names: its defaults and its checks. Defaults
 * differ from the wire's own (PROTOCOL.md §11.1, documented in rtms.d.ts of 1.1.0).
 */
import * as sdk from '../vocabulary/constants.js';
import { RtmsError } from '../errors.js';

/** What to ask for audio. Everything left out has a default that gives each participant's own audio. */
export interface AudioParams {
  /** `AudioContentType`. Default RAW_AUDIO. */
  contentType?: number;
  /** `AudioCodec`. Default OPUS, which needs 48 kHz. */
  codec?: number;
  /** `AudioSampleRate`, a number of that list. Default SR_48K. */
  sampleRate?: number;
  /** `AudioChannel`. Default STEREO. */
  channel?: number;
  /** `AudioDataOption`. Default AUDIO_MULTI_STREAMS. */
  dataOpt?: number;
  /** Milliseconds per packet. Default 20. */
  duration?: number;
  /** Samples per packet; must be what `sampleRate` and `duration` make. Default: just that. */
  frameSize?: number;
}

/** What to ask for video. */
export interface VideoParams {
  /** `VideoContentType`. Default RAW_VIDEO. */
  contentType?: number;
  /** `VideoCodec`. Default H264. */
  codec?: number;
  /** `VideoResolution`. Default HD. */
  resolution?: number;
  /** `VideoDataOption`. Default VIDEO_SINGLE_ACTIVE_STREAM. */
  dataOpt?: number;
  /** Pictures per second: at most 30, for JPG and PNG at most 5. Default 30. */
  fps?: number;
}

/** What to ask for screen share; defaults as for video. */
export interface DeskshareParams {
  contentType?: number;
  codec?: number;
  resolution?: number;
  fps?: number;
}

/** What to ask for transcripts. */
export interface TranscriptParams {
  /** `TranscriptLanguage`. Default NONE: the service finds out, which takes it up to 30 s. */
  srcLanguage?: number;
  /** Notice a change of language. Default true. */
  enableLid?: boolean;
}

/** The four objects a client keeps; what is absent gets the defaults. */
export interface ClientParams {
  audio?: AudioParams;
  video?: VideoParams;
  deskshare?: DeskshareParams;
  transcript?: TranscriptParams;
}

export const AUDIO_DEFAULTS = {
  contentType: sdk.AudioContentType.RAW_AUDIO,
  codec: sdk.AudioCodec.OPUS,
  sampleRate: sdk.AudioSampleRate.SR_48K,
  channel: sdk.AudioChannel.STEREO,
  dataOpt: sdk.AudioDataOption.AUDIO_MULTI_STREAMS,
  duration: 20,
} as const;

export const PICTURE_DEFAULTS = {
  contentType: sdk.VideoContentType.RAW_VIDEO,
  codec: sdk.VideoCodec.H264,
  resolution: sdk.VideoResolution.HD,
  fps: 30,
} as const;

const SAMPLES_PER_MS = { 0: 8, 1: 16, 2: 32, 3: 48 } as const satisfies { [rate: number]: number };
/** The frame size that the SDK assumes when none is given. */
const SDK_FRAME_SIZE = 960;

type Table = { readonly [name: string]: number };

function checkKnown(what: string, value: number | undefined, tableName: string, table: Table): void {
  if (value === undefined || Object.values(table).includes(value)) return;
  const known = Object.entries(table).map(([name, number]) => `${name} (${number})`);
  throw new RtmsError(
    'invalid-params',
    `Invalid ${what}: ${value}. Use one of rtms.${tableName}: ${known.join(', ')}`,
  );
}

function refuse(message: string): never {
  throw new RtmsError('invalid-params', message);
}

/**
 * Throws for a value that no list names and for values that do not go together. Returns what is worth a
 * warning, or `undefined`.
 */
export function checkAudioParams(params: AudioParams): string | undefined {
  checkKnown('audio contentType', params.contentType, 'AudioContentType', sdk.AudioContentType);
  checkKnown('audio codec', params.codec, 'AudioCodec', sdk.AudioCodec);
  checkKnown('audio sampleRate', params.sampleRate, 'AudioSampleRate', sdk.AudioSampleRate);
  checkKnown('audio channel', params.channel, 'AudioChannel', sdk.AudioChannel);
  checkKnown('audio dataOpt', params.dataOpt, 'AudioDataOption', sdk.AudioDataOption);
  const { contentType, codec, sampleRate, dataOpt, duration } = { ...AUDIO_DEFAULTS, ...defined(params) };
  for (const [name, value] of Object.entries({ contentType, codec, dataOpt })) {
    if (value === 0) refuse(`Invalid audio ${name}: UNDEFINED (0) is no choice`);
  }
  if (codec === sdk.AudioCodec.OPUS && sampleRate !== sdk.AudioSampleRate.SR_48K) {
    refuse('Invalid audio sampleRate: OPUS needs AudioSampleRate.SR_48K; for other rates set codec too');
  }
  const expected = SAMPLES_PER_MS[sampleRate as keyof typeof SAMPLES_PER_MS] * duration;
  const frameSize = params.frameSize;
  if (frameSize !== undefined && frameSize > 0 && duration > 0 && frameSize !== expected) {
    refuse(
      `Invalid audio frameSize: ${frameSize} samples, but this sampleRate and ${duration} ms make ${expected}`,
    );
  }
  if (frameSize === undefined && expected !== SDK_FRAME_SIZE) {
    return `No frameSize is given: ${expected} is taken. The SDK would take ${SDK_FRAME_SIZE} and refuse; set it for both`;
  }
  return undefined;
}

/** As {@link checkAudioParams}, for pictures: `what` is `video` or `deskshare`. */
export function checkPictureParams(what: 'video' | 'deskshare', params: VideoParams): void {
  checkKnown(`${what} contentType`, params.contentType, 'VideoContentType', sdk.VideoContentType);
  checkKnown(`${what} codec`, params.codec, 'VideoCodec', sdk.VideoCodec);
  checkKnown(`${what} resolution`, params.resolution, 'VideoResolution', sdk.VideoResolution);
  checkKnown(`${what} dataOpt`, params.dataOpt, 'VideoDataOption', sdk.VideoDataOption);
  const { codec, fps } = { ...PICTURE_DEFAULTS, ...defined(params) };
  const image = codec === sdk.VideoCodec.JPG || codec === sdk.VideoCodec.PNG;
  const most = image ? 5 : 30;
  if (fps > most || fps <= 0) {
    refuse(
      `Invalid ${what} fps: ${fps}. ${image ? 'JPG and PNG allow' : 'H264 allows'} 1 to ${most} pictures per second`,
    );
  }
}

/** Throws for a language that the list does not know. */
export function checkTranscriptParams(params: TranscriptParams): void {
  checkKnown('transcript srcLanguage', params.srcLanguage, 'TranscriptLanguage', sdk.TranscriptLanguage);
}

/** Without the fields that are there but `undefined`, which must not hide a default. */
export function defined<Params extends object>(
  params: Params,
): { [Key in keyof Params]: NonNullable<Params[Key]> } {
  const entries = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as { [Key in keyof Params]: NonNullable<Params[Key]> };
}
