import type { Meeting } from '../../../meetings/meeting.js';
import type { MediaLane } from './media-lane.js';
import { requireDecodable } from '../../h264-check.js';
import type { Chunk, Track } from '../../tracks/track.js';
import { framesToSkip, maxBurstMs, type LateFrameRule } from './late-frames.js';
import type { LateFrames } from '../../../policies.js';
import type { ChunkWriter } from './chunk-writer.js';
import type { MediaSink } from './media-sink.js';

/** Frames of one camera, composed view or shared screen, and the writer of their messages. */
export interface VideoFeed {
  readonly track: Track;
  readonly write: ChunkWriter;
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
  /**
   * Checks the first frame of each track before it is sent: a decoder must be able to start with it. Live sources do that
   * themselves when frames are pushed, and also accept keyframes that are no IDR frames.
   *
   * @default false
   */
  readonly checksH264?: boolean;
  readonly sink: MediaSink;
  readonly lateFrames: LateFrames;
  /** Clock time in milliseconds. The first frame is the first that is due at this time or later. */
  readonly fromMs: number;
}

/**
 * Sends one frame per interval from the selected feed. After another feed is selected, the current one continues until
 * the next keyframe of the other, so that the app can decode every frame.
 */
export class VideoLane implements MediaLane {
  dueMs: number;
  readonly #input: VideoLaneInput;
  readonly #lateRule: LateFrameRule;
  #index: number;
  #current: VideoFeed | undefined;
  /** Track whose first frame has been checked. */
  #checked: Track | undefined;
  /** Set in virtual time: prepares the frames that are due soon. */
  readonly #prepareAhead: ((positionMs: number) => void) | undefined;

  constructor(input: VideoLaneInput) {
    this.#input = input;
    const { intervalMs, lateFrames: policy } = input;
    this.#lateRule = { intervalMs, policy, burstMs: maxBurstMs(input.meeting.timeline.clock) };
    this.#index = Math.ceil(input.meeting.positionMs(input.fromMs) / input.intervalMs);
    this.dueMs = this.#deadline();
    this.#prepareAhead = preparesAhead(input);
  }

  get kind(): 'video' | 'deskshare' {
    return this.#input.kind;
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

  /**
   * Leaves out the frames that are due before `nowMs`, and counts those of them that would have been sent as skipped.
   * Returns their number.
   */
  leaveOutBefore(nowMs: number): number {
    const { kind, select, intervalMs, sink } = this.#input;
    const isFlowing = sink.flow === 'flowing';
    let missed = 0;
    while (this.dueMs < nowMs) {
      if (isFlowing && select(this.#index * intervalMs)) missed += 1;
      this.#index += 1;
      this.dueMs = this.#deadline();
    }
    if (missed > 0) sink.countSkipped(kind, missed);
    return missed;
  }

  #skip(nowMs: number): void {
    const { kind, sink } = this.#input;
    const frames = framesToSkip(nowMs - this.dueMs, this.#lateRule);
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
    this.#prepareAhead?.(positionMs);
    const selected = select(positionMs);
    if (selected !== this.#current && (!selected || this.#isKeyFrame(selected.track)))
      this.#current = selected;
    const feed = this.#current;
    if (!feed) return;
    const trackIndex = this.#index % feed.track.length;
    const chunk = feed.track.chunkAt(trackIndex);
    if (!chunk) {
      // Later frames depend on this one, which is still being created: start again at a keyframe.
      if (feed.track.isReady?.(trackIndex) === false) {
        this.#current = undefined;
        sink.countSkipped(kind, 1);
      }
      return;
    }
    if (feed.track !== this.#checked) this.#check(feed.track, chunk);
    const byteLength = chunk.data.length;
    const message = feed.write(chunk, meeting.unixMsAt(positionMs));
    sink.sendFrame({ kind, message, byteLength, latenessMs, isKeyframe: this.#isKeyFrame(feed.track) });
  }

  #check(track: Track, { data }: Chunk): void {
    const { checksH264, meeting } = this.#input;
    if (checksH264) requireDecodable(track, data, meeting.source.label);
    this.#checked = track;
  }

  #isKeyFrame(track: Track): boolean {
    return track.isKeyFrame?.(this.#index % track.length) ?? true;
  }
}

/** Time by which frames are prepared before they are due, in milliseconds: more than virtual time advances at once. */
const AHEAD_MS = 2000;

/** Returns a function that prepares the frame that is due after {@link AHEAD_MS}. `undefined` in real time. */
function preparesAhead({
  kind,
  meeting,
  select,
  intervalMs,
}: VideoLaneInput): ((positionMs: number) => void) | undefined {
  const { clock } = meeting.timeline;
  const holdStill = clock.holdStill?.bind(clock);
  if (!holdStill) return undefined;
  return (positionMs) => {
    const aheadMs = positionMs + AHEAD_MS;
    const track = select(aheadMs)?.track;
    const index = Math.round(aheadMs / intervalMs);
    if (track === undefined || track.length === Infinity || track.prepare === undefined) return;
    const wrapped = index % track.length;
    if (track.isReady?.(wrapped) !== false) return;
    const release = holdStill({ what: `the preparation of ${kind}`, isOwnWork: true });
    // A failure is reported when the frame is due.
    track.prepare(wrapped).then(release, release);
  };
}
