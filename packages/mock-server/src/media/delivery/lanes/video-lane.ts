import type { MediaFrameWriter } from '@rtms-mock/protocol';
import type { Meeting } from '../../../meetings/meeting.js';
import type { Lane } from '../../pacer.js';
import type { Track } from '../../tracks/track.js';
import { framesToSkip } from './late-frames.js';
import type { LateFrames } from '../../../policies.js';
import type { MediaSink } from './media-sink.js';

/** One camera or shared screen. */
export interface VideoFeed {
  readonly track: Track;
  readonly write: MediaFrameWriter;
}

/** Which camera is to be seen at a position; `undefined` when none is. */
export type FeedSelector = (positionMs: number) => VideoFeed | undefined;

/** What one picture stream is made of. */
export interface VideoLaneInput {
  readonly kind: 'video' | 'deskshare';
  readonly meeting: Meeting;
  readonly choose: FeedSelector;
  readonly intervalMs: number;
  readonly sink: MediaSink;
  readonly lateFrames: LateFrames;
  /** The first picture is the first one that is due at this clock time or later. */
  readonly fromMs: number;
}

/**
 * Sends one picture per interval from the chosen camera. Another camera takes over at its next key
 * frame, so that what arrives can always be decoded; until then the old one goes on.
 */
export class VideoLane implements Lane {
  dueMs: number;
  readonly #input: VideoLaneInput;
  #index: number;
  #current: VideoFeed | undefined;

  constructor(input: VideoLaneInput) {
    this.#input = input;
    this.#index = Math.ceil(input.meeting.positionMs(input.fromMs) / input.intervalMs);
    this.dueMs = this.#deadline();
  }

  run(nowMs: number): void {
    this.#skip(nowMs);
    while (this.dueMs <= nowMs) {
      if (this.#input.sink.flow === 'flowing') this.#send(nowMs - this.dueMs);
      // A pause breaks the chain of pictures: start over at a key frame.
      else this.#current = undefined;
      this.#index += 1;
      this.dueMs = this.#deadline();
    }
  }

  #skip(nowMs: number): void {
    const { kind, intervalMs, lateFrames, sink } = this.#input;
    const frames = framesToSkip(nowMs - this.dueMs, intervalMs, lateFrames);
    if (frames === 0) return;
    if (sink.flow === 'flowing') sink.skipped(kind, frames);
    this.#current = undefined;
    this.#index += frames;
    this.dueMs = this.#deadline();
  }

  #deadline(): number {
    return this.#input.meeting.originMs + this.#index * this.#input.intervalMs;
  }

  #send(latenessMs: number): void {
    const { kind, meeting, choose, intervalMs, sink } = this.#input;
    const positionMs = this.#index * intervalMs;
    const wanted = choose(positionMs);
    if (wanted !== this.#current && (!wanted || this.#isKeyFrame(wanted.track))) this.#current = wanted;
    const camera = this.#current;
    if (!camera) return;
    const place = this.#index % camera.track.length;
    const chunk = camera.track.chunkAt(place);
    if (!chunk) {
      // What follows builds on a picture that is still being made: go on with the next key frame.
      if (camera.track.isReady?.(place) === false) this.#current = undefined;
      return;
    }
    const byteLength = chunk.data.length;
    const message = camera.write(chunk.base64, byteLength, meeting.unixMsAt(positionMs));
    sink.sendFrame({ kind, message, byteLength, latenessMs, isKeyframe: this.#isKeyFrame(camera.track) });
  }

  #isKeyFrame(track: Track): boolean {
    return track.isKeyFrame?.(this.#index % track.length) ?? true;
  }
}
