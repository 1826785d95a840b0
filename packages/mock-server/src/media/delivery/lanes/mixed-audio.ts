import type { Meeting } from '../../../meetings/meeting.js';
import type { AudioFormat, Chunk, Track } from '../../tracks/track.js';
import { SmallSet } from '../../../small-set.js';

/** Input of {@link mixedAudio}. */
export interface MixedAudioInput {
  readonly meeting: Meeting;
  readonly format: AudioFormat;
  readonly signal: AbortSignal;
  /** Called when the mix of the current participants cannot be created; the previous mix continues. */
  readonly onFailure: (error: unknown) => void;
}

/** Mixed audio of some participants; `undefined` when none of them has audio. */
type Mix = Track | undefined;

/**
 * Prepares the mixed audio of the participants who are in the meeting. The mix of the current participants and the mix of
 * all are prepared before playback. Another is prepared when participants join or leave, and replaces the current one
 * when it is ready.
 */
export async function mixedAudio(input: MixedAudioInput): Promise<MixedAudio> {
  const audio = new MixedAudio(input, await input.meeting.source.audio('mixed', input.format, input.signal));
  await audio.prepareFirst();
  return audio;
}

/** Audio of the participants who are in the meeting. Which they are depends on the position: see {@link at}. */
export class MixedAudio implements Track {
  readonly length: number;
  readonly intervalMs: number;
  readonly #input: MixedAudioInput;
  readonly #meeting: Meeting;
  /** Copied from the meeting, because every packet reads it. */
  readonly #presence: Meeting['presence'];
  readonly #mixOfAll: Track;
  /** Mixes by the indexes of their participants. `undefined` while everybody is heard. */
  #mixes: Map<string, Mix> | undefined;
  /** Keys of the mixes that were requested. */
  readonly #requested = new SmallSet<string>();
  #current: Mix;

  constructor(input: MixedAudioInput, mixOfAll: Track) {
    this.#input = input;
    this.#meeting = input.meeting;
    this.#presence = input.meeting.presence;
    this.#mixOfAll = mixOfAll;
    this.#current = mixOfAll;
    this.length = mixOfAll.length;
    this.intervalMs = mixOfAll.intervalMs;
  }

  /** Prepares the mix of the current participants. */
  async prepareFirst(): Promise<void> {
    if (this.#input.meeting.presence.isComplete) return;
    const participants = this.#present(Infinity);
    await this.#prepare(participants);
    this.#select(participants);
  }

  chunkAt(index: number): Chunk | undefined {
    return this.at(Infinity)?.chunkAt(index);
  }

  /** Returns the mix of the participants who were in the meeting at a position. */
  at(positionMs: number): Track | undefined {
    if (this.#presence.wasComplete(positionMs)) this.#current = this.#mixOfAll;
    else this.#select(this.#present(positionMs));
    return this.#current;
  }

  /** Source indexes of the participants with audio who were in the meeting at a position. */
  #present(positionMs: number): readonly number[] {
    const { participants, source } = this.#meeting;
    return [...source.participants.keys()].filter((index) => {
      const participant = participants[index];
      const isHeard = participant && this.#presence.wasAudible(participant, positionMs);
      return isHeard && source.participants[index]?.hasAudio;
    });
  }

  #select(participants: readonly number[]): void {
    const key = participants.join();
    const mixes = this.#preparedMixes;
    if (mixes.has(key)) this.#current = mixes.get(key);
    else if (!this.#requested.has(key)) void this.#prepareLater(participants);
  }

  get #preparedMixes(): Map<string, Mix> {
    if (this.#mixes) return this.#mixes;
    const { participants } = this.#meeting.source;
    const all = [...participants.keys()].filter((index) => participants[index]?.hasAudio);
    this.#mixes = new Map([[all.join(), this.#mixOfAll]]);
    return this.#mixes;
  }

  async #prepareLater(participants: readonly number[]): Promise<void> {
    try {
      await this.#prepare(participants);
    } catch (error) {
      if (!this.#input.signal.aborted) this.#input.onFailure(error);
    }
  }

  async #prepare(participants: readonly number[]): Promise<void> {
    const { meeting, format, signal } = this.#input;
    const key = participants.join();
    this.#requested.add(key);
    const mix =
      participants.length === 0 ? undefined : await meeting.source.audio({ participants }, format, signal);
    this.#preparedMixes.set(key, mix);
  }
}
