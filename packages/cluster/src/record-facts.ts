import type { Labels } from '@rtms-mock/server/fleet';
import { isObject, textsOf } from './node-info.js';

/** Properties of a meeting's record that the cluster itself uses. The rest is for the node that plays the meeting. */
export interface RecordFacts {
  /** Ids by which the meeting is found: its own, its number, and those of its streams. */
  readonly ids: readonly string[];
  /** Streams that have not ended. */
  readonly running: number;
  /** Labels that the node of the meeting must have. */
  readonly labels: Labels;
}

/** Reads the record that another node has written, whatever its version. */
export function factsOf(record: unknown): RecordFacts {
  const { meeting } = isObject(record) ? record : {};
  const { meetingUuid, meetingId, labels, streams } = isObject(meeting) ? meeting : {};
  const objects = Array.isArray(streams) ? streams.filter((stream) => isObject(stream)) : [];
  const ids = [meetingUuid, meetingId, ...objects.map(({ streamId }) => streamId)];
  return {
    ids: ids.filter((id) => typeof id === 'string'),
    running: objects.filter(({ state }) => state !== 'terminated').length,
    labels: isObject(labels) ? textsOf(labels) : {},
  };
}
