/** Options of a live source: their types, defaults and checks. */
import type { VideoFormat } from '../../tracks/track.js';
import { LiveSourceError } from './live-source-error.js';

/** Codec of pushed video frames. Frames are not converted: apps have to request the same codec. */
export type VideoCodec = VideoFormat['codec'];

/** Format of the audio that is pushed for one participant. Apps get it converted to the format they request. */
export interface LiveAudio {
  /**
   * Samples per second of each channel: 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000 or 96000.
   *
   * @default 48000
   */
  readonly sampleRateHz?: number;
  /**
   * Number of channels, whose samples are pushed interleaved.
   *
   * @default 1
   */
  readonly channels?: 1 | 2;
}

/** A participant whose media is pushed. */
export interface LiveParticipant {
  /** Display name, as apps see it. */
  readonly name: string;
  /**
   * Format of the pushed audio. `false`: a participant without audio.
   *
   * @default mono at 48000 Hz
   */
  readonly audio?: LiveAudio | false;
  /**
   * Codec of the camera's frames. `false`: a participant without a camera.
   *
   * @default false
   */
  readonly video?: VideoCodec | false;
}

/** Options of {@link createLiveSource}. */
export interface LiveSourceOptions {
  /**
   * The participants, at least one. Pushes refer to them by index.
   *
   * @default one, named `Live`, with audio and an H.264 camera
   */
  readonly participants?: readonly LiveParticipant[];
  /**
   * Codec of shared screens, the same for all participants. `false`: no screen share.
   *
   * @default false
   */
  readonly share?: VideoCodec | false;
  /**
   * Delay between a push and the moment at which the media is due, 40 to 5000 milliseconds of meeting time. A
   * producer that pushes in real time may be up to 20 ms less than this late without a gap in the audio.
   *
   * @default 100
   */
  readonly latencyMs?: number;
}

/** One participant with all defaults applied. */
export interface ResolvedParticipant {
  /** Display name. */
  readonly name: string;
  /** `undefined` for a participant without audio. */
  readonly audio: Required<LiveAudio> | undefined;
  /** `undefined` for a participant without a camera. */
  readonly video: VideoCodec | undefined;
}

/** {@link LiveSourceOptions} with all defaults applied. */
export interface LiveSettings {
  readonly participants: readonly ResolvedParticipant[];
  /** `undefined`: no screen share. */
  readonly share: VideoCodec | undefined;
  readonly latencyMs: number;
}

/** Sample rates of pushed audio, in Hz. With these rates 20 ms are a whole number of samples, and the resampler's tables stay small. */
export const LIVE_SAMPLE_RATES: readonly number[] = [
  8000, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
];

const VIDEO_CODECS: readonly VideoCodec[] = ['H264', 'JPG', 'PNG'];

const DEFAULT_PARTICIPANTS: readonly LiveParticipant[] = [{ name: 'Live', video: 'H264' }];

/**
 * Checks options and applies defaults.
 *
 * @throws {@link LiveSourceError} with code `invalid-option`
 */
export function resolveLiveOptions(options: LiveSourceOptions): LiveSettings {
  const { participants = DEFAULT_PARTICIPANTS, share = false, latencyMs = 100 } = options;
  if (participants.length === 0) refuse('participants', 'must have at least one participant');
  // Below this, every push that is not on time to the millisecond would leave a gap.
  if (!(latencyMs >= 40 && latencyMs <= 5000)) refuse('latencyMs', `must be 40 to 5000, found ${latencyMs}`);
  return {
    participants: participants.map((participant, index) =>
      resolveParticipant(participant, `participants[${index}]`),
    ),
    share: share === false ? undefined : checkCodec(share, 'share'),
    latencyMs,
  };
}

function resolveParticipant(
  { name, audio = {}, video = false }: LiveParticipant,
  path: string,
): ResolvedParticipant {
  return {
    name,
    audio: audio === false ? undefined : resolveAudio(audio, `${path}.audio`),
    video: video === false ? undefined : checkCodec(video, `${path}.video`),
  };
}

function resolveAudio({ sampleRateHz = 48_000, channels = 1 }: LiveAudio, path: string): Required<LiveAudio> {
  if (!LIVE_SAMPLE_RATES.includes(sampleRateHz)) {
    refuse(`${path}.sampleRateHz`, `must be one of ${LIVE_SAMPLE_RATES.join(', ')}, found ${sampleRateHz}`);
  }
  if (![1, 2].includes(channels)) refuse(`${path}.channels`, `must be 1 or 2, found ${String(channels)}`);
  return { sampleRateHz, channels };
}

function checkCodec(codec: VideoCodec, path: string): VideoCodec {
  if (!VIDEO_CODECS.includes(codec)) refuse(path, `must be H264, JPG or PNG, found ${codec}`);
  return codec;
}

function refuse(path: string, problem: string): never {
  throw new LiveSourceError('invalid-option', `createLiveSource: ${path} ${problem}`);
}
