import { EventType } from '@rtms-mock/protocol';
import type { Lane } from '../media/pacer.js';
import type { Meeting } from './meeting.js';
import { createSourceEvent, type SourceEvent } from './source-event.js';

/** Interval between two polls, in milliseconds. */
const POLL_MS = 100;

/**
 * Emits source events of a live source, whose speaker and sharer are not known in advance: polls the source ten times a
 * second and emits changes. Events that steps cause are emitted by the meeting itself.
 */
export class SourceEventPoller implements Lane {
  dueMs: number;
  readonly #meeting: Meeting;
  readonly #emit: (event: SourceEvent) => void;
  #speaker: number;
  #sharer: number | undefined;

  constructor(meeting: Meeting, fromMs: number, emit: (event: SourceEvent) => void) {
    this.#meeting = meeting;
    this.#emit = emit;
    const positionMs = meeting.positionMs(fromMs);
    this.#speaker = meeting.source.activeSpeakerAt(positionMs);
    this.#sharer = meeting.source.sharerAt?.(positionMs);
    this.dueMs = this.#nextPoll(fromMs);
  }

  run(nowMs: number): void {
    const positionMs = this.#meeting.positionMs(nowMs);
    this.#pollSpeaker(positionMs);
    this.#pollSharer(positionMs);
    this.dueMs = this.#nextPoll(nowMs);
  }

  /** Polls at multiples of the interval since the origin, so that meetings with the same origin poll together. */
  #nextPoll(nowMs: number): number {
    const { originMs } = this.#meeting;
    return originMs + (Math.floor((nowMs - originMs) / POLL_MS) + 1) * POLL_MS;
  }

  #pollSpeaker(positionMs: number): void {
    const speaker = this.#meeting.source.activeSpeakerAt(positionMs);
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    const { presence, speaker: active } = this.#meeting;
    if (!presence.isPlayed(speaker) || active.guestAt(positionMs) !== undefined) return;
    this.#emit(createSourceEvent(this.#meeting, EventType.ACTIVE_SPEAKER_CHANGE, positionMs, speaker));
  }

  #pollSharer(positionMs: number): void {
    const before = this.#sharer;
    const sharer = this.#meeting.source.sharerAt?.(positionMs);
    if (sharer === before) return;
    this.#sharer = sharer;
    if (!this.#meeting.share.followsSource) return;
    if (sharer !== undefined && this.#meeting.presence.isPlayed(sharer)) {
      this.#emit(createSourceEvent(this.#meeting, EventType.SHARING_START, positionMs, sharer));
    } else if (before !== undefined && this.#meeting.presence.isPlayed(before)) {
      this.#emit(createSourceEvent(this.#meeting, EventType.SHARING_STOP, positionMs, before));
    }
  }
}
