/** Audio of the shown stream: levels, waveforms, and playing it. */
import { signal } from '@preact/signals';
import { listener } from '../people/listen.js';
import { levelOf, samplesOf } from '../people/samples.js';
import type { MediaHeader } from './bodies.js';
import { decodeALaw } from './g711.js';
import { OpusPlayer } from './opus.js';
import { Waveform } from './waveform.js';

type AudioHeader = Extract<MediaHeader, { readonly kind: 'audio' }>;

/** Levels by user id, from 0 to 1. Changed in place and read once per frame. */
export const levels = new Map<number, number>();
/** Waveforms by user id. */
export const waveforms = new Map<number, Waveform>();
/** One sentence while audio cannot be decoded. */
export const audioProblem = signal('');

const opus = new OpusPlayer(
  (header, samples, rateHz) => show(header, samples, rateHz),
  (sentence) => {
    audioProblem.value = sentence;
  },
);

let newestMs = 0;
let newestAt = 0;

/** Time of the newest audio in Unix milliseconds, which goes on while nothing arrives. */
export function audioTime(): number {
  return newestMs + (performance.now() - newestAt);
}

/** Takes over one packet. */
export function takeAudio(header: AudioHeader, data: Uint8Array<ArrayBuffer>): void {
  const { codec, rateHz, channels } = header.format;
  switch (codec) {
    case 'L16':
      return show(header, oneChannel(samplesOf(data), channels), rateHz);
    case 'G711':
      return show(header, oneChannel(decodeALaw(data), channels), rateHz);
    case 'OPUS':
      return opus.decode(header, data);
    case 'G722':
      audioProblem.value =
        'This page does not decode G.722, so it shows no waveform. The download does, where ffmpeg is installed.';
  }
}

function show({ userId, timestamp, format }: AudioHeader, samples: Int16Array, rateHz: number): void {
  if (format.codec !== 'G722') audioProblem.value = '';
  if (timestamp > audioTime()) {
    newestMs = timestamp;
    newestAt = performance.now();
  }
  let waveform = waveforms.get(userId);
  if (waveform === undefined) {
    waveform = new Waveform();
    waveforms.set(userId, waveform);
  }
  waveform.add(samples, rateHz, timestamp);
  levels.set(userId, Math.max(levelOf(samples), levels.get(userId) ?? 0));
  listener.play(userId, samples, rateHz);
}

function oneChannel(samples: Int16Array, channels: number): Int16Array {
  if (channels !== 2) return samples;
  return Int16Array.from(
    { length: samples.length >> 1 },
    (_, index) => ((samples[2 * index] ?? 0) + (samples[2 * index + 1] ?? 0)) / 2,
  );
}
