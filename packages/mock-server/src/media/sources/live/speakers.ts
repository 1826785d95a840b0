import type { LiveAudio } from './live-options.js';

/** RMS level below which audio counts as silence: −46 dBFS, the same as for recordings. */
const SILENCE_RMS = 164;

/** Length of the pieces whose level is measured, in milliseconds. */
const WINDOW_MS = 20;

/** A pause of up to this many milliseconds does not end a turn. */
const PAUSE_MS = 400;

/** A turn: a participant speaks, with short pauses. In milliseconds since the meeting began. */
interface Turn {
  readonly fromMs: number;
  toMs: number;
}

/** Detects the active speaker from the level of the pushed audio. */
export class Speakers {
  /** By participant, in order of time. */
  readonly #turns: readonly Turn[][];

  constructor(participants: number) {
    this.#turns = Array.from({ length: participants }, () => []);
  }

  /** Adds audio of a participant that begins at `atMs`, after all that was added for them before. */
  hear(participant: number, samples: Int16Array, atMs: number, format: Required<LiveAudio>): void {
    const samplesPerSecond = format.sampleRateHz * format.channels;
    const window = (samplesPerSecond * WINDOW_MS) / 1000;
    for (let at = 0; at < samples.length; at += window) {
      const piece = samples.subarray(at, at + window);
      if (rmsOf(piece) < SILENCE_RMS) continue;
      const fromMs = atMs + (at * 1000) / samplesPerSecond;
      this.#addSpeech(participant, fromMs, fromMs + (piece.length * 1000) / samplesPerSecond);
    }
  }

  /**
   * Index of the participant who speaks at this position; of several, the one who began first. In a pause it is the
   * last speaker; before anyone has spoken, the first participant.
   */
  at(positionMs: number): number {
    let speaking: { readonly participant: number; readonly fromMs: number } | undefined;
    let last: { readonly participant: number; readonly toMs: number } | undefined;
    for (const [participant, turns] of this.#turns.entries()) {
      const turn = turns.findLast(({ fromMs }) => fromMs <= positionMs);
      if (!turn) continue;
      const { fromMs, toMs } = turn;
      const isSpeaking = positionMs < toMs + PAUSE_MS;
      if (isSpeaking && (!speaking || fromMs < speaking.fromMs)) speaking = { participant, fromMs };
      if (!last || toMs > last.toMs) last = { participant, toMs };
    }
    return (speaking ?? last)?.participant ?? 0;
  }

  /** Returns true if a participant speaks at this position, short pauses included. */
  isSpeakingAt(participant: number, positionMs: number): boolean {
    const turn = this.#turns[participant]?.findLast(({ fromMs }) => fromMs <= positionMs);
    return turn !== undefined && positionMs < turn.toMs + PAUSE_MS;
  }

  /** Drops turns that ended before a position, except the last one of each participant. */
  forgetBefore(positionMs: number): void {
    for (const turns of this.#turns) {
      const kept = turns.findIndex(({ toMs }) => toMs >= positionMs);
      turns.splice(0, kept < 0 ? turns.length - 1 : kept);
    }
  }

  #addSpeech(participant: number, fromMs: number, toMs: number): void {
    const turns = this.#turns[participant];
    const last = turns?.at(-1);
    if (last && fromMs <= last.toMs + PAUSE_MS) last.toMs = toMs;
    else turns?.push({ fromMs, toMs });
  }
}

function rmsOf(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / Math.max(1, samples.length));
}
