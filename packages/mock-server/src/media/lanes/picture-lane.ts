import type { MediaFrameWriter } from '@rtms-mock/protocol';
import type { Meeting } from '../../meetings/meeting.js';
import type { Lane } from '../pacer.js';
import type { Track } from '../tracks/track.js';
import type { MediaSink } from './media-sink.js';

/** One camera or shared screen. */
export interface Camera {
  readonly track: Track;
  readonly write: MediaFrameWriter;
}

/** Which camera is to be seen at a position; `undefined` when none is. */
export type CameraChoice = (positionMs: number) => Camera | undefined;

/**
 * Sends one picture per interval from the chosen camera. Another camera takes over at its next key
 * frame, so that what arrives can always be decoded; until then the old one goes on.
 */
export class PictureLane implements Lane {
  dueMs: number;
  readonly #kind: 'video' | 'deskshare';
  readonly #meeting: Meeting;
  readonly #choose: CameraChoice;
  readonly #intervalMs: number;
  readonly #sink: MediaSink;
  #index: number;
  #current: Camera | undefined;

  /** Starts with the first picture that is due at `fromMs` (clock time) or later. */
  constructor(
    kind: 'video' | 'deskshare',
    meeting: Meeting,
    choose: CameraChoice,
    intervalMs: number,
    sink: MediaSink,
    fromMs: number,
  ) {
    this.#kind = kind;
    this.#meeting = meeting;
    this.#choose = choose;
    this.#intervalMs = intervalMs;
    this.#sink = sink;
    this.#index = Math.ceil(meeting.positionMs(fromMs) / intervalMs);
    this.dueMs = this.#deadline();
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      if (this.#sink.flowing) this.#send(nowMs - this.dueMs);
      // A pause breaks the chain of pictures: start over at a key frame.
      else this.#current = undefined;
      this.#index += 1;
      this.dueMs = this.#deadline();
    }
  }

  #deadline(): number {
    return this.#meeting.originMs + this.#index * this.#intervalMs;
  }

  #send(latenessMs: number): void {
    const positionMs = this.#index * this.#intervalMs;
    const wanted = this.#choose(positionMs);
    if (wanted !== this.#current && (!wanted || this.#isKeyFrame(wanted.track))) this.#current = wanted;
    const camera = this.#current;
    const chunk = camera?.track.chunkAt(this.#index % camera.track.length);
    if (!camera || !chunk) return;
    const bytes = chunk.data.length;
    const text = camera.write(chunk.base64, bytes, this.#meeting.unixMsAt(positionMs));
    this.#sink.sendFrame(this.#kind, text, bytes, latenessMs);
  }

  #isKeyFrame(track: Track): boolean {
    return track.isKeyFrame?.(this.#index % track.length) ?? true;
  }
}
