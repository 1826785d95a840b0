/** What a live source is made of, with every default in place. */
import type { VideoFormat } from '../../tracks/track.js';
import { LiveSourceError } from './live-source-error.js';

/** How pictures are encoded that are pushed. Nothing is converted: apps have to ask for the same. */
export type VideoCodec = VideoFormat['codec'];

/** The sound that is pushed for one participant. Apps get it in whatever format they ask for. */
export interface LiveAudio {
  /** 8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000 or 96000. Default 48000. */
  readonly sampleRateHz?: number;
  /** Default 1. */
  readonly channels?: 1 | 2;
}

/** Somebody who speaks and shows what is pushed. */
export interface LiveParticipant {
  readonly name: string;
  /** `false`: never says anything. Default: mono at 48000 Hz. */
  readonly audio?: LiveAudio | false;
  /** What the camera gives; `false`: no camera. Default: no camera. */
  readonly video?: VideoCodec | false;
}

/** Options of `createLiveSource`. */
export interface LiveSourceOptions {
  /** At least one. Default: one, `Live`, with sound and an H.264 camera. */
  readonly participants?: readonly LiveParticipant[];
  /** How pictures of a shared screen are encoded, whoever shares. Default: nobody shares. */
  readonly share?: VideoCodec | false;
  /**
   * Milliseconds of meeting time between a push and the moment at which it is due, 40 to 5000. Who pushes in
   * real time may be late by 20 ms less than this without a gap in the sound. Default 100.
   */
  readonly latencyMs?: number;
}

/** One participant with everything decided. */
export interface LivePerson {
  readonly name: string;
  readonly audio: Required<LiveAudio> | undefined;
  readonly video: VideoCodec | undefined;
}

export interface LiveSettings {
  readonly people: readonly LivePerson[];
  readonly share: VideoCodec | undefined;
  readonly latencyMs: number;
}

/** So that 20 ms are a whole number of samples, and the resampler's tables stay small. */
const SAMPLE_RATES = [8000, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

const PICTURE_CODECS: readonly VideoCodec[] = ['H264', 'JPG', 'PNG'];

const DEFAULT_PARTICIPANTS: readonly LiveParticipant[] = [{ name: 'Live', video: 'H264' }];

/** Throws {@link LiveSourceError} with code `invalid-option`. */
export function resolveLiveOptions(options: LiveSourceOptions): LiveSettings {
  const { participants = DEFAULT_PARTICIPANTS, share = false, latencyMs = 100 } = options;
  if (participants.length === 0) refuse('participants', 'must name at least one person');
  // With less, every push that is not in time to the millisecond would leave a gap.
  if (!(latencyMs >= 40 && latencyMs <= 5000)) refuse('latencyMs', `must be 40 to 5000, found ${latencyMs}`);
  return {
    people: participants.map((participant, index) => resolvePerson(participant, `participants[${index}]`)),
    share: share === false ? undefined : checkCodec(share, 'share'),
    latencyMs,
  };
}

function resolvePerson({ name, audio = {}, video = false }: LiveParticipant, path: string): LivePerson {
  return {
    name,
    audio: audio === false ? undefined : resolveAudio(audio, `${path}.audio`),
    video: video === false ? undefined : checkCodec(video, `${path}.video`),
  };
}

function resolveAudio({ sampleRateHz = 48_000, channels = 1 }: LiveAudio, path: string): Required<LiveAudio> {
  if (!SAMPLE_RATES.includes(sampleRateHz)) {
    refuse(`${path}.sampleRateHz`, `must be one of ${SAMPLE_RATES.join(', ')}, found ${sampleRateHz}`);
  }
  if (![1, 2].includes(channels)) refuse(`${path}.channels`, `must be 1 or 2, found ${String(channels)}`);
  return { sampleRateHz, channels };
}

function checkCodec(codec: VideoCodec, path: string): VideoCodec {
  if (!PICTURE_CODECS.includes(codec)) refuse(path, `must be H264, JPG or PNG, found ${codec}`);
  return codec;
}

function refuse(path: string, problem: string): never {
  throw new LiveSourceError('invalid-option', `createLiveSource: ${path} ${problem}`);
}
