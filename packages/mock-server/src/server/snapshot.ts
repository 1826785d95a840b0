/** Saved state of a server: its meetings with their people and positions, but no sockets. */
import { PRODUCTS, type DialectName, type Product } from '@rtms-mock/protocol';
import { array, BOOLEAN, choice, dataKind, integer, STRING, type Kind } from '../input/kinds.js';
import { object, optional, readObject, required, withDefault, type Values } from '../input/object.js';
import { invalidField, valueOf } from '../input/option-error.js';
import { good, mustBe } from '../input/reading.js';
import { isMediaName } from '../media/sources/media-name.js';
import type { Meeting } from '../meetings/meeting.js';
import type { Stream } from '../meetings/stream.js';
import { STREAM_STATES, type StreamStateName } from '../meetings/stream-view.js';
import { PROTOCOLS } from '../policies.js';
import { MAX_PARTICIPANTS } from '../scenarios/several-participants.js';
import type { Scenario } from '../scenarios/scenario.js';
import type { Count, Milliseconds } from '../units.js';
import { LABELS } from '../settings/labels-kind.js';
import { WEBHOOK_URL } from '../webhooks/webhook-url.js';
import { PARTICIPANT_NAME } from './meeting-fields.js';
import type { MeetingRequest } from './meeting-input.js';

/** A participant of a saved meeting. */
export interface SavedPerson {
  /** Display name. */
  readonly name: string;
  /** User id, as on the wire. */
  readonly userId: Count;
  /** True for a participant who is in the meeting. */
  readonly isPresent: boolean;
  /** True for a participant whose microphone is off. */
  readonly isMuted: boolean;
  /** True for a participant who has turned the camera off. */
  readonly isCameraOff: boolean;
}

/** A stream of a saved meeting. */
export interface SavedStream {
  /** `rtms_stream_id`. */
  readonly streamId: string;
  /** Client id of the app that receives the stream. */
  readonly clientId: string;
  /** User for whom the app runs. */
  readonly operatorId: string;
  /** Protocol generation. */
  readonly protocol: DialectName;
  /** URL that receives the webhooks; `null` if none are sent. */
  readonly webhookUrl: string | null;
  /** State of the stream. One that is not `terminated` starts again with `rtms_started`. */
  readonly state: StreamStateName;
}

/** A saved meeting. */
export interface SavedMeeting {
  /** Id of the meeting, session, engagement or call. */
  readonly meetingUuid: string;
  /** Numeric meeting id, as a string. */
  readonly meetingId: string;
  /** Kind of conversation. */
  readonly product: Product;
  /** Topic of the meeting. */
  readonly topic: string;
  /** Session key of a Video SDK session; `null` for other products. */
  readonly sessionKey: string | null;
  /** Labels of the nodes that may play the meeting. Absent: any node. */
  readonly labels?: { readonly [key: string]: string };
  /** Media of the meeting: the name of a built-in conversation, of a test signal or of a recording. */
  readonly media: string;
  /** Position in the meeting. */
  readonly positionMs: Milliseconds;
  /** All participants in their order, without those who sent live media. */
  readonly people: readonly SavedPerson[];
  /** Streams of the meeting, oldest first. */
  readonly streams: readonly SavedStream[];
}

/** The state of a server, as plain JSON. Sockets, journal and planned faults are no part of it. */
export interface ServerSnapshot {
  /** Version of this form. */
  readonly version: 1;
  /** State of the generator of ids, with which ids continue as they would have; `null` on a server without a seed. */
  readonly seed: Count | null;
  /** Meetings that have not ended, oldest first. */
  readonly meetings: readonly SavedMeeting[];
  /**
   * The snapshot lacks meetings that have not ended: a worker or node is lost and others are about to go on with them, or one
   * does not answer. Absent if it has all. It is not read.
   */
  readonly incomplete?: boolean;
}

/** Scenario of a restored meeting: the rest of its timeline is not performed. */
export const RESTORED: Scenario = { name: 'restored', description: '', timeline: [] };

/** Describes the meetings of some streams. Ended meetings are left out. */
export function takeSnapshot(streams: readonly Stream[], seed: number | undefined): ServerSnapshot {
  const meetings = [...new Set(streams.map(({ meeting }) => meeting))].filter(({ hasEnded }) => !hasEnded);
  return {
    version: 1,
    seed: seed ?? null,
    meetings: meetings.map((meeting) =>
      savedMeeting(
        meeting,
        streams.filter((stream) => stream.meeting === meeting),
      ),
    ),
  };
}

/** Describes a meeting with its streams. */
export function savedMeeting(meeting: Meeting, streams: readonly Stream[]): SavedMeeting {
  const { presence, cameras } = meeting;
  return {
    meetingUuid: meeting.entityId,
    meetingId: meeting.meetingId,
    product: meeting.product,
    topic: meeting.topic,
    sessionKey: meeting.sessionKey ?? null,
    ...(Object.keys(meeting.labels).length > 0 && { labels: meeting.labels }),
    media: meeting.source.label,
    positionMs: meeting.positionNowMs,
    people: meeting.participants.map((participant) => ({
      name: participant.name,
      userId: participant.userId,
      isPresent: presence.isPresent(participant),
      isMuted: presence.isMuted(participant),
      isCameraOff: cameras.isOff(participant),
    })),
    streams: streams.map(({ streamId, app, operatorId, protocol, webhookUrl, state }) => ({
      streamId,
      clientId: app.clientId,
      operatorId,
      protocol,
      webhookUrl: webhookUrl ?? null,
      state,
    })),
  };
}

const POSITION_FORM = 'a number of milliseconds, 0 or more';
const POSITION: Kind<number> = dataKind(POSITION_FORM, (value) =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value)
    ? good(value)
    : mustBe(POSITION_FORM, value),
);

const MAX_MEETINGS = 10_000;
const MAX_STREAMS = 100;
const MAX_USER_ID = 2 ** 32 - 1;

const PERSON = {
  name: required(PARTICIPANT_NAME),
  userId: optional(integer(0, MAX_USER_ID)),
  isPresent: withDefault(BOOLEAN, true),
  isMuted: withDefault(BOOLEAN, false),
  isCameraOff: withDefault(BOOLEAN, false),
};

const STREAM = {
  streamId: required(STRING),
  clientId: required(STRING),
  operatorId: optional(STRING),
  protocol: required(choice<DialectName>(PROTOCOLS)),
  webhookUrl: optional(WEBHOOK_URL),
  state: withDefault(choice(STREAM_STATES), 'created'),
};

const MEETING = {
  meetingUuid: required(STRING),
  meetingId: required(STRING),
  product: withDefault(choice(PRODUCTS), 'meeting'),
  topic: optional(STRING),
  sessionKey: optional(STRING),
  labels: optional(LABELS),
  media: optional(STRING),
  positionMs: withDefault(POSITION, 0),
  people: required(array(object(PERSON), MAX_PARTICIPANTS)),
  streams: required(array(object(STREAM), MAX_STREAMS)),
};

const SNAPSHOT = {
  version: required(integer(1, 1)),
  seed: optional(integer(0, MAX_USER_ID)),
  meetings: required(array(object(MEETING), MAX_MEETINGS)),
  incomplete: optional(BOOLEAN),
};

/** A meeting as a snapshot has it. */
export type ReadMeeting = Values<typeof MEETING>;

/**
 * Reads a snapshot.
 *
 * @param clientIds those of the credentials
 * @throws {OptionError} for the first field that cannot be used
 */
export function readSnapshot(given: unknown, clientIds: readonly string[]): Values<typeof SNAPSHOT> {
  const snapshot = valueOf(readObject(SNAPSHOT, given, { accepts: 'a snapshot' }), 'The snapshot');
  const known = new Set<string>();
  for (const [index, { streams }] of snapshot.meetings.entries()) {
    for (const [at, { streamId, clientId }] of streams.entries()) {
      const path = `meetings[${index}].streams[${at}]`;
      if (known.has(streamId)) throw invalidField(`${path}.streamId`, 'is that of another stream too');
      known.add(streamId);
      if (clientIds.includes(clientId)) continue;
      throw invalidField(`${path}.clientId`, `is not in the credentials; known: ${clientIds.join(', ')}`);
    }
  }
  return snapshot;
}

/** The request that creates a saved meeting. Media that the server plays by default is not named. */
export function requestOf(saved: ReadMeeting, defaultMedia: string | undefined): MeetingRequest {
  const { media, meetingUuid, meetingId, product, topic, sessionKey, labels, people, streams } = saved;
  const [first] = streams;
  const isDefault = media === undefined || (media === defaultMedia && !isMediaName(media));
  return {
    meetingUuid,
    meetingId,
    product,
    ...(topic !== undefined && { topic }),
    ...(sessionKey !== undefined && { sessionKey }),
    ...(labels !== undefined && { labels }),
    ...(first && { clientId: first.clientId }),
    ...(!isDefault && { media }),
    participants: people.map(({ name, isPresent }) => ({ name, present: isPresent })),
  };
}

/** Gives the participants of a new meeting the user ids, microphones and cameras that they had. */
export function restorePeople(meeting: Meeting, people: ReadMeeting['people']): void {
  for (const [index, { userId, isMuted, isCameraOff }] of people.entries()) {
    const participant = meeting.participants[index];
    if (!participant) continue;
    if (userId !== undefined) meeting.restoreUserId(participant, userId);
    if (isMuted) meeting.mute(participant, true);
    if (isCameraOff) meeting.cameras.beginOff(participant);
  }
}
