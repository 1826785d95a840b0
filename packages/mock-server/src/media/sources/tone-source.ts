/** Signals that are easy to check: a tone, noise or silence, and colour bars with a moving marker. */
import type { Rgb } from '../codecs/colour.js';
import { checkAudioFormat, checkVideoFormat } from '../formats.js';
import type { AudioFormat, Track, VideoFormat } from '../tracks/track.js';
import { renderAudio, type AudioTimeline } from './rendering/render-audio.js';
import { fillRect } from './rendering/painting.js';
import { renderScene } from './rendering/render-scene.js';
import type { Scene } from './rendering/scene.js';
import type { AudioSelection, MediaSource } from './media-source.js';

/** What is heard. */
export type TestSignal =
  /** A sine of this many hertz: a whole number, so that it goes on without a click when it repeats. */
  | { readonly kind: 'tone'; readonly hertz: number }
  | { readonly kind: 'noise' }
  | { readonly kind: 'silence' };

export interface ToneSourceOptions {
  /** Default: a tone of 440 Hz. */
  readonly signal?: TestSignal;
  /** Loudest sample, 0 to 1. Default 0.25, which is -12 dB. */
  readonly level?: number;
  /** Default `Tone`. */
  readonly name?: string;
}

/** Length after which everything repeats, in milliseconds. */
const DURATION_MS = 10_000;

const FULL_SCALE = 32_767;

/** One participant with a camera, who sounds all the time. Needs no ffmpeg; prepared at once. */
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
      return Promise.resolve(renderScene(colourBars(format), DURATION_MS, format));
    },
    share: () => Promise.resolve(undefined),
    activeSpeakerAt: () => 0,
  };
}

/** The sample with this number, counted from the beginning of a round. */
function sampler(signal: TestSignal, level: number): (index: number, rateHz: number) => number {
  const loudest = level * FULL_SCALE;
  switch (signal.kind) {
    case 'tone':
      return (index, rateHz) => Math.round(loudest * Math.sin((2 * Math.PI * signal.hertz * index) / rateHz));
    case 'noise':
      return (index) => Math.round(loudest * (2 * hashed(index) - 1));
    case 'silence':
      return () => 0;
  }
}

/** Between 0 and 1, the same for the same number: white noise that can be repeated. */
function hashed(index: number): number {
  let value = Math.imul(index ^ (index >>> 15), 0x2c_1b_3c_6d);
  value = Math.imul(value ^ (value >>> 12), 0x29_7a_2d_39);
  return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
}

/** White, yellow, cyan, green, magenta, red, blue; then the marker's black. */
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

/** Bars over the whole picture, and a marker that crosses it once in a round. */
export function colourBars({ width, height }: { readonly width: number; readonly height: number }): Scene {
  const size = Math.max(2, Math.round(height / 12));
  return {
    width,
    height,
    palette: [...BARS, MARKER],
    paintStill: (picture) => {
      for (const bar of BARS.keys()) {
        const x = Math.round((bar * width) / BARS.length);
        const end = bar === BARS.length - 1 ? picture.stride : Math.round(((bar + 1) * width) / BARS.length);
        fillRect(picture, { x, y: 0, width: end - x, height: picture.rows }, bar);
      }
    },
    spritesAt: (positionMs) => {
      const x = Math.round(((positionMs % DURATION_MS) / DURATION_MS) * (width - size));
      const bounds = { x, y: height - 2 * size, width: size, height: size };
      return [{ key: String(x), bounds, paint: (picture) => fillRect(picture, bounds, BARS.length) }];
    },
  };
}
