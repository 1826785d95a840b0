import { MediaType, StopReason } from '@rtms-mock/protocol';
import type { MediaConnection } from '../media/delivery/media-connection.js';
import type { SignalingConnection } from '../signaling/signaling-connection.js';
import type { Stream } from './stream.js';
import type { ConnectionView, StreamView } from './stream-view.js';

const MEDIA_TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(MediaType).map(([name, bit]) => [bit, name.toLowerCase()]),
);

/** A stream as the HTTP API, the page and programs see it. */
export function streamView(stream: Stream, serverUrls: string, nowMs: number): StreamView {
  const { meeting } = stream;
  return {
    streamId: stream.streamId,
    meetingUuid: meeting.entityId,
    meetingId: meeting.meetingId,
    topic: meeting.topic,
    product: meeting.product,
    protocol: stream.protocol,
    clientId: stream.app.clientId,
    state: stream.state,
    stopReason: stopReasonName(stream.stopReason),
    meetingEnded: meeting.hasEnded,
    serverUrls,
    webhookUrl: stream.webhookUrl ?? null,
    participants: meeting.present.map(({ userId, name }) => ({ userId, name })),
    connections: connectionViews(stream, nowMs),
    media: stream.counters.view(),
  };
}

function connectionViews(stream: Stream, nowMs: number): ConnectionView[] {
  return [
    ...stream.signalingConnections.map((signaling) => signalingView(signaling, nowMs)),
    ...stream.mediaConnections.map((media) => mediaView(media, nowMs)),
  ];
}

function signalingView({ connection, stateName }: SignalingConnection, nowMs: number): ConnectionView {
  return {
    id: connection.id,
    socket: 'signaling',
    state: stateName,
    mediaTypes: [],
    ageMs: Math.round(nowMs - connection.openedAtMs),
    bufferedBytes: connection.socket.bufferedBytes,
  };
}

function mediaView(media: MediaConnection, nowMs: number): ConnectionView {
  return {
    id: media.connection.id,
    socket: 'media',
    state: media.stateName,
    mediaTypes: media.mediaTypes.map((type) => MEDIA_TYPE_NAMES.get(type) ?? String(type)),
    ageMs: Math.round(nowMs - media.connection.openedAtMs),
    bufferedBytes: media.bufferedBytes,
  };
}

/** `6` → `STOP_BC_MEETING_ENDED`. */
export function stopReasonName(reason: StopReason | undefined): string | null {
  if (reason === undefined) return null;
  return Object.entries(StopReason).find(([, number]) => number === reason)?.[0] ?? String(reason);
}
