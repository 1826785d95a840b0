/** Formats of the media that the app requests. Pure. */
import rtms, { type AudioParams, type VideoParams } from '@rtms-mock/client';

/** Format of audio. */
export interface AudioChoice {
  readonly codec: 'L16' | 'G711' | 'G722' | 'OPUS';
  /** Sample rate in Hz. */
  readonly rateHz: 8000 | 16_000 | 32_000 | 48_000;
  readonly channels: 1 | 2;
  /** One stream for each speaker, or all of them mixed into one. */
  readonly streams: 'speakers' | 'mixed';
}

/** Format of video and screen share. */
export interface VideoChoice {
  readonly codec: 'H264' | 'JPG' | 'PNG';
  readonly resolution: 'SD' | 'HD' | 'FHD' | 'QHD';
  /** Frames per second. */
  readonly fps: number;
}

/** Formats of all media. */
export interface MediaChoice {
  readonly audio: AudioChoice;
  readonly video: VideoChoice;
}

/** Raw PCM of each speaker, and H.264 at 720p. */
export const DEFAULT_CHOICE: MediaChoice = {
  audio: { codec: 'L16', rateHz: 16_000, channels: 1, streams: 'speakers' },
  video: { codec: 'H264', resolution: 'HD', fps: 25 },
};

const VALUES = {
  codec: ['L16', 'G711', 'G722', 'OPUS'],
  rateHz: [8000, 16_000, 32_000, 48_000],
  channels: [1, 2],
  streams: ['speakers', 'mixed'],
} as const;
const VIDEO_VALUES = { codec: ['H264', 'JPG', 'PNG'], resolution: ['SD', 'HD', 'FHD', 'QHD'] } as const;

/** A choice that cannot be used. `message` is one sentence that says what to change. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/**
 * Reads a choice that a page has sent.
 *
 * @throws {@link ChoiceError}
 */
export function readChoice(value: unknown): MediaChoice {
  const { audio, video } = objectOf('The choice', value);
  const choice = {
    audio: pick('audio', audio, VALUES),
    video: { ...pick('video', video, VIDEO_VALUES), fps: fpsOf(video) },
  };
  checkAudio(choice.audio);
  const maxFps = choice.video.codec === 'H264' ? 30 : 5;
  if (choice.video.fps > maxFps) {
    throw new ChoiceError(
      `${choice.video.codec} has at most ${maxFps} frames per second, found ${choice.video.fps}.`,
    );
  }
  return choice;
}

function checkAudio({ codec, rateHz, channels }: AudioChoice): void {
  if (codec === 'OPUS' && rateHz !== 48_000) throw new ChoiceError('Opus needs a rate of 48 kHz.');
  if (codec === 'G722' && (rateHz !== 16_000 || channels !== 1)) {
    throw new ChoiceError('G.722 needs a rate of 16 kHz and one channel.');
  }
}

function fpsOf(video: unknown): number {
  const { fps } = objectOf('video', video);
  if (typeof fps === 'number' && Number.isInteger(fps) && fps >= 1) return fps;
  throw new ChoiceError('video.fps must be an integer of at least 1.');
}

type Values = { readonly [field: string]: readonly (string | number)[] };
type Picked<T extends Values> = { readonly [Field in keyof T]: T[Field][number] };

function pick<T extends Values>(name: string, value: unknown, values: T): Picked<T> {
  const fields = objectOf(name, value);
  const entries = Object.entries(values).map(([field, allowed]) => {
    const found = fields[field];
    if (allowed.includes(found as string | number)) return [field, found] as const;
    throw new ChoiceError(`${name}.${field} must be one of ${allowed.join(', ')}.`);
  });
  return Object.fromEntries(entries) as Picked<T>;
}

function objectOf(name: string, value: unknown): { readonly [field: string]: unknown } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ChoiceError(`${name} must be an object.`);
}

const RATES = { 8000: 0, 16_000: 1, 32_000: 2, 48_000: 3 } as const;
const PACKET_MS = 20;

/** Parameters for `client.setAudioParams`. */
export function audioParams({ codec, rateHz, channels, streams }: AudioChoice): AudioParams {
  return {
    contentType: rtms.AudioContentType.RAW_AUDIO,
    codec: rtms.AudioCodec[codec],
    sampleRate: RATES[rateHz],
    channel: channels === 2 ? rtms.AudioChannel.STEREO : rtms.AudioChannel.MONO,
    dataOpt:
      streams === 'mixed'
        ? rtms.AudioDataOption.AUDIO_MIXED_STREAM
        : rtms.AudioDataOption.AUDIO_MULTI_STREAMS,
    duration: PACKET_MS,
    frameSize: (rateHz / 1000) * PACKET_MS,
  };
}

/** Parameters for `client.setVideoParams`; without `dataOpt` also those for `setDeskshareParams`. */
export function videoParams({ codec, resolution, fps }: VideoChoice): VideoParams {
  return {
    contentType: rtms.VideoContentType.RAW_VIDEO,
    codec: rtms.VideoCodec[codec],
    resolution: rtms.VideoResolution[resolution],
    fps,
  };
}
