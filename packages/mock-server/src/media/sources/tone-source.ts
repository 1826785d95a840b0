/** Test signals that are easy to check: a tone, noise or silence, and colour bars with a moving marker. */
import type { Rgb } from '../codecs/colour.js';
import { checkAudioFormat, checkVideoFormat } from '../formats.js';
import type { AudioFormat, Track, VideoFormat } from '../tracks/track.js';
import { renderAudio, type AudioTimeline } from './rendering/render-audio.js';
import { fillRect } from './rendering/painting.js';
import { renderScene } from './rendering/render-scene.js';
import type { Scene } from './rendering/scene.js';
import { whiteNoiseAt } from './rendering/white-noise.js';
import type { AudioSelection, MediaSource } from './media-source.js';

/** The audio of a {@link toneSource}. */
export type TestSignal =
  /** A sine wave. */
  | {
      /** Type of the signal. */
      readonly kind: 'tone';
      /** Frequency in hertz. Must be a whole number, so that there is no click when the signal repeats. */
      readonly hertz: number;
    }
  /** White noise, the same in every run. */
  | {
      /** Type of the signal. */
      readonly kind: 'noise';
    }
  | {
      /** Type of the signal. */
      readonly kind: 'silence';
    };

/** Options of {@link toneSource}. */
export interface ToneSourceOptions {
  /**
   * The audio.
   *
   * @default a tone of 440 Hz
   */
  readonly signal?: TestSignal;
  /**
   * Peak amplitude, 0 to 1 (full scale).
   *
   * @default 0.25, which is -12 dBFS
   */
  readonly level?: number;
  /**
   * Display name of the participant.
   *
   * @default 'Tone'
   */
  readonly name?: string;
}

/** Length after which everything repeats, in milliseconds. */
const DURATION_MS = 10_000;

const FULL_SCALE = 32_767;

/**
 * Creates a source with one participant, whose audio is a test signal and whose camera shows colour bars with a moving
 * marker. It repeats after ten seconds, and needs no ffmpeg.
 */
export function toneSource(options: ToneSourceOptions = {}): MediaSource {
  const { signal = { kind: 'tone', hertz: 440 }, level = 0.25, name = 'Tone' } = options;
  const sampleAt = sampler(signal, level);
  const timeline: AudioTimeline = {
    prepare: () => Promise.resolve(),
    samplesAt: (_selection, rateHz, positionMs, lengthMs) => {
      const first = ((positionMs % DURATION_MS) * rateHz) / 1000;
      return Int16Array.from({ length: (lengthMs * rateHz) / 1000 }, (_, i) => sampleAt(first + i, rateHz));
    },
  };
  return {
    label: signal.kind === 'tone' ? `tone of ${signal.hertz} Hz` : signal.kind,
    durationMs: DURATION_MS,
    participants: [{ name, hasAudio: true, hasVideo: true }],
    utterances: [],
    shares: [],
    async audio(selection: AudioSelection, format: AudioFormat, signal?: AbortSignal): Promise<Track> {
      checkAudioFormat(format);
      return renderAudio({ timeline, durationMs: DURATION_MS, selection, format }, signal);
    },
    async video(participant: number, format: VideoFormat): Promise<Track | undefined> {
      checkVideoFormat(format);
      if (participant !== 0) return undefined;
      return Promise.resolve(renderScene(() => colourBars(format), DURATION_MS, format));
    },
    share: () => Promise.resolve(undefined),
    activeSpeakerAt: () => 0,
  };
}

/** Returns a function that computes the sample at an index, counted from the beginning of a loop. */
function sampler(signal: TestSignal, level: number): (index: number, rateHz: number) => number {
  const peak = level * FULL_SCALE;
  switch (signal.kind) {
    case 'tone':
      return (index, rateHz) => Math.round(peak * Math.sin((2 * Math.PI * signal.hertz * index) / rateHz));
    case 'noise':
      return (index) => Math.round(peak * whiteNoiseAt(index));
    case 'silence':
      return () => 0;
  }
}

/** White, yellow, cyan, green, magenta, red, blue. */
const BARS: readonly Rgb[] = [
  [235, 235, 235],
  [235, 235, 16],
  [16, 235, 235],
  [16, 235, 16],
  [235, 16, 235],
  [235, 16, 16],
  [16, 16, 235],
];
const MARKER: Rgb = [16, 16, 16];

/** Scene of bars over the whole image, and a marker that crosses it once per loop. */
export function colourBars({ width, height }: { readonly width: number; readonly height: number }): Scene {
  const size = Math.max(2, Math.round(height / 12));
  return {
    width,
    height,
    palette: [...BARS, MARKER],
    *paintStill(image) {
      for (const bar of BARS.keys()) {
        const x = Math.round((bar * width) / BARS.length);
        const end = bar === BARS.length - 1 ? image.stride : Math.round(((bar + 1) * width) / BARS.length);
        fillRect(image, { x, y: 0, width: end - x, height: image.rows }, bar);
        yield;
      }
    },
    spritesAt: (positionMs) => {
      const x = Math.round(((positionMs % DURATION_MS) / DURATION_MS) * (width - size));
      const bounds = { x, y: height - 2 * size, width: size, height: size };
      return [{ key: String(x), bounds, paint: (image) => fillRect(image, bounds, BARS.length) }];
    },
  };
}
