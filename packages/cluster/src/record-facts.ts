import type { Labels } from '@rtms-mock/server/fleet';
import { isObject, textsOf } from './node-info.js';

/** Properties of a meeting's record that the cluster itself uses. The rest is for the node that plays the meeting. */
export interface RecordFacts {
  /** Ids by which the meeting is found: its own, its number, and those of its streams. */
  readonly ids: readonly string[];
  /** Ids of the streams that have not ended. */
  readonly running: readonly string[];
  /** Numbers of the server instances of the streams, except those of a first instance. */
  readonly instances: { readonly [streamId: string]: number };
  /** Labels that the node of the meeting must have. */
  readonly labels: Labels;
}

/** Reads the record that another node has written, whatever its version. */
export function factsOf(record: unknown): RecordFacts {
  const { meeting, streams: continuations } = isObject(record) ? record : {};
  const { meetingUuid, meetingId, labels, streams } = isObject(meeting) ? meeting : {};
  const objects = Array.isArray(streams) ? streams.filter((stream) => isObject(stream)) : [];
  const ids = [meetingUuid, meetingId, ...objects.map(({ streamId }) => streamId)];
  const running = objects.filter(({ state }) => state !== 'terminated').map(({ streamId }) => streamId);
  return {
    ids: ids.filter((id) => typeof id === 'string'),
    running: running.filter((id) => typeof id === 'string'),
    instances: instancesOf(continuations),
    labels: isObject(labels) ? textsOf(labels) : {},
  };
}

function instancesOf(continuations: unknown): RecordFacts['instances'] {
  const numbers = Object.entries(isObject(continuations) ? continuations : {}).flatMap(([id, stream]) => {
    const { instance } = isObject(stream) ? stream : {};
    return typeof instance === 'number' && instance > 1 ? [[id, instance] as const] : [];
  });
  return Object.fromEntries(numbers);
}
