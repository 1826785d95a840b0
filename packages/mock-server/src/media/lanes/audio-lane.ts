import type { MediaFrameWriter } from '@rtms-mock/protocol';
import type { Meeting } from '../../meetings/meeting.js';
import type { Lane } from '../pacer.js';
import type { Track } from '../tracks/track.js';
import type { MediaSink } from './media-sink.js';

/** The service sends at most this many speakers at once (P§13.1, documented). */
const MOST_SPEAKERS = 3;

/** One voice of an audio stream: everybody mixed, or one participant. */
export interface Voice {
  readonly track: Track;
  readonly write: MediaFrameWriter;
  /** False while the participant is not in the meeting. Default: always there. */
  readonly audible?: () => boolean;
}

/** Sends one packet per voice and interval; a voice with nothing to say sends nothing. */
export class AudioLane implements Lane {
  dueMs: number;
  readonly #meeting: Meeting;
  readonly #voices: readonly Voice[];
  readonly #intervalMs: number;
  readonly #sink: MediaSink;
  #index: number;

  /** Starts with the first packet that is due at `fromMs` (clock time) or later. */
  constructor(
    meeting: Meeting,
    voices: readonly Voice[],
    intervalMs: number,
    sink: MediaSink,
    fromMs: number,
  ) {
    this.#meeting = meeting;
    this.#voices = voices;
    this.#intervalMs = intervalMs;
    this.#sink = sink;
    this.#index = Math.ceil(meeting.positionMs(fromMs) / intervalMs);
    this.dueMs = this.#deadline();
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      if (this.#sink.flowing) this.#send(nowMs - this.dueMs);
      this.#index += 1;
      this.dueMs = this.#deadline();
    }
  }

  #deadline(): number {
    return this.#meeting.originMs + this.#index * this.#intervalMs;
  }

  #send(latenessMs: number): void {
    const timestamp = this.#meeting.unixMsAt(this.#index * this.#intervalMs);
    let speakers = 0;
    for (const voice of this.#voices) {
      if (voice.audible?.() === false) continue;
      const chunk = voice.track.chunkAt(this.#index % voice.track.length);
      if (!chunk) continue;
      const bytes = chunk.data.length;
      this.#sink.sendFrame('audio', voice.write(chunk.base64, bytes, timestamp), bytes, latenessMs);
      speakers += 1;
      if (speakers === MOST_SPEAKERS) return;
    }
  }
}
