import type { MediaFrameWriter } from '@rtms-mock/protocol';
import type { Meeting } from '../../../meetings/meeting.js';
import { MAX_AUDIO_BACKLOG_MS } from '../../../policies.js';
import type { Lane } from '../../pacer.js';
import type { Track } from '../../tracks/track.js';
import { framesToSkip } from './late-frames.js';
import type { LateFrames } from '../../../policies.js';
import type { MediaSink } from './media-sink.js';

/** The service sends at most this many speakers at once (PROTOCOL.md §12.1, documented). */
const MAX_SPEAKERS = 3;

/** A backlog goes out in pieces of this many payload bytes, so that it holds nobody else up. */
const BACKLOG_PIECE_BYTES = 128 * 1024;

/** Time between two pieces of a backlog, in milliseconds. */
const BACKLOG_PAUSE_MS = 1;

/** How often to look whether a held stream goes on, in milliseconds. */
const HELD_CHECK_MS = 20;

/** One voice of an audio stream: everybody mixed, or one participant. */
export interface AudioFeed {
  readonly track: Track;
  readonly write: MediaFrameWriter;
  /** False while the participant is not in the meeting, by position. Default: always there. */
  readonly audible?: (positionMs: number) => boolean;
  /** Where it depends on the position which track is heard. Default: always {@link track}. */
  readonly mix?: { at(positionMs: number): Track | undefined };
}

/** What one audio stream is made of. */
export interface AudioLaneInput {
  readonly meeting: Meeting;
  readonly voices: readonly AudioFeed[];
  /** Sent where no voice says anything. Default: nothing is sent there. */
  readonly silence?: { readonly track: Track; readonly write: (positionMs: number) => MediaFrameWriter };
  readonly intervalMs: number;
  readonly sink: MediaSink;
  readonly lateFrames: LateFrames;
  /** Clock time of the first packet. In the past: what lies between is a backlog, sent as fast as it goes. */
  readonly fromMs: number;
  readonly nowMs: number;
}

/**
 * Sends one packet per voice and interval; a voice with nothing to say sends nothing. While the stream is
 * held, because the app lost its signaling connection, packets wait and are sent afterwards
 * (PROTOCOL.md §14.2).
 */
export class AudioLane implements Lane {
  dueMs: number;
  readonly #input: AudioLaneInput;
  // Looked at for every packet, and nearer than in what was given.
  readonly #meeting: Meeting;
  readonly #sink: MediaSink;
  readonly #intervalMs: number;
  #index: number;
  #catchingUp: boolean;

  constructor(input: AudioLaneInput) {
    this.#input = input;
    this.#meeting = input.meeting;
    this.#sink = input.sink;
    this.#intervalMs = input.intervalMs;
    this.#index = Math.ceil(input.meeting.positionMs(input.fromMs) / input.intervalMs);
    this.#catchingUp = input.fromMs < input.nowMs;
    this.dueMs = this.nextMs;
  }

  /** Clock time of the next packet that has not been sent. */
  get nextMs(): number {
    return this.#meeting.originMs + this.#index * this.#intervalMs;
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
      if (this.#catchingUp && isFlowing && (bytes >= BACKLOG_PIECE_BYTES || sink.congested)) {
        this.dueMs = nowMs + BACKLOG_PAUSE_MS;
        return;
      }
      if (isFlowing) bytes += this.#send(this.#catchingUp ? 0 : nowMs - this.nextMs);
      this.#index += 1;
    }
    this.#catchingUp = false;
    this.dueMs = this.nextMs;
  }

  /** A backlog is kept for a minute, other late packets as the policy has it. */
  #skip(nowMs: number, isFlowing: boolean): void {
    const behindMs = nowMs - this.nextMs;
    if (behindMs < this.#intervalMs) return;
    const { intervalMs, lateFrames, sink } = this.#input;
    const frames = this.#catchingUp
      ? Math.max(0, Math.ceil((behindMs - MAX_AUDIO_BACKLOG_MS) / intervalMs))
      : framesToSkip(behindMs, intervalMs, lateFrames);
    if (frames <= 0) return;
    if (isFlowing) sink.skipped('audio', frames);
    this.#index += frames;
  }

  /** Returns how many payload bytes were sent. */
  #send(latenessMs: number): number {
    const { voices, silence, intervalMs } = this.#input;
    const positionMs = this.#index * intervalMs;
    let bytes = 0;
    let speakers = 0;
    for (const voice of voices.length > MAX_SPEAKERS ? this.#loudest() : voices) {
      if (voice.audible?.(positionMs) === false) continue;
      const track = voice.mix ? voice.mix.at(positionMs) : voice.track;
      const sent = track ? this.#sendChunk(track, voice.write, latenessMs) : 0;
      if (sent === 0) continue;
      bytes += sent;
      speakers += 1;
      if (speakers === MAX_SPEAKERS) return bytes;
    }
    if (bytes > 0 || !silence) return bytes;
    return this.#sendChunk(silence.track, silence.write(positionMs), latenessMs);
  }

  /** All voices, the loudest first; those that are as loud as others keep their order. */
  #loudest(): readonly AudioFeed[] {
    const levelOf = ({ track }: AudioFeed): number => track.levelAt?.(this.#index % track.length) ?? 0;
    return this.#input.voices.toSorted((a, b) => levelOf(b) - levelOf(a));
  }

  #sendChunk(track: Track, write: MediaFrameWriter, latenessMs: number): number {
    const chunk = track.chunkAt(this.#index % track.length);
    if (!chunk) return 0;
    const byteLength = chunk.data.length;
    const timestampMs = this.#meeting.unixMsAt(this.#index * this.#intervalMs);
    const message = write(chunk.base64, byteLength, timestampMs);
    this.#sink.sendFrame({ kind: 'audio', message, byteLength, latenessMs, isKeyframe: true });
    return byteLength;
  }
}
