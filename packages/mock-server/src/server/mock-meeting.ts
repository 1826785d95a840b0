import type { Cancel, DialectName, Product, StopReason } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';
import type { WaitOptions, WaitTarget } from './wait-target.js';
import type { HeldChange, HeldMessages } from '../faults/message-holds.js';
import type { Watcher, WatchOptions } from './watching.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { LiveGuest, LiveGuestListener, LiveGuestOptions } from '../meetings/live-guest.js';
import type { GroundTruth } from '../meetings/ground-truth.js';
import type { MeetingAction } from '../meetings/meeting-action.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import type { StepInput } from '../scenarios/steps/index.js';
import type { Severity, Verdict } from '../verdicts/verdict.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { InvitedWithMedia } from '../meetings/participant.js';
import type { StreamStateName, StreamView } from '../meetings/stream-view.js';

/** Options of {@link MockServer.startMeeting}. All are optional. */
export interface StartMeetingOptions {
  /**
   * Receiver of this stream's webhooks: an http or https URL.
   *
   * @default the app's, else the server's `webhookUrl`
   */
  readonly webhookUrl?: string;
  /**
   * Events and failures of the meeting: a built-in scenario by name, or a scenario as an object.
   *
   * @default the server's `scenario`
   */
  readonly scenario?: ScenarioChoice;
  /**
   * Id of a running meeting, or of one of its streams. The new stream joins that meeting, for another app; product,
   * participants, media and topic are those of the meeting. The promise is rejected with {@link MeetingEndedError} if the
   * meeting has ended.
   *
   * @default a new meeting
   */
  readonly meeting?: string;
  /**
   * Kind of conversation.
   *
   * @default the scenario's, else `meeting`
   */
  readonly product?: Product;
  /**
   * Generation of the protocol.
   *
   * @default the scenario's, else the app's, else the server's
   */
  readonly protocol?: DialectName;
  /**
   * Participants, at most 100, as objects or as names alone. Participants who are not `present` join by a step. Each may
   * play a recording, if the server opens files (`openMedia`) and the meeting has no `media`.
   *
   * @default the participants of the media
   */
  readonly participants?: readonly (InvitedWithMedia | string)[];
  /**
   * Media of the meeting: a source, or the path of a recording if the server opens files (`openMedia`).
   *
   * @default the recordings of the participants, else the scenario's media, else the server's
   */
  readonly media?: MediaSource | string;
  /**
   * Name of a cassette of the server's `cassettes` that the meeting plays: its file name, with or without extension.
   *
   * @default the server's `replay`, else the media
   */
  readonly replay?: string;
  /**
   * Topic of the meeting.
   *
   * @default the scenario's, else `rtms-mock meeting`
   */
  readonly topic?: string;
  /**
   * Numeric id of the meeting, as a string.
   *
   * @default a new id
   */
  readonly meetingId?: string;
  /**
   * Id of the meeting, session, engagement or call (PROTOCOL.md §5.2).
   *
   * @default a new id
   */
  readonly meetingUuid?: string;
  /**
   * Client id of the app that receives the stream.
   *
   * @default the first app of the credentials that has no stream on this meeting
   */
  readonly clientId?: string;
  /**
   * Client ids of several apps, or `all` for every app of the credentials. Each app receives a stream of its own, with its own
   * stream id, scope and receiver of webhooks. The returned meeting is that of the first; {@link MockMeeting.siblings} has the
   * others.
   *
   * @default one app, that of `clientId`
   */
  readonly clientIds?: readonly string[] | 'all';
  /**
   * Labels that the node must have which plays the meeting, such as `{ region: 'eu' }`. Servers without other nodes ignore
   * them.
   *
   * @default any node
   */
  readonly labels?: { readonly [key: string]: string };
  /**
   * User for whom the app runs, `operator_id` of webhooks. A meeting may have a stream for each of several users.
   *
   * @default the user of the app
   */
  readonly operatorId?: string;
  /**
   * `is_original_host` of webhooks.
   *
   * @default true, or false with an `operatorId` that is not the host
   */
  readonly isOriginalHost?: boolean;
  /**
   * Session key of a Video SDK session, `session_key` of its webhooks (PROTOCOL.md §6.4).
   *
   * @default a new one
   */
  readonly sessionKey?: string;
  /**
   * Sends `meeting.started` before `rtms_started`, and `meeting.ended` after `rtms_stopped`.
   *
   * @default the server's `meetingWebhooks`
   */
  readonly meetingWebhooks?: boolean;
  /**
   * Fields that are added to the payload of the stream's webhooks, or replace fields of it.
   *
   * @default those of the scenario
   */
  readonly webhookFields?: { readonly [field: string]: unknown };
  /**
   * False creates the meeting without `rtms_started`; the action `start` sends it later.
   *
   * @default `true`
   */
  readonly start?: boolean;
}

/** A meeting with one of its streams, for programs, tests and the HTTP API. */
export interface MockMeeting {
  /** Id of the stream. A step of the scenario can change it; `MockServer.meeting` finds this object by both ids. */
  readonly streamId: string;
  /** Id of the meeting, session, engagement or call. */
  readonly meetingUuid: string;
  /** Signaling URL, as in webhooks. */
  readonly serverUrls: string;
  /** State of the stream. */
  readonly state: StreamStateName;
  /** True once the meeting has ended: no stream of it can be started again. */
  readonly meetingEnded: boolean;
  /** True once `rtms_started` was sent to a receiver: to a URL, or on an event socket. */
  readonly isAnnounced: boolean;
  /** Outcome of the latest `rtms_started` that was posted; `undefined` if none was. */
  readonly startWebhook: WebhookOutcome | undefined;
  /** The other streams of the same meeting: those of further apps and users, oldest first. */
  readonly siblings: readonly MockMeeting[];
  /** Returns a snapshot of the stream, as `GET /api/meetings/{streamId}` shows it. */
  view(): StreamView;
  /**
   * Returns the session description (SDP) of the media that the app receives over UDP, for ffmpeg and other receivers;
   * `undefined` if it receives none. It contains the keys.
   */
  sessionDescription(): string | undefined;
  /** Returns who has said what when, up to now or to the end of the meeting: the reference for an app's transcript. */
  truth(): GroundTruth;
  /**
   * Performs an action of a user or host. The promise is resolved when it is done.
   *
   * @param reason sent to apps by `stop` and `end`; by default STOP_BC_USER_TRIGGERED for `stop`, STOP_BC_MEETING_ENDED
   *   for `end`
   * @throws {ActionRefusedError} if the state does not permit the action; the promise is rejected
   */
  perform(action: MeetingAction, reason?: StopReason): Promise<void>;
  /**
   * Pauses the media of an active stream.
   *
   * @throws {ActionRefusedError} if the stream is not active
   */
  pause(): void;
  /**
   * Resumes a paused stream.
   *
   * @throws {ActionRefusedError} if the stream is not paused
   */
  resume(): void;
  /** Stops the stream; the meeting continues. Like {@link perform} with `stop`. */
  stop(reason?: StopReason): Promise<void>;
  /** Starts a stream that has not begun or has stopped. Like {@link perform} with `start`. */
  start(): Promise<void>;
  /** Ends the meeting with all its streams. Like {@link perform} with `end`. */
  end(reason?: StopReason): Promise<void>;
  /**
   * Performs one step of a scenario immediately: `{ do: 'join', participant: 'Bob' }`, `{ fault: 'close-socket', socket:
   * 'media' }`.
   *
   * @throws {InvalidStepError} if the step is not written correctly; the promise is rejected
   * @throws {StepRefusedError} if the step is not possible now
   */
  inject(step: StepInput): Promise<void>;
  /** Returns the breakpoints of the step `hold`, and the messages that they hold. */
  held(): HeldMessages;
  /**
   * Lets a held message go on, changed or not, or drops it. Returns false if no message with this id is held. The step
   * `release` does the same, and releases everything.
   */
  releaseHeld(id: string, change?: HeldChange & { readonly drop?: boolean }): boolean;
  /**
   * Copies the media that apps are sent, or that of the meeting itself, as the WebSocket `/api/meetings/{streamId}/watch`
   * does. Returns a function that ends it.
   */
  watch(options: WatchOptions, watcher: Watcher): Cancel;
  /**
   * Lets a participant with live media join the running meeting, as the WebSocket `/api/meetings/{streamId}/live` does.
   *
   * @throws {TooManyGuestsError} if 20 of them are in the meeting
   * @throws {LiveSourceError} for a format that is not supported, and if the meeting has ended
   */
  joinLive(options: LiveGuestOptions, listener?: LiveGuestListener): LiveGuest;
  /**
   * Returns what the app of this stream has done so far that the real service of today would not have accepted, in the
   * order in which it was found.
   *
   * @param severity `error`: only errors; `warning`: errors and warnings. Default: all
   */
  problems(severity?: Severity): readonly Verdict[];
  /**
   * Waits for a state of this stream, for a moment that `on` in a scenario accepts, or for the first journal entry that
   * matches a filter. `streaming` waits for media of an active stream. What has occurred before counts.
   *
   * In virtual time, it advances the time until then.
   *
   * @param options `timeoutMs`: milliseconds of real time, or of virtual time, until the promise is rejected with
   *   {@link WaitTimeoutError}, by default 5000; `after`: only entries with a greater `seq` count
   * @returns the journal entry; `undefined` if the state has been reached before
   * @throws {OptionError} for an unknown name, key, type or option; the promise is rejected
   * @throws {ServerClosedError} when the server closes before; the promise is rejected
   */
  waitFor(what: WaitTarget, options?: WaitOptions): Promise<JournalEntry | undefined>;
}

/** A step is not written correctly. The message names the field and the values that it accepts. */
export class InvalidStepError extends Error {
  override readonly name = 'InvalidStepError';
}

/** The server has closed, so nothing more happens in its meetings. */
export class ServerClosedError extends Error {
  override readonly name = 'ServerClosedError';
}
