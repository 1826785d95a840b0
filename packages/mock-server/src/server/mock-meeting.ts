import type { DialectName, Product, StopReason } from '@rtms-mock/protocol';
import type { JournalEntry, JournalFilter } from '../journal.js';
import type { MediaSource } from '../media/sources/media-source.js';
import type { MeetingAction } from '../meetings/meeting-action.js';
import type { ScenarioChoice } from '../scenarios/choose.js';
import type { StepInput } from '../scenarios/steps/index.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { InvitedWithMedia } from '../meetings/participant.js';
import type { StreamStateName, StreamView } from '../meetings/stream-view.js';

/** What a new meeting is to be. Everything has a default. */
export interface StartMeetingOptions {
  /** Receiver of this stream's webhooks. Default: the server's `webhookUrl`. */
  readonly webhookUrl?: string;
  /** Scenario of the meeting: a built-in one by name, or one as an object. Default: the server's. */
  readonly scenario?: ScenarioChoice;
  /**
   * Stream id or id of a running meeting: another stream, for another app, on the same meeting. Product,
   * participants, media and topic are then those of that meeting. Rejects with {@link MeetingEndedError} when
   * it is over.
   */
  readonly meeting?: string;
  /** Default: the scenario's, else `meeting`. */
  readonly product?: Product;
  /** Default: the scenario's, else the app's, else the server's. */
  readonly protocol?: DialectName;
  /**
   * Who takes part, in place of those that the media brings. Who is not `present` joins by a step. Each may
   * play a recording of their own, for servers that open files (`openMedia`) and meetings without `media`. A name
   * alone will do.
   */
  readonly participants?: readonly (InvitedWithMedia | string)[];
  /**
   * What it plays; the path of a recording for servers that open files (`openMedia`). Default: the recordings of
   * the participants, else the scenario's media, else the server's.
   */
  readonly media?: MediaSource | string;
  readonly topic?: string;
  /** Numeric meeting id, as text. Default: a new one. */
  readonly meetingId?: string;
  /** The meeting's, session's, engagement's or call's own id. Default: a new one. */
  readonly meetingUuid?: string;
  /** Client id of the app that receives the stream. Default: the first of the credentials. */
  readonly clientId?: string;
  /** False creates the meeting and leaves `rtms_started` for the action `start`. Default true. */
  readonly start?: boolean;
}

/** What {@link MockMeeting.waitFor} waits for: a state, media flowing, or a journal entry. */
export type WaitTarget = StreamStateName | 'streaming' | JournalFilter;

/** Handle on one meeting with its stream, for programs, tests and the HTTP API. */
export interface MockMeeting {
  /** Changes when a scenario step gives the stream a new id; the old one still finds this control. */
  readonly streamId: string;
  readonly meetingUuid: string;
  /** Signaling URL as it stands in webhooks. */
  readonly serverUrls: string;
  readonly state: StreamStateName;
  /** Whether the meeting is over: then no stream of it can be started any more. */
  readonly meetingEnded: boolean;
  /** What came of `rtms_started`; `undefined` when no webhook was sent. */
  readonly startWebhook: WebhookOutcome | undefined;
  view(): StreamView;
  /** Throws `ActionRefusedError` when the action makes no sense now. Resolves when it is done. */
  perform(action: MeetingAction, reason?: StopReason): Promise<void>;
  pause(): void;
  resume(): void;
  stop(reason?: StopReason): Promise<void>;
  start(): Promise<void>;
  end(reason?: StopReason): Promise<void>;
  /**
   * Performs one scenario step now: `{ do: 'join', participant: 'Bob' }`, `{ fault: 'close-socket',
   * socket: 'media' }`. Rejects with {@link InvalidStepError} when the step is not written right, and with
   * `StepRefusedError` or `ActionRefusedError` when it makes no sense now.
   */
  inject(step: StepInput): Promise<void>;
  /**
   * Waits for a state or a journal entry of this stream; what has already happened counts. The error of
   * a timeout (default 5000 ms) tells what did happen instead.
   */
  waitFor(what: WaitTarget, options?: { readonly timeoutMs?: number }): Promise<JournalEntry | undefined>;
}

/** The step is not written right. The message says which field and what it may hold. */
export class InvalidStepError extends Error {
  override readonly name = 'InvalidStepError';
}
