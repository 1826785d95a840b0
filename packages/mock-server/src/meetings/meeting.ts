import type { Clock, Product } from '@rtms-mock/protocol';
import type { MediaSource } from '../media/sources/media-source.js';

/** Somebody in a meeting. */
export interface Participant {
  /** Unsigned 32-bit, as on the wire. */
  readonly userId: number;
  readonly name: string;
  /** Which participant of the media source this person plays. */
  readonly sourceIndex: number;
}

/** Real user ids start here and go up in this step (as in published logs: P§2.5). */
const FIRST_USER_ID = 16_778_240;
const USER_ID_STEP = 1024;

/** What a meeting is made of. */
export interface MeetingInput {
  readonly product: Product;
  /** Product's own id: meeting UUID, session id, engagement id, call id. */
  readonly entityId: string;
  readonly meetingId: string;
  readonly topic: string;
  readonly source: MediaSource;
  /** Names in place of the source's, in order. */
  readonly names?: readonly string[];
}

/**
 * A meeting: people, what they say and show, and a position on its own time line, which all its streams
 * share. Streams come and go; the meeting goes on.
 */
export class Meeting {
  readonly product: Product;
  readonly entityId: string;
  readonly meetingId: string;
  readonly topic: string;
  readonly source: MediaSource;
  readonly participants: readonly Participant[];
  /** Clock time at which the meeting's position was 0. */
  readonly originMs: number;
  /** Unix time of the same moment. */
  readonly originUnixMs: number;

  constructor(input: MeetingInput, clock: Clock) {
    this.product = input.product;
    this.entityId = input.entityId;
    this.meetingId = input.meetingId;
    this.topic = input.topic;
    this.source = input.source;
    this.participants = input.source.participants.map((participant, index) => ({
      userId: FIRST_USER_ID + index * USER_ID_STEP,
      name: input.names?.[index] ?? participant.name,
      sourceIndex: index,
    }));
    this.originMs = clock.now();
    this.originUnixMs = clock.unixMs();
  }

  /** Milliseconds since the meeting began. */
  positionMs(nowMs: number): number {
    return nowMs - this.originMs;
  }

  /** Wire timestamp of a position. */
  unixMsAt(positionMs: number): number {
    return Math.round(this.originUnixMs + positionMs);
  }

  /** Who speaks at a position, or spoke last. `undefined` in an empty meeting. */
  activeSpeakerAt(positionMs: number): Participant | undefined {
    const index = this.source.activeSpeakerAt(positionMs % this.source.durationMs);
    return this.participants[index] ?? this.participants[0];
  }
}
