/**
 * Bodies of the calls that were added for the page. They are part of the HTTP API like all others, and their schemas are
 * generated in the same way: see `api-bodies.ts`.
 */
import type { DialectName, MediaShape, Product } from '@rtms-mock/protocol';
import type { HeldMessages } from '../faults/message-holds.js';
import type { LogLine } from '../log-tail.js';
import type { MediaCounters } from '../meetings/stream-view.js';
import type { Count, Milliseconds, UnixMilliseconds } from '../units.js';
import type { StreamWithWebhook } from './api-bodies.js';

/** Response of `GET /api/server`. */
export interface ServerFacts {
  /** Version of the package. */
  readonly version: string;
  /** Generation of streams that request no other. */
  readonly protocol: DialectName;
  /** All generations. */
  readonly protocols: readonly DialectName[];
  /** All products. */
  readonly products: readonly Product[];
  /** Shape of media messages where generations differ. */
  readonly mediaShape: MediaShape;
  /** False: handshakes need no valid signature. */
  readonly requiresSignature: boolean;
  /** True if the server refuses everything that the protocol does not permit. */
  readonly strict: boolean;
  /** URL of the signaling port, as in webhooks. */
  readonly signalingUrl: string;
  /** URL of the media port. */
  readonly mediaUrl: string;
  /** URL of page and HTTP API. */
  readonly controlUrl: string;
  /** Receiver of webhooks of meetings that name none, without its password; null: none. */
  readonly webhookUrl: string | null;
  /** The apps that may join. */
  readonly credentials: AppFacts;
  /** Types of messages, by name and number. */
  readonly messageTypes: readonly MessageTypeName[];
  /** True if the HTTP API requires a token. */
  readonly requiresToken: boolean;
  /** Time of the server's meetings, in Unix milliseconds. */
  readonly unixMs: UnixMilliseconds;
}

/** A type of message. */
interface MessageTypeName {
  /** Name: `KEEP_ALIVE_REQ`. */
  readonly name: string;
  /** `msg_type` of the numeric generations. */
  readonly number: Count;
}

/** The apps of a server. Contains secrets only if they are the built-in ones, which protect nothing. */
interface AppFacts {
  /** True for the built-in credentials, which are meant for development. */
  readonly builtIn: boolean;
  /** Client ids of all apps; the first is the default. */
  readonly clientIds: readonly string[];
  /** Client secret of the first app, if it is built in. */
  readonly clientSecret?: string;
  /** Key for the signatures of webhooks, if it is built in. */
  readonly secretToken?: string;
}

/** `POST /api/steps/explain`. */
export interface ExplainSteps {
  /**
   * Steps with their fields beside `do`.
   *
   * @maxItems 500
   */
  readonly steps: readonly object[];
}

/** Response of `POST /api/steps/explain`. */
export interface StepExplanations {
  /** One for each step, in order. */
  readonly steps: readonly StepExplanation[];
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
}

/** A step that can be performed, or the reason why it cannot be read. */
export type StepExplanation =
  | {
      /** The step is written correctly. */
      readonly ok: true;
      /** The step with every default in place. */
      readonly step: object;
      /** The effect of the step in words. */
      readonly explanation: string;
    }
  | {
      /** The step is not written correctly. */
      readonly ok: false;
      /** One sentence that says what is wrong. */
      readonly message: string;
    };

/** `POST /api/scenarios/check`: one of the two fields. */
export interface CheckScenario {
  /** A scenario as an object, as a file contains it. */
  readonly scenario?: object;
  /** Content of a scenario file, JSON or YAML. */
  readonly text?: string;
}

/** Response of `POST /api/scenarios/check`. */
export type ScenarioVerdict =
  | {
      /** The scenario can be used. */
      readonly ok: true;
      /** One sentence for each step, with its time. */
      readonly timeline: readonly string[];
      /** Problems that occur only with some media, and fields of the request that were ignored, one sentence each. */
      readonly warnings: readonly string[];
      /** Content of `text` as plain data, if the request has it. */
      readonly scenario?: object;
    }
  | {
      /** The scenario cannot be used. */
      readonly ok: false;
      /** One sentence for each problem. */
      readonly problems: readonly string[];
      /** Fields of the request that were ignored, one sentence each. */
      readonly warnings?: readonly string[];
    };

/** Response of `POST /api/meetings/:streamId/signature`: everything that a handshake contains. */
export interface HandshakeSignature {
  /** Client id of the app that receives the stream. */
  readonly clientId: string;
  /** Id of the meeting, session, engagement or call. */
  readonly meetingUuid: string;
  /** `rtms_stream_id` of handshakes. */
  readonly streamId: string;
  /** Signature of signaling and media handshakes. */
  readonly signature: string;
  /** Signaling URL, as in webhooks. */
  readonly serverUrls: string;
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
}

/** `POST /api/meetings/:streamId/held/:id`. */
export interface ReleaseHeld {
  /** Lets the message go on, or drops it. */
  readonly action: 'release' | 'drop';
  /** The changed message. Secrets and long values that are left as they are shown keep their original. */
  readonly message?: object;
  /** The text to send or receive, in place of the message. */
  readonly text?: string;
}

/** Response of `POST /api/meetings/:streamId/held/:id`. */
export interface HeldDone {
  /** The stream. */
  readonly streamId: string;
  /** Id of the message. */
  readonly id: string;
  /** The action. */
  readonly action: 'release' | 'drop';
}

/** Response of `POST /api/meetings/:streamId/live/audio`. */
export interface SpokenAudio {
  /** The participant who speaks. */
  readonly participant: {
    /** User id, as apps see it. */
    readonly userId: Count;
    /** Display name. */
    readonly name: string;
  };
  /** Length of the audio. */
  readonly durationMs: Milliseconds;
}

/** A message of the WebSocket `/api/meetings/:streamId/watch` that is no media, by its `type`. */
export type WatchServerMessage =
  | {
      /** The media that follows: at first, and whenever other connections are copied. */
      readonly type: 'watching';
      /** The first of `connections`; null for the source itself. */
      readonly connection: string | null;
      /** Ids of the connections that are copied. Empty: the source itself, in generation 2026. */
      readonly connections: readonly string[];
      /** Media types that are copied: `audio`, `video`, `deskshare`, `transcript`, `chat`. */
      readonly mediaTypes: readonly string[];
      /** Parameters of these media types, as in handshakes. */
      readonly mediaParams: object;
    }
  | {
      /** The watcher was too slow. */
      readonly type: 'lost';
      /** Number of messages that it did not get. */
      readonly frames: Count;
    }
  | {
      /** The request was not accepted; the socket closes with 1008. */
      readonly type: 'refused';
      /** Short and stable, for programs. */
      readonly code: string;
      /** One sentence that says what is wrong. */
      readonly message: string;
    };

/** A message of the WebSocket `/api/events`, by its `type`. */
export type ServerEvent =
  | AllMeetings
  | MeetingChanged
  | StreamForgotten
  | ListCompleteness
  | Statistics
  | LogEvent
  | HeldEvent;

/** All meetings: the first message, and again for a follower that was too slow for some changes. */
export interface AllMeetings {
  /** Kind of the event. */
  readonly type: 'meetings';
  /** Oldest first. */
  readonly meetings: readonly StreamWithWebhook[];
}

/** A meeting has begun or changed. At most ten per second and meeting. */
export interface MeetingChanged {
  /** Kind of the event. */
  readonly type: 'meeting';
  /** The meeting as it is now. */
  readonly meeting: StreamWithWebhook;
}

/** A stream that ended long ago is not kept any more. */
export interface StreamForgotten {
  /** Kind of the event. */
  readonly type: 'forgotten';
  /** The stream. */
  readonly streamId: string;
}

/** The meetings that were sent are not all any more, or are all again. The first message has all unless this follows. */
export interface ListCompleteness {
  /** Kind of the event. */
  readonly type: 'incomplete';
  /** True while meetings that have not ended are missing: those of a lost worker or node, until others go on with them. */
  readonly incomplete: boolean;
}

/** Counters of all connections: once per second while there are any. */
export interface Statistics {
  /** Kind of the event. */
  readonly type: 'statistics';
  /** Monotonic time of meetings since the server started, in milliseconds. */
  readonly atMs: Milliseconds;
  /** Time of meetings, in Unix milliseconds. */
  readonly unixMs: UnixMilliseconds;
  /** Streams with connections. */
  readonly streams: readonly {
    /** `rtms_stream_id`. */
    readonly streamId: string;
    /** Open connections. */
    readonly connections: readonly ConnectionStatistics[];
  }[];
}

/** Counters of one connection since it opened. */
export interface ConnectionStatistics {
  /** Id of the connection. */
  readonly id: string;
  /** Kind of the socket. */
  readonly socket: 'signaling' | 'media';
  /** Bytes that are not sent yet because the client has not read them. */
  readonly bufferedBytes: Count;
  /** Counters by name of the media type. Empty for signaling. */
  readonly media: { readonly [type: string]: MediaCounters };
}

/** A message is held, or goes on: the held messages of a stream as they are now. */
export interface HeldEvent extends HeldMessages {
  /** Kind of the event. */
  readonly type: 'held';
  /** The stream. */
  readonly streamId: string;
}

/** A line of the server's log: the latest 200 at first, then each new one. */
export interface LogEvent extends LogLine {
  /** Kind of the event. */
  readonly type: 'log';
}
