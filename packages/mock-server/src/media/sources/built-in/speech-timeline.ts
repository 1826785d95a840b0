/** Speech of the conversation at any position and sample rate. */
import { mixInto } from '../../codecs/pcm.js';
import { createSteppedResampler } from '../../codecs/resampler.js';
import { runInSlices, runSteps, type Steps } from '../../tracks/steps.js';
import { isSelected, type AudioSelection } from '../media-source.js';
import type { AudioTimeline } from '../rendering/render-audio.js';
import {
  SPEECH_RATE_HZ,
  readSpeech,
  type ConversationManifest,
  type ManifestUtterance,
} from './conversation-assets.js';

/** Creates the timeline. Speech is read and resampled when it is first needed, once per rate. */
export function createSpeechTimeline(manifest: ConversationManifest): AudioTimeline {
  const converted = new Map<number, Map<ManifestUtterance, Int16Array>>();

  function* convert(utterance: ManifestUtterance, rateHz: number): Steps<Int16Array> {
    let atRate = converted.get(rateHz);
    if (!atRate) converted.set(rateHz, (atRate = new Map()));
    const samples =
      rateHz === SPEECH_RATE_HZ
        ? readSpeech(utterance)
        : yield* createSteppedResampler(SPEECH_RATE_HZ, rateHz)(speechAt(utterance, SPEECH_RATE_HZ));
    atRate.set(utterance, samples);
    return samples;
  }

  function speechAt(utterance: ManifestUtterance, rateHz: number): Int16Array {
    return converted.get(rateHz)?.get(utterance) ?? runSteps(convert(utterance, rateHz));
  }

  return {
    async prepare(selection, rateHz, signal) {
      for (const utterance of manifest.utterances) {
        if (!isSelected(selection, utterance.speaker) || converted.get(rateHz)?.has(utterance)) continue;
        await runInSlices(convert(utterance, rateHz));
        signal?.throwIfAborted();
      }
    },

    samplesAt(selection, rateHz, positionMs, lengthMs) {
      const perMs = rateHz / 1000;
      let packet: Int16Array | undefined;
      for (const { utterance, startMs } of spokenAt(manifest, selection, positionMs, lengthMs)) {
        packet ??= new Int16Array(lengthMs * perMs);
        mixInto(packet, speechAt(utterance, rateHz), startMs * perMs);
      }
      return packet;
    },
  };
}

/** An utterance in a packet. */
export interface SpokenUtterance {
  readonly utterance: ManifestUtterance;
  /** Start of the utterance, from the beginning of the packet, in milliseconds. Negative for one that began before. */
  readonly startMs: number;
}

/** Returns the utterances of the selected participants from `positionMs` to `positionMs + lengthMs`. */
export function spokenAt(
  { durationMs, utterances }: ConversationManifest,
  selection: AudioSelection,
  positionMs: number,
  lengthMs: number,
): SpokenUtterance[] {
  const from = positionMs % durationMs;
  const spoken: SpokenUtterance[] = [];
  for (const utterance of utterances) {
    if (!isSelected(selection, utterance.speaker)) continue;
    // A packet may extend over the end of the conversation into its repetition.
    for (const round of [0, durationMs]) {
      const startMs = utterance.startMs + round - from;
      if (startMs >= lengthMs || startMs + utterance.endMs - utterance.startMs <= 0) continue;
      spoken.push({ utterance, startMs });
    }
  }
  return spoken;
}
