/** Streams as the HTTP API, the control page and programs receive them, in plain JSON. */
import type { DialectName, Product } from '@rtms-mock/protocol';
import type { Count, Milliseconds, UnixMilliseconds } from '../units.js';

/**
 * State of a stream: no app has connected yet, signaling is open, media flows, media is paused, a socket is lost, or the
 * stream has ended.
 */
export type StreamStateName = (typeof STREAM_STATES)[number];

/** All values of {@link StreamStateName}. */
export const STREAM_STATES = [
  'created',
  'signaling',
  'active',
  'paused',
  'interrupted',
  'terminated',
] as const;

/** Counters of one media type on one stream. */
export interface MediaCounters {
  /** Frames that were sent. */
  readonly frames: Count;
  /** Bytes of the frames that were sent, before base64. */
  readonly bytes: Count;
  /** Frames that were dropped because the client reads too slowly. */
  readonly dropped: Count;
  /** Frames that were left out because their media was not prepared yet, or because the server was late: see `lateFrames`. */
  readonly skipped: Count;
  /** Max delay between the due time of a frame and its write to the socket, in milliseconds. */
  readonly latenessMaxMs: Milliseconds;
  /** Mean delay between the due time of a frame and its write to the socket, in milliseconds. */
  readonly latenessMeanMs: Milliseconds;
}

/** Counters of the packets of a connection over UDP. */
export interface UdpCounters {
  /** Packets that were sent. */
  readonly packets: Count;
  /** Packets that a scenario has dropped, or that did not fit into the queue. */
  readonly lost: Count;
  /** Packets that a scenario has sent after the next one. */
  readonly reordered: Count;
  /** Datagrams that arrived and were ignored: not from the app, or not the nonce. */
  readonly ignored: Count;
}

/** One connection of a stream. */
export interface ConnectionView {
  /** Id of the connection, as in the journal. */
  readonly id: string;
  /** Kind of the socket. */
  readonly socket: 'signaling' | 'media';
  /** State of the connection: `open` or `dead` for signaling; `awaiting-ready`, `streaming` or `dead` for media. */
  readonly state: string;
  /** Names of the media types that the connection carries. Empty for signaling. */
  readonly mediaTypes: readonly string[];
  /** Time since the connection opened, in milliseconds. */
  readonly ageMs: Milliseconds;
  /** Bytes that are not sent yet because the client has not read them. */
  readonly bufferedBytes: Count;
  /** Effective parameters of the granted media types. `null` for signaling. */
  readonly mediaParams: object | null;
  /** Counters of this connection by name of the media type. Empty for signaling. */
  readonly media: { readonly [type: string]: MediaCounters };
  /** Counters of its packets over UDP. Absent for a connection whose WebSocket carries everything. */
  readonly udp?: UdpCounters;
}

/** A participant of a meeting, present or not. */
export interface PersonView {
  /** User id, as on the wire. */
  readonly userId: Count;
  /** Display name. */
  readonly name: string;
  /** True for a participant who is in the meeting now. */
  readonly isPresent: boolean;
  /** True for a participant whose microphone is off. */
  readonly isMuted: boolean;
  /** True for a participant with audio. */
  readonly hasAudio: boolean;
  /** True for a participant with a camera. */
  readonly hasCamera: boolean;
  /** True for a participant who is present, and whose camera is on. */
  readonly isCameraOn: boolean;
  /** True for a participant who sends live media over a WebSocket. */
  readonly isLive: boolean;
}

/** The process that plays a meeting; empty if there is only one. */
export interface PlayedBy {
  /** Number of the worker that plays the meeting. Absent with one process. */
  readonly worker?: string;
  /** Name of the node that plays the meeting. Absent without a cluster. */
  readonly node?: string;
}

/** A stream with its meeting, connections and counters. */
export interface StreamView extends PlayedBy {
  /** `rtms_stream_id`. */
  readonly streamId: string;
  /** Id that the product uses in handshakes: meeting UUID, session id, engagement id or call id. */
  readonly meetingUuid: string;
  /** Numeric meeting id, as a string. */
  readonly meetingId: string;
  /** Topic of the meeting. */
  readonly topic: string;
  /** Product that the meeting belongs to. */
  readonly product: Product;
  /** Protocol generation of the stream. */
  readonly protocol: DialectName;
  /** Client id of the app that receives the stream. */
  readonly clientId: string;
  /** User for whom the app runs, `operator_id` of webhooks. */
  readonly operatorId: string;
  /** State of the stream. */
  readonly state: StreamStateName;
  /** Name of the stop reason, or its number if it has no name. `null` until the stream is `terminated`. */
  readonly stopReason: string | null;
  /** True once the meeting has ended. Before that, a `terminated` stream can be started again. */
  readonly meetingEnded: boolean;
  /** Time of the first start of the stream. `null` until it is started. */
  readonly startedAtUnixMs: UnixMilliseconds | null;
  /** Time of the end of the stream. `null` while it has not ended, or was started again. */
  readonly endedAtUnixMs: UnixMilliseconds | null;
  /** True once an app has completed the signaling handshake. */
  readonly wasJoined: boolean;
  /** URL of the signaling socket, `server_urls` of webhooks. */
  readonly serverUrls: string;
  /** URL that receives the stream's webhooks. `null`: no webhooks are sent. */
  readonly webhookUrl: string | null;
  /** Participants who are present. */
  readonly participants: readonly { readonly userId: Count; readonly name: string }[];
  /** All participants, present or not. */
  readonly people: readonly PersonView[];
  /** User id of the active speaker. `null` in an empty meeting. */
  readonly activeSpeaker: Count | null;
  /** User id of the participant who shares a screen. `null` if none does. */
  readonly sharer: Count | null;
  /** Number of messages that breakpoints hold. */
  readonly held: Count;
  /** Connections that have completed their handshake, signaling first. */
  readonly connections: readonly ConnectionView[];
  /** Counters by name of the media type: `audio`, `video`, `deskshare`, `transcript`, `chat`. */
  readonly media: { readonly [type: string]: MediaCounters };
}
