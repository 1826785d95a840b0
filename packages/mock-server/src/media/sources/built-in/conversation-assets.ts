/**
 * The files of the built-in conversation: `assets/manifest.json` and one WAV for each utterance.
 * They are made by `scripts/make-speech.mjs`.
 */
import { readFileSync } from 'node:fs';

import { parseWav } from '../../codecs/wav.js';

/** Rate of the recorded speech; every other rate is converted from it. */
export const SPEECH_RATE_HZ = 16_000;

/** One sentence: `startMs` and `endMs` are multiples of 20, and the file is exactly as long as that. */
export interface ManifestUtterance {
  readonly speaker: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly language: string;
  /** Name in `assets/speech/`. */
  readonly file: string;
}

/** One page of the screen share, shown until the next one. */
export interface Slide {
  readonly startMs: number;
  readonly title: string;
  readonly lines: readonly string[];
}

export interface ConversationManifest {
  readonly durationMs: number;
  readonly sampleRateHz: number;
  readonly participants: readonly { readonly name: string }[];
  readonly utterances: readonly ManifestUtterance[];
  readonly share: {
    readonly sharer: number;
    readonly startMs: number;
    readonly endMs: number;
    readonly slides: readonly Slide[];
  };
}

/** The same place seen from `src/` and from `dist/`. */
const assetsFolder = new URL('../../../../assets/', import.meta.url);

export function readManifest(): ConversationManifest {
  return JSON.parse(readAsset('manifest.json').toString()) as ConversationManifest;
}

export function readAsset(name: string): Buffer {
  return readFileSync(new URL(name, assetsFolder));
}

/** 16 kHz mono samples of an utterance. */
export function readSpeech(utterance: ManifestUtterance): Int16Array {
  const { sampleRateHz, channels, samples } = parseWav(readAsset(`speech/${utterance.file}`));
  const expected = ((utterance.endMs - utterance.startMs) * SPEECH_RATE_HZ) / 1000;
  if (sampleRateHz !== SPEECH_RATE_HZ || channels !== 1 || samples.length !== expected) {
    throw new Error(
      `assets/speech/${utterance.file} does not fit the manifest: expected ${expected} samples at ${SPEECH_RATE_HZ} Hz mono, ` +
        `found ${samples.length} at ${sampleRateHz} Hz with ${channels} channels; run scripts/make-speech.mjs again`,
    );
  }
  return samples;
}
