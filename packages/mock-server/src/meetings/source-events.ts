import { EventType } from '@rtms-mock/protocol';
import type { PacedLane, Pacer } from '../media/pacer.js';
import { LoopingLane } from '../media/looping-lane.js';
import { speakerTurns } from '../media/sources/speaker-turns.js';
import type { Meeting } from './meeting.js';
import { createSourceEvent, type SourceEvent } from './source-event.js';
import { SourceEventPoller } from './source-event-poller.js';

/** A source event of one loop. */
interface PlannedEvent {
  /** Position in the source, in milliseconds. */
  readonly atMs: number;
  readonly type: SourceEvent['event_type'];
  /** Index of the participant whom the event is about. */
  readonly participant: number;
}

/** Planned events by source: meetings that play the same source share them. */
const plannedBySource = new WeakMap<Meeting['source'], readonly PlannedEvent[]>();

function plannedEventsOf(source: Meeting['source']): readonly PlannedEvent[] {
  const known = plannedBySource.get(source) ?? plannedEvents(source);
  plannedBySource.set(source, known);
  return known;
}

/** Returns the source events of one loop of a meeting's media, in order. */
function plannedEvents(source: Meeting['source']): PlannedEvent[] {
  const planned: PlannedEvent[] = [];
  for (const { atMs, speaker } of speakerTurns(source.utterances)) {
    planned.push({ atMs, type: EventType.ACTIVE_SPEAKER_CHANGE, participant: speaker });
  }
  for (const share of source.shares) {
    planned.push({ atMs: share.startMs, type: EventType.SHARING_START, participant: share.sharer });
    planned.push({ atMs: share.endMs, type: EventType.SHARING_STOP, participant: share.sharer });
  }
  return planned.toSorted((a, b) => a.atMs - b.atMs);
}

/** Emits each source event when it is due, loop after loop. */
class SourceEventLane extends LoopingLane<PlannedEvent, Meeting> {
  readonly #emit: (event: SourceEvent) => void;

  constructor(meeting: Meeting, fromMs: number, emit: (event: SourceEvent) => void) {
    super(meeting, plannedEventsOf(meeting.source), fromMs);
    this.#emit = emit;
  }

  protected positionOf({ atMs }: PlannedEvent): number {
    return atMs;
  }

  protected play(planned: PlannedEvent): void {
    if (this.#takesPlace(planned)) this.#emit(this.#event(planned));
  }

  /**
   * Returns false for an event of a participant who is not present, of a share that a step has replaced, and of a speaker
   * while a guest speaks.
   */
  #takesPlace(planned: PlannedEvent): boolean {
    const { presence, share, speaker } = this.meeting;
    if (!presence.isPlayed(planned.participant)) return false;
    if (planned.type !== EventType.ACTIVE_SPEAKER_CHANGE) return share.followsSource;
    return speaker.guestAt(this.meeting.positionMs(this.dueMs)) === undefined;
  }

  #event(planned: PlannedEvent): SourceEvent {
    return createSourceEvent(
      this.meeting,
      planned.type,
      this.meeting.positionMs(this.dueMs),
      planned.participant,
    );
  }
}

/** Receiver of source events. */
export interface SourceEventListener {
  readonly emit: (event: SourceEvent) => void;
  /** Called if the source throws. No more events are emitted then. */
  readonly onFailure: (error: unknown) => void;
}

/** Calls `emit` for each source event from `fromMs` (clock time in milliseconds) on, until cancelled. */
export function followSourceEvents(
  meeting: Meeting,
  pacer: Pacer,
  fromMs: number,
  { emit, onFailure }: SourceEventListener,
): PacedLane {
  const lane =
    meeting.source.durationMs === Infinity
      ? new SourceEventPoller(meeting, fromMs, emit)
      : new SourceEventLane(meeting, fromMs, emit);
  return pacer.add(lane, { onFailure, group: pacer.newGroup() });
}
