import type { Meeting } from '../../../meetings/meeting.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';

/** What a mixed sound is made of. */
export interface MixedAudioInput {
  readonly meeting: Meeting;
  readonly format: AudioFormat;
  readonly signal: AbortSignal;
  /** A mix that somebody's coming or going calls for cannot be made; the one before goes on. */
  readonly onFailure: (error: unknown) => void;
}

/** The sound of some people together; `undefined` when none of them can be heard. */
type Mix = Track | undefined;

/**
 * Everybody who is in the meeting in one stream. The mix of those who are in now and the one of all are
 * prepared before anything plays; another is prepared when people come or go, and takes over when it is
 * ready.
 */
export async function mixedAudio(input: MixedAudioInput): Promise<MixedAudio> {
  const sound = new MixedAudio(input, await input.meeting.source.audio('mixed', input.format, input.signal));
  await sound.prepareFirst();
  return sound;
}

export class MixedAudio implements Track {
  readonly length: number;
  readonly intervalMs: number;
  readonly #input: MixedAudioInput;
  readonly #meeting: Meeting;
  readonly #everybody: Track;
  /** By who is in it. */
  readonly #mixes = new Map<string, Mix>();
  readonly #coming = new Set<string>();
  #current: Mix;

  constructor(input: MixedAudioInput, everybody: Track) {
    this.#input = input;
    this.#meeting = input.meeting;
    this.#everybody = everybody;
    this.#current = everybody;
    const { participants } = input.meeting.source;
    this.#mixes.set(
      [...participants.keys()].filter((index) => participants[index]?.hasAudio).join(),
      everybody,
    );
    this.length = everybody.length;
    this.intervalMs = everybody.intervalMs;
  }

  async prepareFirst(): Promise<void> {
    if (this.#input.meeting.presence.isComplete) return;
    const people = this.#present(Infinity);
    await this.#prepare(people);
    this.#choose(people);
  }

  chunkAt(index: number): Chunk | undefined {
    return this.at(Infinity)?.chunkAt(index);
  }

  /** The mix of those who were in at a position. */
  at(positionMs: number): Track | undefined {
    if (this.#meeting.presence.wasComplete(positionMs)) this.#current = this.#everybody;
    else this.#choose(this.#present(positionMs));
    return this.#current;
  }

  /** Those who were in and can be heard, as the source counts. */
  #present(positionMs: number): readonly number[] {
    const { participants, source } = this.#meeting;
    return [...source.participants.keys()].filter((index) => {
      const participant = participants[index];
      const wasIn = participant && this.#meeting.presence.wasPresent(participant, positionMs);
      return wasIn && source.participants[index]?.hasAudio;
    });
  }

  #choose(people: readonly number[]): void {
    const key = people.join();
    if (this.#mixes.has(key)) this.#current = this.#mixes.get(key);
    else if (!this.#coming.has(key)) void this.#prepareLater(people);
  }

  async #prepareLater(people: readonly number[]): Promise<void> {
    try {
      await this.#prepare(people);
    } catch (error) {
      if (!this.#input.signal.aborted) this.#input.onFailure(error);
    }
  }

  async #prepare(people: readonly number[]): Promise<void> {
    const { meeting, format, signal } = this.#input;
    const key = people.join();
    this.#coming.add(key);
    const mix =
      people.length === 0 ? undefined : await meeting.source.audio({ participants: people }, format, signal);
    this.#mixes.set(key, mix);
  }
}
