/** Messages between a worker and the process that watches over it. Meetings themselves go by HTTP. */
import type { WebhookBody } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';
import type { LogFields, LogLevel } from '../log.js';
import type { MeetingRecord } from '../server/meeting-record.js';

/** A worker's share: what makes its numbers its own. */
export interface WorkerShare {
  /** Name of the worker: `1`, `2`, … It is kept when a new process takes its place. */
  readonly worker: string;
  /** Number of the process among all that were ever started. */
  readonly index: number;
  /** Number of workers. */
  readonly count: number;
  /** Start of the fleet, in Unix milliseconds. */
  readonly epochUnixMs: number;
}

/** Place of a stream. */
export interface StreamUrl {
  readonly streamId: string;
  /** The worker that plays it, and the signaling URL of its webhooks. Absent once no worker plays it. */
  readonly at?: { readonly worker: string; readonly url: string };
}

/** Messages to a worker. `V`: options of its server, as plain data. */
export type ToWorker<V = unknown> =
  | { readonly type: 'start'; readonly share: WorkerShare; readonly values: V; readonly logLevel: LogLevel }
  /** Go on with a meeting of a lost worker. Answered with `adopted`. */
  | { readonly type: 'adopt'; readonly record: MeetingRecord }
  /** Apps that have event sockets open to the front. */
  | { readonly type: 'event-clients'; readonly clientIds: readonly string[] }
  /** Streams that have moved, begun or ended, whichever worker plays them. */
  | { readonly type: 'stream-urls'; readonly streams: readonly StreamUrl[] }
  /** Answered with `pong` at once. */
  | { readonly type: 'ping' }
  /** Answered with `settled` when all entries of the journal are sent. */
  | { readonly type: 'settle'; readonly id: number }
  /** End all meetings as the service does, and then the process. */
  | { readonly type: 'stop' };

/** Messages of a worker. */
export type FromWorker =
  | {
      readonly type: 'ready';
      /** Base of its HTTP API. */
      readonly apiUrl: string;
      readonly signalingUrl: string;
      readonly mediaUrl: string;
    }
  /** It cannot start; one sentence without a full stop. */
  | { readonly type: 'failed'; readonly reason: string; readonly isUsage: boolean }
  | { readonly type: 'claim'; readonly record: MeetingRecord }
  | { readonly type: 'release'; readonly key: string }
  | { readonly type: 'adopted'; readonly key: string; readonly problem?: string }
  | { readonly type: 'journal'; readonly entries: readonly JournalEntry[] }
  | { readonly type: 'settled'; readonly id: number }
  /** The answer to `ping`. */
  | { readonly type: 'pong' }
  /** The last message after `stop`. */
  | { readonly type: 'stopped' }
  /** A webhook for the event sockets that are open to the front. */
  | {
      readonly type: 'publish';
      readonly clientId: string;
      readonly body: WebhookBody;
      readonly streamId?: string | undefined;
    }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string; readonly fields: LogFields };
