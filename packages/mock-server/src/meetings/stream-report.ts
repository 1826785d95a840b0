import { MediaType, stopReasonName } from '@rtms-mock/protocol';
import type { MediaKind } from '../media/media-kind.js';
import { shownUrl } from '../webhooks/webhook-url.js';
import type { Meeting } from './meeting.js';
import type { Participant } from './participant.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';
import type { Stream } from './stream.js';
import type { ConnectionView, PersonView, StreamView } from './stream-view.js';

const MEDIA_TYPE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(MediaType).map(([name, bit]) => [bit, name.toLowerCase()]),
);

/** Media types that a connection carries. */
export function mediaKindsOf({ mediaTypes }: MediaSocket): readonly MediaKind[] {
  return mediaTypes.flatMap((type) => KINDS.get(type) ?? []);
}

const KINDS: ReadonlyMap<MediaType, MediaKind> = new Map([
  [MediaType.AUDIO, 'audio'],
  [MediaType.VIDEO, 'video'],
  [MediaType.DESKSHARE, 'deskshare'],
  [MediaType.TRANSCRIPT, 'transcript'],
  [MediaType.CHAT, 'chat'],
]);

/** Creates the view of a stream for the HTTP API, the control page and programs. */
export function streamView(stream: Stream, nowMs: number): StreamView {
  const { meeting, course } = stream;
  return {
    streamId: stream.streamId,
    meetingUuid: meeting.entityId,
    meetingId: meeting.meetingId,
    topic: meeting.topic,
    product: meeting.product,
    protocol: stream.protocol,
    clientId: stream.app.clientId,
    operatorId: stream.operatorId,
    state: stream.state,
    stopReason:
      stream.stopReason === undefined
        ? null
        : (stopReasonName(stream.stopReason) ?? String(stream.stopReason)),
    meetingEnded: meeting.hasEnded,
    startedAtUnixMs: roundedOrNull(course.startedAtUnixMs),
    endedAtUnixMs: roundedOrNull(course.endedAtUnixMs),
    wasJoined: course.wasJoined,
    serverUrls: stream.instance.signalingUrl,
    webhookUrl: stream.webhookUrl === undefined ? null : shownUrl(stream.webhookUrl),
    participants: meeting.presence.current.map(({ userId, name }) => ({ userId, name })),
    ...sceneView(meeting),
    held: stream.faults.holds.count,
    connections: connectionViews(stream, nowMs),
    media: stream.counters.view(),
  };
}

function roundedOrNull(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}

/** Returns the session description of a stream's media over UDP (RFC 8866); `undefined` if there is none. */
export function sessionDescription(stream: Stream): string | undefined {
  const sections = stream.mediaConnections.map(({ rtp }) => rtp?.sdp ?? '').join('');
  if (sections === '') return undefined;
  return `v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=rtms-mock\r\nt=0 0\r\n${sections}`;
}

/** Everything about the participants that can change while the meeting goes on. */
export function sceneView(meeting: Meeting): Pick<StreamView, 'people' | 'activeSpeaker' | 'sharer'> {
  const { positionNowMs } = meeting;
  return {
    people: meeting.presence.everyone.map((participant) => personView(meeting, participant)),
    activeSpeaker: meeting.speaker.at(positionNowMs)?.userId ?? null,
    sharer: meeting.share.sharerAt(positionNowMs)?.userId ?? null,
  };
}

function personView({ presence, cameras, source, guests }: Meeting, participant: Participant): PersonView {
  const { userId, name, sourceIndex } = participant;
  const media = source.participants[sourceIndex];
  const guest = guests.of(participant)?.media.formats;
  return {
    userId,
    name,
    isPresent: presence.isPresent(participant),
    isMuted: presence.isMuted(participant),
    hasAudio: media?.hasAudio ?? guest?.audio !== undefined,
    hasCamera: media?.hasVideo ?? (guest?.video.length ?? 0) > 0,
    isCameraOn: cameras.isVisible(participant),
    isLive: guest !== undefined,
  };
}

function connectionViews(stream: Stream, nowMs: number): ConnectionView[] {
  return [
    ...stream.signalingConnections.map((signaling) => signalingView(signaling, nowMs)),
    ...stream.mediaConnections.map((media) => mediaView(media, nowMs)),
  ];
}

function signalingView({ channel, stateName }: SignalingSocket, nowMs: number): ConnectionView {
  return {
    id: channel.id,
    socket: 'signaling',
    state: stateName,
    mediaTypes: [],
    ageMs: Math.round(nowMs - channel.openedAtMs),
    bufferedBytes: channel.socket.bufferedBytes,
    mediaParams: null,
    media: {},
  };
}

function mediaView(media: MediaSocket, nowMs: number): ConnectionView {
  return {
    id: media.channel.id,
    socket: 'media',
    state: media.stateName,
    mediaTypes: media.mediaTypes.map((type) => MEDIA_TYPE_NAMES.get(type) ?? String(type)),
    ageMs: Math.round(nowMs - media.channel.openedAtMs),
    bufferedBytes: media.bufferedBytes,
    mediaParams: media.mediaParams,
    media: media.counters,
    ...(media.rtp && { udp: media.rtp.counters }),
  };
}
