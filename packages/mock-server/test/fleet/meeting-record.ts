import type { MeetingRecord } from '../../src/server/meeting-record.js';

/** The record of a meeting with active streams. */
export function meetingRecord(
  key: string,
  nodeId: string,
  streamIds: readonly string[] = [key],
): MeetingRecord {
  const stream = {
    clientId: 'app',
    operatorId: 'user',
    protocol: '2026',
    webhookUrl: null,
    state: 'active',
  } as const;
  return {
    key,
    nodeId,
    recordedUnixMs: 0,
    speed: 1,
    meeting: {
      meetingUuid: `uuid-${key}`,
      meetingId: `100-${key}`,
      product: 'meeting',
      topic: 'test',
      sessionKey: null,
      media: 'two-speakers',
      positionMs: 0,
      people: [],
      streams: streamIds.map((streamId) => ({ ...stream, streamId })),
    },
    streams: {},
  };
}
