import { EventType } from '@rtms-mock/protocol';
import type { Lane } from '../media/pacer.js';
import type { Meeting } from './meeting.js';
import { createSourceEvent, type SourceEvent } from './source-event.js';

/** How often to look, in milliseconds. */
const LOOK_MS = 100;

/**
 * Tells who speaks and who shares in a meeting whose source does not know it ahead: it looks ten times a
 * second and tells what has changed. What people do by hand is told by the meeting itself.
 */
export class SourceEventPoller implements Lane {
  dueMs: number;
  readonly #meeting: Meeting;
  readonly #tell: (event: SourceEvent) => void;
  #speaker: number;
  #sharer: number | undefined;

  constructor(meeting: Meeting, fromMs: number, tell: (event: SourceEvent) => void) {
    this.#meeting = meeting;
    this.#tell = tell;
    const positionMs = meeting.positionMs(fromMs);
    this.#speaker = meeting.source.activeSpeakerAt(positionMs);
    this.#sharer = meeting.source.sharerAt?.(positionMs);
    this.dueMs = this.#nextLook(fromMs);
  }

  run(nowMs: number): void {
    const positionMs = this.#meeting.positionMs(nowMs);
    this.#lookForSpeaker(positionMs);
    this.#lookForSharer(positionMs);
    this.dueMs = this.#nextLook(nowMs);
  }

  /** Meetings that begin together look together. */
  #nextLook(nowMs: number): number {
    const { originMs } = this.#meeting;
    return originMs + (Math.floor((nowMs - originMs) / LOOK_MS) + 1) * LOOK_MS;
  }

  #lookForSpeaker(positionMs: number): void {
    const speaker = this.#meeting.source.activeSpeakerAt(positionMs);
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    if (!this.#meeting.presence.isPlayed(speaker)) return;
    this.#tell(createSourceEvent(this.#meeting, EventType.ACTIVE_SPEAKER_CHANGE, positionMs, speaker));
  }

  #lookForSharer(positionMs: number): void {
    const before = this.#sharer;
    const sharer = this.#meeting.source.sharerAt?.(positionMs);
    if (sharer === before) return;
    this.#sharer = sharer;
    if (!this.#meeting.share.followsSource) return;
    if (sharer !== undefined && this.#meeting.presence.isPlayed(sharer)) {
      this.#tell(createSourceEvent(this.#meeting, EventType.SHARING_START, positionMs, sharer));
    } else if (before !== undefined && this.#meeting.presence.isPlayed(before)) {
      this.#tell(createSourceEvent(this.#meeting, EventType.SHARING_STOP, positionMs, before));
    }
  }
}
