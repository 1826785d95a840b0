/**
 * Bodies of the HTTP API, as far as the page reads them. A test compares them with the server's own types; the API's
 * description is at `/api/openapi.json`.
 */

import type { DialectName } from '@rtms-mock/protocol';
import type { RecordedEntry } from '@rtms-mock/protocol/cassette';

/** One entry of the journal, as `/logs` sends it. */
export type { RecordedEntry as JournalEntry } from '@rtms-mock/protocol/cassette';

/** State of a stream. */
export type StreamStateName = 'created' | 'signaling' | 'active' | 'paused' | 'interrupted' | 'terminated';

/** A control of users and hosts. */
export type MeetingAction = 'pause' | 'resume' | 'stop' | 'start' | 'end';

/** Counters of one media type on one stream. */
export interface MediaCounters {
  readonly frames: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly skipped: number;
  /** Milliseconds. */
  readonly latenessMaxMs: number;
  /** Milliseconds. */
  readonly latenessMeanMs: number;
}

/** One connection of a stream. */
export interface ConnectionView {
  readonly id: string;
  readonly socket: 'signaling' | 'media';
  readonly state: string;
  readonly mediaTypes: readonly string[];
  /** Milliseconds. */
  readonly ageMs: number;
  readonly bufferedBytes: number;
  /** Parameters that the handshake granted. */
  readonly mediaParams: object | null;
  /** By name of the media type. */
  readonly media: { readonly [type: string]: MediaCounters };
}

/** Someone who takes part in a meeting, or will. */
export interface Person {
  readonly userId: number;
  readonly name: string;
  readonly isPresent: boolean;
  readonly isMuted: boolean;
  readonly hasCamera: boolean;
  readonly isCameraOn: boolean;
  /** True for a participant whose media is pushed, as by this page. */
  readonly isLive: boolean;
}

/** A stream with its meeting, connections and counters. */
export interface StreamView {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly topic: string;
  readonly product: string;
  readonly protocol: string;
  readonly clientId: string;
  readonly state: StreamStateName;
  readonly stopReason: string | null;
  readonly meetingEnded: boolean;
  /** Null until the stream is started. */
  readonly startedAtUnixMs: number | null;
  /** Null while the stream has not ended. */
  readonly endedAtUnixMs: number | null;
  /** True once an app has completed the signaling handshake. */
  readonly wasJoined: boolean;
  readonly serverUrls: string;
  readonly webhookUrl: string | null;
  /** Everyone, also those who are absent. */
  readonly people: readonly Person[];
  /** User id; null while nobody speaks. */
  readonly activeSpeaker: number | null;
  /** User id; null while nobody shares. */
  readonly sharer: number | null;
  /** Number of messages that are held. */
  readonly held: number;
  readonly connections: readonly ConnectionView[];
  readonly media: { readonly [type: string]: MediaCounters };
  /** Absent with one process. */
  readonly worker?: string;
  /** Absent without a cluster. */
  readonly node?: string;
}

/** Response of `GET /api/meetings`. */
export interface StreamList {
  readonly meetings: readonly StreamView[];
}

/** Outcome of sending a webhook. */
export type WebhookAnswer =
  | {
      readonly status: 'delivered' | 'refused';
      readonly httpStatus: number;
      /** Milliseconds. */
      readonly ms: number;
      readonly late: boolean;
      readonly message?: string;
    }
  | {
      readonly status: 'failed';
      readonly code: string;
      readonly message: string;
      /** Milliseconds. */
      readonly ms: number;
    };

/** Response of `POST /api/webhooks/validate`. `ms`: milliseconds. */
export type UrlVerdict =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly ms: number; readonly message: string };

/** Response of `POST /api/meetings`. */
export interface StartedMeeting {
  readonly streamId: string;
  readonly state: StreamStateName;
  readonly webhook: WebhookAnswer | null;
  readonly warnings?: readonly string[];
}

/** Response of the journal's calls. */
export interface JournalPage {
  readonly entries: readonly RecordedEntry[];
  readonly lastSeq: number;
}

/** Response of `GET /api/meetings/:streamId/truth`. */
export interface GroundTruth {
  /** In the order of their beginnings. */
  readonly utterances: readonly {
    readonly speaker: string;
    readonly startUnixMs: number;
    readonly text: string;
  }[];
}

/** Response of `GET /api/scenarios`. */
export interface ScenarioList {
  readonly scenarios: readonly {
    readonly name: string;
    readonly description: string;
    readonly timeline: readonly string[];
  }[];
}

/** Body of a refusal. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** Response of `GET /api/server`. */
export interface ServerFacts {
  readonly version: string;
  readonly protocol: DialectName;
  readonly protocols: readonly string[];
  readonly products: readonly string[];
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly controlUrl: string;
  readonly webhookUrl: string | null;
  readonly credentials: {
    readonly builtIn: boolean;
    readonly clientIds: readonly string[];
    readonly clientSecret?: string;
    readonly secretToken?: string;
  };
}

/** Response of `GET /api/time`. */
export interface TimeNow {
  readonly time: 'real' | 'virtual';
  readonly speed: number | 'max';
}

/** A JSON Schema, as far as the forms read it. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly anyOf?: readonly FieldSchema[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

/** One field of a step. */
export interface StepField {
  readonly name: string;
  readonly accepts: string;
  readonly description: string;
  readonly required: boolean;
  readonly default?: string;
  readonly schema: FieldSchema;
}

/** One kind of step. */
export interface StepDescription {
  readonly name: string;
  readonly isFault: boolean;
  readonly summary: string;
  readonly fields: readonly StepField[];
}

/** Response of `GET /api/steps`. */
export interface StepList {
  readonly steps: readonly StepDescription[];
}

/** Response of `POST /api/meetings/:streamId/steps`. */
export interface StepDone {
  readonly streamId: string;
  readonly state: string;
  readonly explanation: string;
}

/** A message that a breakpoint holds. */
export interface HeldMessage {
  readonly id: string;
  readonly streamId: string;
  readonly connectionId: string;
  readonly socket: 'signaling' | 'media';
  readonly direction: 'sent' | 'received';
  readonly type: string;
  /** Null if the message is no JSON object. */
  readonly message: object | null;
  readonly text: string;
  readonly heldMs: number;
  readonly releasesInMs: number | null;
}

/** Response of `POST /api/meetings/:streamId/signature`. */
export interface SignedIds {
  readonly clientId: string;
  readonly meetingUuid: string;
  readonly streamId: string;
  readonly signature: string;
  readonly serverUrls: string;
}

/** Counters of one connection, once per second. */
export interface ConnectionSample {
  readonly id: string;
  readonly socket: 'signaling' | 'media';
  readonly bufferedBytes: number;
  readonly media: { readonly [type: string]: MediaCounters };
}

/** Counters of everything that is connected, once per second. */
export interface StatisticsEvent {
  readonly type: 'statistics';
  /** Milliseconds since the server started. */
  readonly atMs: number;
  /** Time of meetings, in Unix milliseconds. */
  readonly unixMs: number;
  readonly streams: readonly {
    readonly streamId: string;
    readonly connections: readonly ConnectionSample[];
  }[];
}

/** One message of `/api/events`. */
export type ServerEvent =
  | { readonly type: 'meetings'; readonly meetings: readonly StreamView[] }
  | { readonly type: 'meeting'; readonly meeting: StreamView }
  | { readonly type: 'forgotten'; readonly streamId: string }
  | { readonly type: 'incomplete'; readonly incomplete: boolean }
  | StatisticsEvent
  | LogLine
  | { readonly type: 'held'; readonly streamId: string; readonly held: readonly HeldMessage[] };

/** One line of the server's log. */
export interface LogLine {
  readonly type: 'log';
  readonly seq: number;
  readonly unixMs: number;
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  readonly message: string;
  readonly fields?: { readonly [name: string]: unknown };
}
