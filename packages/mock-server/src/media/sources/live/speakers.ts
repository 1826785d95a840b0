import type { LiveAudio } from './live-options.js';

/** Root mean square below which nobody is speaking: −46 dBFS, as for recordings. */
const SILENCE = 164;

/** What is judged at a time, in milliseconds. */
const WINDOW_MS = 20;

/** A pause in speech of up to this many milliseconds does not end a turn. */
const PAUSE_MS = 400;

/** A turn: somebody speaks, with short pauses. In milliseconds since the meeting began. */
interface Turn {
  readonly fromMs: number;
  toMs: number;
}

/** Tells from the level of what was pushed who speaks when. */
export class Speakers {
  readonly #turns: readonly Turn[][];

  constructor(participants: number) {
    this.#turns = Array.from({ length: participants }, () => []);
  }

  /** Takes in what somebody said, beginning at `atMs`, later than what they said before. */
  hear(participant: number, samples: Int16Array, atMs: number, format: Required<LiveAudio>): void {
    const perSecond = format.sampleRateHz * format.channels;
    const window = (perSecond * WINDOW_MS) / 1000;
    for (let at = 0; at < samples.length; at += window) {
      const piece = samples.subarray(at, at + window);
      const fromMs = atMs + (at * 1000) / perSecond;
      if (levelOf(piece) >= SILENCE)
        this.#note(participant, fromMs, fromMs + (piece.length * 1000) / perSecond);
    }
  }

  /**
   * Whoever has the turn; when several talk at once, the one who began first. In a pause the one who spoke
   * last, and before anybody has spoken the first participant.
   */
  at(positionMs: number): number {
    let speaking: { readonly who: number; readonly fromMs: number } | undefined;
    let last: { readonly who: number; readonly toMs: number } | undefined;
    for (const [who, turns] of this.#turns.entries()) {
      const turn = turns.findLast(({ fromMs }) => fromMs <= positionMs);
      if (!turn) continue;
      const { fromMs, toMs } = turn;
      const hasTurn = positionMs < toMs + PAUSE_MS;
      if (hasTurn && (!speaking || fromMs < speaking.fromMs)) speaking = { who, fromMs };
      if (!last || toMs > last.toMs) last = { who, toMs };
    }
    return (speaking ?? last)?.who ?? 0;
  }

  /** Forgets turns that ended before a moment, but for everybody's last. */
  forgetBefore(positionMs: number): void {
    for (const turns of this.#turns) {
      const kept = turns.findIndex(({ toMs }) => toMs >= positionMs);
      turns.splice(0, kept < 0 ? turns.length - 1 : kept);
    }
  }

  #note(participant: number, fromMs: number, toMs: number): void {
    const turns = this.#turns[participant];
    const last = turns?.at(-1);
    if (last && fromMs <= last.toMs + PAUSE_MS) last.toMs = toMs;
    else turns?.push({ fromMs, toMs });
  }
}

function levelOf(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return Math.sqrt(energy / Math.max(1, samples.length));
}
