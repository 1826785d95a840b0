import type { Cancel } from '@rtms-mock/protocol';
import { nextTurn } from '../../../clock.js';
import type { Guest } from '../../../meetings/guests.js';
import type { Meeting } from '../../../meetings/meeting.js';
import { createAudioEncoder, type AudioEncoder } from '../../codecs/audio-encoder.js';
import { mixInto } from '../../codecs/pcm.js';
import { samplesOf } from '../../codecs/wav.js';
import { chunkOf } from '../../tracks/chunk.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';

/** Mixed audio by position. */
export interface Mix {
  /** Returns the mix at a position in milliseconds; `undefined` where nothing is sent. */
  at(positionMs: number): Track | undefined;
}

/** Input of a {@link GuestMix}. */
export interface GuestMixInput {
  readonly meeting: Meeting;
  /** Format of the mix. */
  readonly format: AudioFormat;
  /** Mix without guests; `undefined` for a source without audio. */
  readonly base: Mix | undefined;
  /** Prepares the same mix as L16, to which guests can be added. */
  readonly samplesOfBase: () => Promise<Mix | undefined>;
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Mix of the meeting's source and of its guests. While there are no guests it is the prepared mix of the source, which
 * costs nothing; from the first guest on, samples are mixed and encoded packet by packet, for this connection alone.
 */
export class GuestMix implements Mix {
  readonly #input: GuestMixInput;
  /** Copied from the input, because every packet reads it. */
  readonly #base: Mix | undefined;
  /** Tracks of the guests as L16. `undefined` before the first. */
  #voices: Map<Guest, Track> | undefined;
  #mixer: Mixer | undefined;
  /** Removes the listener of the signal that stops {@link #mixer}. */
  #unfollow: Cancel | undefined;
  #isPreparing = false;

  constructor(input: GuestMixInput) {
    this.#input = input;
    this.#base = input.base;
  }

  at(positionMs: number): Track | undefined {
    return this.#mixer ?? this.#base?.at(positionMs);
  }

  /** Adds the voice of a guest, an L16 track. Returns a function that removes it. */
  add(guest: Guest, voice: Track): () => void {
    const voices = (this.#voices ??= new Map<Guest, Track>());
    voices.set(guest, voice);
    void this.#prepare(voices);
    return () => {
      voices.delete(guest);
      if (voices.size === 0) this.#stop();
    };
  }

  async #prepare(voices: ReadonlyMap<Guest, Track>): Promise<void> {
    if (this.#mixer || this.#isPreparing) return;
    this.#isPreparing = true;
    const { meeting, format, signal, samplesOfBase, onFailure } = this.#input;
    try {
      const base = await samplesOfBase();
      await nextTurn();
      const encoder = await createAudioEncoder(format);
      if (signal.aborted || voices.size === 0) return encoder[Symbol.dispose]();
      this.#mixer = new Mixer({ meeting, format, base, encoder, voices });
      const stop = (): void => this.#stop();
      signal.addEventListener('abort', stop, { once: true });
      this.#unfollow = () => signal.removeEventListener('abort', stop);
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    } finally {
      this.#isPreparing = false;
    }
  }

  #stop(): void {
    this.#mixer?.close();
    this.#mixer = undefined;
    this.#unfollow?.();
    this.#unfollow = undefined;
  }
}

interface MixerInput extends Pick<GuestMixInput, 'meeting' | 'format' | 'base'> {
  readonly encoder: AudioEncoder;
  readonly voices: ReadonlyMap<Guest, Track>;
}

/** Track that mixes and encodes its packets when they are played, in order, once each. */
class Mixer implements Track {
  readonly length = Infinity;
  readonly intervalMs: number;
  readonly #input: MixerInput;
  #last: { readonly index: number; readonly chunk: Chunk | undefined } | undefined;
  #hasBegun = false;

  constructor(input: MixerInput) {
    this.#input = input;
    this.intervalMs = input.format.intervalMs;
  }

  chunkAt(index: number): Chunk | undefined {
    if (this.#last?.index === index) return this.#last.chunk;
    const samples = this.#samplesAt(index);
    const chunk = samples && chunkOf(this.#input.encoder.encode(samples));
    this.#last = { index, chunk };
    return chunk;
  }

  close(): void {
    this.#input.encoder[Symbol.dispose]();
  }

  #samplesAt(index: number): Int16Array | undefined {
    const { meeting, format, base, voices } = this.#input;
    const positionMs = index * format.intervalMs;
    const mix = new Int16Array((format.sampleRateHz / 1000) * format.intervalMs * format.channels);
    const baseTrack = base?.at(positionMs);
    const parts = [baseTrack?.chunkAt(index % baseTrack.length)];
    for (const [{ participant }, voice] of voices) {
      if (meeting.presence.wasAudible(participant, positionMs)) parts.push(voice.chunkAt(index));
    }
    for (const part of parts) {
      if (part === undefined) continue;
      this.#hasBegun = true;
      mixInto(mix, samplesOf(part.data), 0);
    }
    // As every mix: silence follows the first audio.
    return this.#hasBegun ? mix : undefined;
  }
}
