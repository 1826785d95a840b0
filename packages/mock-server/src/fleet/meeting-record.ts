import type { SavedMeeting } from '../server/snapshot.js';
import type { Count, Milliseconds, UnixMilliseconds } from '../units.js';

/** What another node needs to go on with a stream, beyond what a snapshot has. */
export interface StreamContinuation {
  /** Number of the server instance that serves the stream; 1 for the first. */
  readonly instance: Count;
  /** `is_original_host` of webhooks. */
  readonly isOriginalHost: boolean;
  /** True if webhooks about the meeting itself are sent, such as `meeting.ended`. */
  readonly meetingWebhooks: boolean;
  /** Fields that are added to the payload of webhooks, or replace fields of it. */
  readonly webhookFields: { readonly [field: string]: unknown };
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

/** Returns the number of streams that have not ended. */
export function runningStreams({ meeting }: MeetingRecord): Count {
  return meeting.streams.filter(({ state }) => state !== 'terminated').length;
}

/** Returns the ids by which requests name a meeting: those of its streams, its own, and its number. */
export function idsOf({ key, meeting }: MeetingRecord): readonly string[] {
  return [key, meeting.meetingUuid, meeting.meetingId, ...meeting.streams.map(({ streamId }) => streamId)];
}
