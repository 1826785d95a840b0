import type { MediaFrameWriter } from '@rtms-mock/protocol';
import type { Meeting } from '../../../meetings/meeting.js';
import type { Lane } from '../../pacer.js';
import type { Track } from '../../tracks/track.js';
import { framesToSkip } from './late-frames.js';
import type { LateFrames } from '../../../policies.js';
import type { MediaSink } from './media-sink.js';

/** Frames of one camera, composed view or shared screen, and the writer of their messages. */
export interface VideoFeed {
  readonly track: Track;
  readonly write: MediaFrameWriter;
}

/** Selects the feed to show at a position in milliseconds; `undefined` when there is none. */
export type FeedSelector = (positionMs: number) => VideoFeed | undefined;

/** Input of a {@link VideoLane}. */
export interface VideoLaneInput {
  readonly kind: 'video' | 'deskshare';
  readonly meeting: Meeting;
  readonly select: FeedSelector;
  /** Milliseconds between frames. */
  readonly intervalMs: number;
  readonly sink: MediaSink;
  readonly lateFrames: LateFrames;
  /** Clock time in milliseconds. The first frame is the first that is due at this time or later. */
  readonly fromMs: number;
}

/**
 * Sends one frame per interval from the selected feed. After another feed is selected, the current one continues until
 * the next keyframe of the other, so that the app can decode every frame.
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
      // Frames after a pause depend on frames that were not sent: start again at a keyframe.
      else this.#current = undefined;
      this.#index += 1;
      this.dueMs = this.#deadline();
    }
  }

  #skip(nowMs: number): void {
    const { kind, intervalMs, lateFrames, sink } = this.#input;
    const frames = framesToSkip(nowMs - this.dueMs, intervalMs, lateFrames);
    if (frames === 0) return;
    if (sink.flow === 'flowing') sink.countSkipped(kind, frames);
    this.#current = undefined;
    this.#index += frames;
    this.dueMs = this.#deadline();
  }

  #deadline(): number {
    return this.#input.meeting.originMs + this.#index * this.#input.intervalMs;
  }

  #send(latenessMs: number): void {
    const { kind, meeting, select, intervalMs, sink } = this.#input;
    const positionMs = this.#index * intervalMs;
    const selected = select(positionMs);
    if (selected !== this.#current && (!selected || this.#isKeyFrame(selected.track)))
      this.#current = selected;
    const feed = this.#current;
    if (!feed) return;
    const trackIndex = this.#index % feed.track.length;
    const chunk = feed.track.chunkAt(trackIndex);
    if (!chunk) {
      // Later frames depend on this one, which is still being created: start again at a keyframe.
      if (feed.track.isReady?.(trackIndex) === false) this.#current = undefined;
      return;
    }
    const byteLength = chunk.data.length;
    const message = feed.write(chunk.base64, byteLength, meeting.unixMsAt(positionMs));
    sink.sendFrame({ kind, message, byteLength, latenessMs, isKeyframe: this.#isKeyFrame(feed.track) });
  }

  #isKeyFrame(track: Track): boolean {
    return track.isKeyFrame?.(this.#index % track.length) ?? true;
  }
}
