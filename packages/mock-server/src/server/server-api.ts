import type { Clock } from '@rtms-mock/protocol';
import type { Credentials } from '../credentials.js';
import type { ServerFigures, StreamTiming } from '../figures/server-figures.js';
import type { Journal } from '../journal.js';
import type { MockMeeting, StartMeetingOptions } from './mock-meeting.js';
import type { ServerSnapshot } from './snapshot.js';
import type { Advanced } from '../time/virtual-clock.js';
import type { Severity, Verdict } from '../verdicts/verdict.js';
import type { UrlValidationVerdict, WebhookOutcome } from '../webhooks/webhook-outcome.js';

/** Options of {@link MockServer.figures}. */
export interface FigureOptions {
  /**
   * Sends a WebSocket ping after the media of each connection, at most 1000 for a call. Later figures contain the answers.
   *
   * @default false
   */
  readonly probe?: boolean | undefined;
}

/** A running mock server. Ends with `close()` or by `await using`. */
export interface MockServer extends AsyncDisposable {
  /** URL of the signaling port, as in webhooks: `ws://…`, or `wss://…` with TLS. */
  readonly signalingUrl: string;
  /** URL of the media port: `ws://…`, or `wss://…` with TLS. */
  readonly mediaUrl: string;
  /** URL of page and HTTP API: `http://…`, also with TLS. */
  readonly controlUrl: string;
  /** Absolute path of the certificate that apps must trust; `undefined` without TLS or with a provided certificate. */
  readonly caFile: string | undefined;
  /** Port of signaling, HTTP API and page. */
  readonly port: number;
  /** Port of media. */
  readonly mediaPort: number;
  /** Everything that has happened on this server. */
  readonly journal: Journal;
  /** Time of meetings. An app that follows it too has its timers in virtual time. */
  readonly clock: Clock;
  /** Apps that may join, and the secret token that signs webhooks. */
  readonly credentials: Credentials;
  /** Token that the HTTP API, the page and `/logs` require; `undefined`: none. */
  readonly apiToken: string | undefined;
  /**
   * Creates a meeting and a stream, and sends `rtms_started` unless `start` is false. If the promise is rejected, no
   * meeting exists.
   *
   * @throws {OptionError} for an option that is unknown or cannot have its value
   * @throws {ScenarioError} for a scenario that cannot be used
   * @throws {UnknownAppError} if no app has the client id
   * @throws {UnknownMeetingError} if there is no meeting with the id, `MeetingEndedError` if it has ended
   * @throws {MediaUnavailableError} for a recording that cannot be opened
   */
  startMeeting(input?: StartMeetingOptions): Promise<MockMeeting>;
  /**
   * Returns all meetings, oldest first. Ended ones are included for an hour, unless 100 streams have ended since.
   */
  meetings(): readonly MockMeeting[];
  /**
   * Returns the verdicts that belong to no stream: about the validation of webhook URLs, and about sockets that never
   * named a stream while several were running. `MockMeeting.problems` returns those about a stream.
   *
   * @param severity `error`: only errors; `warning`: errors and warnings. Default: all
   */
  problems(severity?: Severity): readonly Verdict[];
  /** Number of verdicts by rule since the server started or was reset. */
  readonly verdictCounts: ReadonlyMap<string, number>;
  /** Returns how this server and its apps have performed since the start or the last reset: times, drops, lateness, processor and memory. */
  figures(options?: FigureOptions): ServerFigures;
  /** Returns when the app has joined a stream, and how it answers; `undefined` if there is none, or if it ended long ago. */
  timing(streamId: string): StreamTiming | undefined;
  /** Returns the meeting of a stream; `undefined` if no stream has the id or if it was forgotten. */
  meeting(streamId: string): MockMeeting | undefined;
  /** True for a stream that ended long ago and cannot be looked up any more. */
  hasForgotten(streamId: string): boolean;
  /**
   * Returns to the state after the start, for the next test: ends all meetings as the service does, with their webhooks, and
   * forgets them; clears the journal, all planned faults and changed secrets. With a seed, ids repeat. Sockets of apps that
   * belong to no stream stay open.
   *
   * @returns the number of meetings that were ended, when their webhooks are answered and their sockets closed
   */
  reset(): Promise<number>;
  /** Returns the running meetings with their people, positions and streams, and the state of the seed, as plain JSON. */
  snapshot(): ServerSnapshot;
  /**
   * Resets the server and puts it back to a snapshot: meetings with the same ids, people and positions. Their streams start
   * again with `rtms_started`; those that were terminated wait for the action `start`. Timelines of scenarios are not
   * continued. If the promise is rejected, nothing has changed.
   *
   * @throws {OptionError} for a field that cannot be used
   * @throws {MediaUnavailableError} for a recording that cannot be opened
   */
  restore(snapshot: ServerSnapshot): Promise<void>;
  /**
   * Sends the URL validation challenge to a receiver, and checks its response (PROTOCOL.md §6.3).
   *
   * @param clientId app whose secret token the receiver uses; by default the app that has this URL, else none: the server's
   *   token
   */
  validateWebhook(url: string, clientId?: string): Promise<UrlValidationVerdict>;
  /** Posts a webhook body with a signature: with the secret token of the app that has this URL, else with the server's. */
  sendWebhook(
    url: string,
    body: { readonly event: string; readonly [key: string]: unknown },
  ): Promise<WebhookOutcome>;
  /**
   * Advances virtual time (`time: 'virtual'`), from timer to timer. The promise is resolved when all that was due in the
   * meantime is sent, read and answered. Whoever does not do so within 5 s of real time is listed in `lagging`, and not
   * waited for again until it does. A call before the last one has ended continues where that ends.
   *
   * @param by a duration such as `60s`, or milliseconds; at most 24 hours
   * @throws {OptionError} for another duration; the promise is rejected
   * @throws {NotVirtualError} if the server runs in real time, or its time advances by itself
   * @throws {ClockClosedError} when the server closes before
   */
  advance(by: number | string): Promise<Advanced>;
  /** Ends all meetings as the service does, then closes both ports. Further calls return the same promise. */
  close(): Promise<void>;
}
