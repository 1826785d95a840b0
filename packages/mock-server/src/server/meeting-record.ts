import type { Progress } from '../figures/app-figures.js';
import type { Meeting } from '../meetings/meeting.js';
import type { Stream } from '../meetings/stream.js';
import type { WebhookOrigin } from '../meetings/stream-webhooks.js';
import type { HeldConditions } from '../scenarios/remaining-steps.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Count, Milliseconds, UnixMilliseconds } from '../units.js';
import { savedMeeting, type SavedMeeting } from './snapshot.js';

/** Facts, beyond those of a snapshot, with which another node goes on with a stream. */
export interface StreamContinuation extends WebhookOrigin {
  /** Number of the server instance that serves the stream; 1 for the first. */
  readonly instance: Count;
  /** True once `rtms_started` was sent. */
  readonly isAnnounced: boolean;
  /** Progress of the app. @default it has not connected */
  readonly progress?: Progress;
  /** Scenario of the stream, whose timeline began with the meeting. Absent if it has none, or is over. */
  readonly scenario?: Scenario;
  /** Conditions of that timeline that have held, with positions of the meeting. Absent if none has. */
  readonly heldConditions?: HeldConditions;
}

/** A running meeting as plain JSON, with which another node can go on if the one that plays it is lost. */
export interface MeetingRecord {
  /**
   * Identity of the meeting in the fleet, safe in URLs and keys: the id of its first stream when it began. Two meetings
   * can have the same `meetingUuid`.
   */
  readonly key: string;
  /** Node that plays the meeting. */
  readonly nodeId: string;
  /** Real Unix time of this record. */
  readonly recordedUnixMs: UnixMilliseconds;
  /** Milliseconds of meeting time that pass in a millisecond of real time; 0 while the meeting waits for its first app. */
  readonly speed: number;
  /** The meeting with its people and streams, and its position at the time of the record. */
  readonly meeting: SavedMeeting;
  /** Name of the cassette that the meeting plays: it is not continued. Absent for a meeting without one. */
  readonly cassette?: string;
  /** Further properties of the streams, by stream id. */
  readonly streams: { readonly [streamId: string]: StreamContinuation };
}

/** Returns the position that a recorded meeting has reached at a real Unix time, in milliseconds of meeting time. */
export function positionAt(
  { meeting, recordedUnixMs, speed }: MeetingRecord,
  unixMs: UnixMilliseconds,
): Milliseconds {
  return meeting.positionMs + Math.max(0, unixMs - recordedUnixMs) * speed;
}

/** Returns the ids of the streams that have not ended. */
export function runningIds({ meeting }: MeetingRecord): readonly string[] {
  return meeting.streams.filter(({ state }) => state !== 'terminated').map(({ streamId }) => streamId);
}

/** Returns the number of streams that have not ended. */
export function runningStreams(record: MeetingRecord): Count {
  return runningIds(record).length;
}

/** Returns the ids by which requests name a meeting: those of its streams, its own, and its number. */
export function idsOf({ key, meeting }: MeetingRecord): readonly string[] {
  return [key, meeting.meetingUuid, meeting.meetingId, ...meeting.streams.map(({ streamId }) => streamId)];
}

/** Creates the records of the meetings of one process. */
export class MeetingRecords {
  readonly #keys = new WeakMap<Meeting, string>();

  /** Key of a meeting, if it has had a record. */
  keyOf(meeting: Meeting): string | undefined {
    return this.#keys.get(meeting);
  }

  /** Sets the key of a meeting that another node has begun. */
  keepKey(meeting: Meeting, key: string): void {
    this.#keys.set(meeting, key);
  }

  /**
   * Returns the records of the meetings that go on.
   *
   * @param streams all streams, oldest first
   * @param streamIds only the meetings of these streams. Default: all
   */
  of(
    streams: readonly Stream[],
    parts: RecordParts,
    streamIds?: ReadonlySet<string>,
  ): readonly MeetingRecord[] {
    const wanted = streamIds ? streams.filter(({ streamId }) => streamIds.has(streamId)) : streams;
    const running = wanted.map(({ meeting }) => meeting).filter(({ hasEnded }) => !hasEnded);
    const byMeeting = new Map<Meeting, Stream[]>(running.map((meeting) => [meeting, []]));
    for (const stream of streams) byMeeting.get(stream.meeting)?.push(stream);
    return [...byMeeting].map(([meeting, ofMeeting]) => this.#record(meeting, ofMeeting, parts));
  }

  #record(
    meeting: Meeting,
    streams: readonly Stream[],
    { nodeId, unixMs, speed, planOf, progressOf, heldConditionsOf }: RecordParts,
  ): MeetingRecord {
    const key = this.#keys.get(meeting) ?? streams[0]?.streamId ?? meeting.entityId;
    this.#keys.set(meeting, key);
    return {
      key,
      nodeId,
      recordedUnixMs: unixMs,
      speed: meeting.timeline.hasStarted ? speed : 0,
      meeting: savedMeeting(meeting, streams),
      ...(streams.some(({ tape }) => tape) && { cassette: meeting.source.label }),
      streams: Object.fromEntries(
        streams.map((stream) => {
          const { streamId } = stream;
          const [scenario, heldConditions] = [planOf(streamId), heldConditionsOf(streamId)];
          return [
            streamId,
            continuationOf(stream, { progress: progressOf(streamId), scenario, heldConditions }),
          ];
        }),
      ),
    };
  }
}

/** Parts that all records of a process have in common. */
export interface RecordParts {
  readonly nodeId: string;
  /** Real Unix time. */
  readonly unixMs: UnixMilliseconds;
  /** Speed of meetings. */
  readonly speed: number;
  /** Returns how far the app of a stream has come. */
  readonly progressOf: (streamId: string) => Progress;
  /** Returns the scenario of a stream, unless its timeline is over. */
  readonly planOf: (streamId: string) => Scenario | undefined;
  /** Returns the conditions of its timeline that have held. */
  readonly heldConditionsOf: (streamId: string) => HeldConditions | undefined;
}

function continuationOf(
  { instance, webhooks }: Stream,
  { progress, scenario, heldConditions }: Continued,
): StreamContinuation {
  const { isAnnounced, origin } = webhooks;
  return {
    instance: instance.number,
    isAnnounced,
    progress,
    ...origin,
    ...(scenario && { scenario }),
    ...(scenario && heldConditions && { heldConditions }),
  };
}

interface Continued {
  readonly progress: Progress;
  readonly scenario: Scenario | undefined;
  readonly heldConditions: HeldConditions | undefined;
}
