/** Compressed speech of a long conversation, decoded while it is played. */
import { createOggOpusDecoder, type OggOpusDecoder } from '../../codecs/ogg-opus.js';
import { mixInto } from '../../codecs/pcm.js';
import { createResampler } from '../../codecs/resampler.js';
import type { AudioTimeline } from '../rendering/render-audio.js';
import {
  readAsset,
  SPEECH_RATE_HZ,
  speechLength,
  type ConversationManifest,
  type ManifestUtterance,
} from './conversation-assets.js';
import { spokenAt } from './speech-timeline.js';

/** Number of decoded utterances that are kept: a minute or two of speech, 110 kB each. */
const MAX_DECODED = 32;
/** Number of following utterances that are decoded in advance. */
const READ_AHEAD = 3;
/** Speech on both sides of a packet that the resampler needs, in milliseconds: more than its filter is long. */
const RESAMPLER_MARGIN_MS = 20;

/**
 * Creates the timeline.
 *
 * Only the first utterance that is played is decoded when it is due. Those that follow are decoded in advance, a few
 * milliseconds of work at a time, so that pacing never waits.
 *
 * @param folder folder of the speech in `assets/`
 */
export function createStreamedSpeech(manifest: ConversationManifest, folder: string): AudioTimeline {
  const { utterances } = manifest;
  const speech = new SpeechReader(utterances, folder);
  const resamplers = new Map<number, (samples: Int16Array) => Int16Array>();

  function resamplerTo(rateHz: number): (samples: Int16Array) => Int16Array {
    let resampler = resamplers.get(rateHz);
    if (!resampler) resamplers.set(rateHz, (resampler = createResampler(SPEECH_RATE_HZ, rateHz)));
    return resampler;
  }

  /** Samples of an utterance between two of its positions, at any rate. */
  function cut(utterance: ManifestUtterance, rateHz: number, fromMs: number, toMs: number): Int16Array {
    const samples = speech.of(utterance);
    const perMs = SPEECH_RATE_HZ / 1000;
    if (rateHz === SPEECH_RATE_HZ) return samples.subarray(fromMs * perMs, toMs * perMs);
    const startMs = Math.max(0, fromMs - RESAMPLER_MARGIN_MS);
    const around = samples.subarray(startMs * perMs, (toMs + RESAMPLER_MARGIN_MS) * perMs);
    const first = ((fromMs - startMs) * rateHz) / 1000;
    return resamplerTo(rateHz)(around).subarray(first, first + ((toMs - fromMs) * rateHz) / 1000);
  }

  return {
    prepare: () => speech.open(),

    samplesAt(selection, rateHz, positionMs, lengthMs) {
      const perMs = rateHz / 1000;
      let packet: Int16Array | undefined;
      for (const { utterance, startMs } of spokenAt(manifest, selection, positionMs, lengthMs)) {
        packet ??= new Int16Array(lengthMs * perMs);
        const fromMs = Math.max(0, -startMs);
        const toMs = Math.min(utterance.endMs - utterance.startMs, lengthMs - startMs);
        mixInto(packet, cut(utterance, rateHz, fromMs, toMs), Math.max(0, startMs) * perMs);
      }
      return packet;
    },
  };
}

interface DecodedSpeech {
  readonly samples: Int16Array;
  /** True once the utterances that follow are decoded, or are being decoded. */
  isFollowed: boolean;
}

/** Decoded speech of the utterances that were played last, and of those that follow. */
class SpeechReader {
  readonly #utterances: readonly ManifestUtterance[];
  readonly #folder: string;
  /** The one that was decoded last comes last. */
  readonly #decoded = new Map<ManifestUtterance, DecodedSpeech>();
  readonly #decoding = new Set<ManifestUtterance>();
  #opening: Promise<OggOpusDecoder> | undefined;
  #decoder: OggOpusDecoder | undefined;

  constructor(utterances: readonly ManifestUtterance[], folder: string) {
    this.#utterances = utterances;
    this.#folder = folder;
  }

  /** Loads the decoder. Must have resolved before {@link of}. */
  async open(): Promise<void> {
    this.#opening ??= createOggOpusDecoder(SPEECH_RATE_HZ);
    this.#decoder = await this.#opening;
  }

  /** Returns the samples of an utterance, and begins to decode those that follow. */
  of(utterance: ManifestUtterance): Int16Array {
    if (!this.#decoder) throw new Error('speech was requested before it was prepared');
    const speech =
      this.#decoded.get(utterance) ??
      this.#keep(utterance, this.#decoder.decode(this.#read(utterance), speechLength(utterance)));
    if (!speech.isFollowed) {
      speech.isFollowed = true;
      // A file that cannot be decoded is reported when it is due.
      this.#readAhead(utterance, this.#decoder).catch(() => undefined);
    }
    return speech.samples;
  }

  async #readAhead(utterance: ManifestUtterance, decoder: OggOpusDecoder): Promise<void> {
    const index = this.#utterances.indexOf(utterance);
    for (let ahead = 1; ahead <= READ_AHEAD; ahead++) {
      const next = this.#utterances[(index + ahead) % this.#utterances.length];
      if (!next || this.#decoded.has(next) || this.#decoding.has(next)) continue;
      this.#decoding.add(next);
      try {
        this.#keep(next, await decoder.decodeInSlices(this.#read(next), speechLength(next)));
      } finally {
        this.#decoding.delete(next);
      }
    }
  }

  #read({ file }: ManifestUtterance): Buffer {
    return readAsset(`${this.#folder}${file}`);
  }

  #keep(utterance: ManifestUtterance, samples: Int16Array): DecodedSpeech {
    const speech: DecodedSpeech = { samples, isFollowed: false };
    this.#decoded.set(utterance, speech);
    const [oldest] = this.#decoded.keys();
    if (this.#decoded.size > MAX_DECODED && oldest) this.#decoded.delete(oldest);
    return speech;
  }
}
