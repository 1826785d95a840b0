/** Content of a cassette as `rtms-mock inspect` shows it, who, when, how much, as plain JSON. */
import type { CassetteHeader } from '@rtms-mock/protocol/cassette';
import type { MediaReport } from './media-figures.js';

/** A participant whose media or events a stream contains. */
export interface PersonReport {
  /** User id as on the wire; the id of the channel where media has no user. */
  readonly id: string;
  /** Name; empty if no message names one. */
  readonly name: string;
  /** Messages of each media type. */
  readonly messages: { readonly [type: string]: number };
  /** Times of the first and the last message, in milliseconds of the cassette. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** One WebSocket. */
export interface ConnectionReport {
  readonly id: string;
  readonly socket: 'signaling' | 'media';
  /** Media types whose messages it carried. */
  readonly mediaTypes: readonly string[];
  readonly openedMs: number;
  /** `undefined` if the cassette ends before. */
  readonly closed: { readonly atMs: number; readonly code: number; readonly by: string } | undefined;
  /** Messages to the app and to the service. */
  readonly toApp: number;
  readonly toService: number;
}

/** One webhook with its answer. */
export interface WebhookReport {
  readonly event: string;
  readonly atMs: number;
  /** HTTP status, or why there was no response; `undefined` if the cassette has no answer. */
  readonly answer: string | undefined;
  /** Time until the answer, in milliseconds. */
  readonly answerMs: number | undefined;
}

/** Keep-alives of one kind of socket. */
export interface KeepAliveReport {
  readonly socket: 'signaling' | 'media';
  readonly requests: number;
  readonly answers: number;
  /** Longest time between a request and its answer, in milliseconds. */
  readonly slowestMs: number;
}

/** Something that happened to a stream. */
export interface MomentReport {
  readonly atMs: number;
  /** Such as `STREAM_STATE_UPDATE 4` or `closed m1 1006`. */
  readonly what: string;
}

/** One stream. */
export interface StreamReport {
  readonly streamId: string;
  /** Id of the meeting, session, engagement or call; empty if it is not known. */
  readonly entityId: string;
  readonly people: readonly PersonReport[];
  readonly connections: readonly ConnectionReport[];
  readonly media: readonly MediaReport[];
  readonly webhooks: readonly WebhookReport[];
  readonly keepAlives: readonly KeepAliveReport[];
  /** Number of messages by name and direction, such as `to-app EVENT_UPDATE`. Media is not among them. */
  readonly messages: { readonly [name: string]: number };
  /** Webhooks, messages of signaling and closes in order, without ids and times: the course of the stream. */
  readonly course: readonly MomentReport[];
}

/** A cassette. */
export interface CassetteReport {
  readonly path: string;
  /** Size of the file. */
  readonly fileBytes: number;
  readonly header: CassetteHeader;
  readonly lines: number;
  /** Time of the last line, in milliseconds. */
  readonly durationMs: number;
  /** Sentences about what could not be used. */
  readonly notes: readonly string[];
  readonly streams: readonly StreamReport[];
}
