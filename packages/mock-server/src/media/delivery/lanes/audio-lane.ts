import type { Meeting } from '../../../meetings/meeting.js';
import type { MeetingTimeline } from '../../../meetings/meeting-timeline.js';
import { maxAudioBacklogMs } from '../../../policies.js';
import type { MediaLane } from './media-lane.js';
import type { Track } from '../../tracks/track.js';
import { framesToSkip, maxBurstMs, type LateFrameRule } from './late-frames.js';
import type { LateFrames } from '../../../policies.js';
import type { ChunkWriter } from './chunk-writer.js';
import type { MediaSink } from './media-sink.js';

/** Maximum number of simultaneous speakers that the service sends (PROTOCOL.md §12.1, documented). */
const MAX_SPEAKERS = 3;

/** Payload bytes per portion of a backlog. Portions leave time for other connections. */
const BACKLOG_PORTION_BYTES = 128 * 1024;

/** Time between two portions of a backlog, in milliseconds. */
const BACKLOG_PAUSE_MS = 1;

/** Interval, in milliseconds, for checking if a held stream continues. */
const HELD_CHECK_MS = 20;

/** Audio of one participant, or of all participants mixed, and the writer of its messages. */
export interface AudioFeed {
  readonly track: Track;
  readonly write: ChunkWriter;
  /** False at positions at which the participant is not in the meeting. Default: always true. */
  readonly isAudible?: (positionMs: number) => boolean;
  /** Selects the track by position; `undefined` sends nothing. Default: always {@link track}. */
  readonly mix?: { at(positionMs: number): Track | undefined };
}

/** Input of an {@link AudioLane}. */
export interface AudioLaneInput {
  readonly meeting: Meeting;
  readonly feeds: readonly AudioFeed[];
  /** Sent while all feeds are silent. Default: nothing is sent. */
  readonly silence?: { readonly track: Track; readonly write: (positionMs: number) => ChunkWriter };
  /** Milliseconds between packets. */
  readonly intervalMs: number;
  readonly sink: MediaSink;
  readonly lateFrames: LateFrames;
  /** Clock time of the first packet in milliseconds. When it is in the past, the packets up to now are a backlog. */
  readonly fromMs: number;
  /** Current clock time in milliseconds. */
  readonly nowMs: number;
}

/**
 * Sends one packet per feed and interval; a silent feed sends nothing. While the stream is held, because the app lost its
 * signaling connection, packets wait and are sent afterwards as a backlog (PROTOCOL.md §14.2), as fast as the reader
 * accepts them.
 */
export class AudioLane implements MediaLane {
  readonly kind = 'audio';
  dueMs: number;
  // Copied from the input, because they are read for every packet.
  readonly #feeds: readonly AudioFeed[];
  readonly #silence: AudioLaneInput['silence'];
  readonly #timeline: MeetingTimeline;
  readonly #sink: MediaSink;
  readonly #intervalMs: number;
  readonly #lateRule: LateFrameRule;
  readonly #maxBacklogMs: number;
  #index: number;
  #catchingUp: boolean;

  constructor(input: AudioLaneInput) {
    this.#feeds = input.feeds;
    this.#silence = input.silence;
    this.#timeline = input.meeting.timeline;
    this.#sink = input.sink;
    this.#intervalMs = input.intervalMs;
    const { clock } = this.#timeline;
    const { intervalMs, lateFrames: policy } = input;
    this.#lateRule = { intervalMs, policy, burstMs: maxBurstMs(clock) };
    this.#maxBacklogMs = maxAudioBacklogMs(clock);
    this.#index = Math.ceil(input.meeting.positionMs(input.fromMs) / input.intervalMs);
    this.#catchingUp = input.fromMs < input.nowMs;
    this.dueMs = this.nextMs;
  }

  /** Clock time of the next packet in milliseconds. */
  get nextMs(): number {
    return this.#timeline.originMs + this.#index * this.#intervalMs;
  }

  run(nowMs: number): void {
    const sink = this.#sink;
    const { flow } = sink;
    if (flow === 'held') {
      this.#catchingUp = true;
      this.dueMs = nowMs + HELD_CHECK_MS;
      return;
    }
    const isFlowing = flow === 'flowing';
    this.#skip(nowMs, isFlowing);
    let bytes = 0;
    while (this.nextMs <= nowMs) {
      if (this.#catchingUp && isFlowing && (bytes >= BACKLOG_PORTION_BYTES || sink.isCongested)) {
        this.dueMs = nowMs + BACKLOG_PAUSE_MS;
        return;
      }
      if (isFlowing) bytes += this.#send(this.#catchingUp ? 0 : nowMs - this.nextMs);
      this.#index += 1;
    }
    this.#catchingUp = false;
    this.dueMs = this.nextMs;
  }

  /** Skips late packets: those of a backlog beyond its maximum length, others by the policy. */
  #skip(nowMs: number, isFlowing: boolean): void {
    const behindMs = nowMs - this.nextMs;
    if (behindMs < this.#intervalMs) return;
    const frames = this.#catchingUp
      ? Math.max(0, Math.ceil((behindMs - this.#maxBacklogMs) / this.#intervalMs))
      : framesToSkip(behindMs, this.#lateRule);
    if (frames <= 0) return;
    if (isFlowing) this.#sink.countSkipped('audio', frames);
    this.#index += frames;
  }

  /** Sends the packets of one interval. Returns the number of payload bytes. */
  #send(latenessMs: number): number {
    const feeds = this.#feeds;
    const silence = this.#silence;
    const positionMs = this.#index * this.#intervalMs;
    let bytes = 0;
    let speakers = 0;
    for (const feed of feeds.length > MAX_SPEAKERS ? this.#feedsByLevel() : feeds) {
      if (feed.isAudible?.(positionMs) === false) continue;
      const track = feed.mix ? feed.mix.at(positionMs) : feed.track;
      const sent = track ? this.#sendChunk(track, feed.write, latenessMs) : 0;
      if (sent === 0) continue;
      bytes += sent;
      speakers += 1;
      if (speakers === MAX_SPEAKERS) return bytes;
    }
    if (bytes > 0 || !silence) return bytes;
    return this.#sendChunk(silence.track, silence.write(positionMs), latenessMs);
  }

  /** All feeds, the loudest first; feeds of equal level keep their order. */
  #feedsByLevel(): readonly AudioFeed[] {
    const levelOf = ({ track }: AudioFeed): number => track.levelAt?.(this.#index % track.length) ?? 0;
    return this.#feeds.toSorted((a, b) => levelOf(b) - levelOf(a));
  }

  #sendChunk(track: Track, write: ChunkWriter, latenessMs: number): number {
    const chunk = track.chunkAt(this.#index % track.length);
    if (!chunk) return 0;
    const byteLength = chunk.data.length;
    const timestampMs = this.#timeline.unixMsAt(this.#index * this.#intervalMs);
    const message = write(chunk, timestampMs);
    this.#sink.sendFrame({ kind: 'audio', message, byteLength, latenessMs, isKeyframe: true });
    return byteLength;
  }
}
