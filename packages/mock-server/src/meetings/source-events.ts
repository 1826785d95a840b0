import { EventType, type Cancel } from '@rtms-mock/protocol';
import type { Lane, Pacer } from '../media/pacer.js';
import { loopStartMs } from '../media/sources/loops.js';
import type { Meeting } from './meeting.js';
import { createSourceEvent, type SourceEvent } from './source-event.js';
import { SourceEventPoller } from './source-event-poller.js';

interface Moment {
  readonly atMs: number;
  readonly type: SourceEvent['event_type'];
  /** Index of the participant it is about. */
  readonly participant: number;
}

/** The moments of one round of a meeting's media, in order. */
function momentsOf(source: Meeting['source']): Moment[] {
  const moments: Moment[] = [];
  let speaker: number | undefined;
  for (const utterance of source.utterances) {
    if (utterance.speaker === speaker) continue;
    speaker = utterance.speaker;
    moments.push({ atMs: utterance.startMs, type: EventType.ACTIVE_SPEAKER_CHANGE, participant: speaker });
  }
  for (const share of source.shares) {
    moments.push({ atMs: share.startMs, type: EventType.SHARING_START, participant: share.sharer });
    moments.push({ atMs: share.endMs, type: EventType.SHARING_STOP, participant: share.sharer });
  }
  return moments.toSorted((a, b) => a.atMs - b.atMs);
}

/** Tells each moment of the meeting when it comes, round after round. */
class SourceEventLane implements Lane {
  dueMs: number;
  readonly #meeting: Meeting;
  readonly #moments: readonly Moment[];
  readonly #tell: (event: SourceEvent) => void;
  #loop: number;
  #next = 0;

  constructor(meeting: Meeting, fromMs: number, tell: (event: SourceEvent) => void) {
    this.#meeting = meeting;
    this.#moments = momentsOf(meeting.source);
    this.#tell = tell;
    this.#loop = Math.floor(meeting.positionMs(fromMs) / meeting.source.durationMs);
    this.dueMs = this.#deadline();
    while (this.dueMs < fromMs) this.#advance();
  }

  run(nowMs: number): void {
    while (this.dueMs <= nowMs) {
      const moment = this.#moments[this.#next];
      if (!moment) return;
      if (this.#happens(moment)) this.#tell(this.#event(moment));
      this.#advance();
    }
  }

  /** Who is not in the meeting neither speaks nor shares. */
  #happens(moment: Moment): boolean {
    const isShare = moment.type !== EventType.ACTIVE_SPEAKER_CHANGE;
    return (
      this.#meeting.presence.isPlayed(moment.participant) && (!isShare || this.#meeting.share.followsSource)
    );
  }

  #event(moment: Moment): SourceEvent {
    return createSourceEvent(
      this.#meeting,
      moment.type,
      this.#meeting.positionMs(this.dueMs),
      moment.participant,
    );
  }

  #advance(): void {
    this.#next += 1;
    if (this.#next >= this.#moments.length) {
      this.#next = 0;
      this.#loop += 1;
    }
    this.dueMs = this.#deadline();
  }

  #deadline(): number {
    const moment = this.#moments[this.#next];
    if (!moment) return Infinity;
    const { originMs, source } = this.#meeting;
    return originMs + loopStartMs(this.#loop, source.durationMs) + moment.atMs;
  }
}

/** Who is told of moments. */
export interface SourceEventListener {
  readonly tell: (event: SourceEvent) => void;
  /** Something went wrong with one, and no more are told. */
  readonly onFailure: (error: unknown) => void;
}

/** Calls `tell` for every moment from `fromMs` (clock time) on, until cancelled. */
export function followSourceEvents(
  meeting: Meeting,
  pacer: Pacer,
  fromMs: number,
  { tell, onFailure }: SourceEventListener,
): Cancel {
  const lane =
    meeting.source.durationMs === Infinity
      ? new SourceEventPoller(meeting, fromMs, tell)
      : new SourceEventLane(meeting, fromMs, tell);
  return pacer.add(lane, { onFailure, group: pacer.newGroup() });
}
