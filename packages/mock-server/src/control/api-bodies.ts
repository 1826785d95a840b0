/**
 * Bodies of requests and responses of the HTTP API. The schemas of the OpenAPI document are generated from these types:
 * `pnpm --filter @rtms-mock/server openapi`.
 */
import type { UrlValidationVerdict } from '../webhooks/webhook-outcome.js';
import type { DialectName, Product } from '@rtms-mock/protocol';
import type { StreamTiming } from '../figures/server-figures.js';
import type { MeetingAction } from '../meetings/meeting-action.js';
import type { PlayedBy, StreamStateName, StreamView } from '../meetings/stream-view.js';
import type { StepName } from '../scenarios/steps/index.js';
import type { Count, Milliseconds } from '../units.js';

/** Body of every response with a status of 400 or more. */
export interface ErrorBody {
  /** The reason why the request is refused. */
  readonly error: {
    /** Short and stable, for programs. */
    readonly code: string;
    /** One sentence that says what is wrong. */
    readonly message: string;
    /** One sentence that says what to do instead. */
    readonly hint?: string;
  };
}

/** Response of `POST /api/reset`. */
export interface ResetDone {
  /** Number of meetings that were ended. */
  readonly ended: Count;
  /** One sentence for each field that was ignored. Absent if there are none. */
  readonly warnings?: readonly string[];
  /**
   * Meetings of a lost worker or node are still moving to another one: each is ended as soon as that plays it. Or a worker or
   * node does not answer, or has another API token: its meetings run on. Absent if all are ended.
   */
  readonly incomplete?: boolean;
}

/**
 * Name of a participant.
 *
 * @minLength 1
 * @maxLength 200
 */
type ParticipantName = string;

/** A participant with everything that can be said about one. */
interface ParticipantInput {
  /** Shown to the app. */
  readonly name: ParticipantName;
  /**
   * False: joins later, by a step.
   *
   * @default true
   */
  readonly present?: boolean;
  /**
   * Path of a recording on the server's machine that this participant plays. If one participant has a recording, those
   * without are silent and have no camera.
   */
  readonly media?: string;
  /**
   * Path on the server's machine of a screen share: a video, a folder of images, or a PDF, whose images or pages are shown
   * for ten seconds each. Only one participant can have one.
   */
  readonly share?: string;
}

/** `POST /api/meetings`. Every field has a default. */
export interface StartMeeting {
  /**
   * Receiver of this stream's webhooks. Default: the server's.
   *
   * @format uri
   */
  readonly webhookUrl?: string;
  /**
   * Name of a built-in scenario, or a scenario as an object, as a file contains it.
   *
   * @default two-speakers
   */
  readonly scenario?: string | object;
  /** Id of a running meeting or of a stream on it: another stream on the same meeting. */
  readonly meeting?: string;
  /**
   * The kind of conversation.
   *
   * @default meeting
   */
  readonly product?: Product;
  /** Generation of the protocol. Default: the app's, else the server's. */
  readonly protocol?: DialectName;
  /**
   * Everyone who takes part, in place of those that the media brings.
   *
   * @maxItems 100
   */
  readonly participants?: readonly (ParticipantName | ParticipantInput)[];
  /** Path of a recording on the server's machine, or of a folder with one for each participant. */
  readonly media?: string;
  /** Name of a cassette that `GET /api/cassettes` lists: the meeting plays it. Default: that of `--replay`, else the media. */
  readonly replay?: string;
  /** Title of the meeting. */
  readonly topic?: string;
  /** App that receives the stream. Default: the first. */
  readonly clientId?: string;
  /**
   * Apps that receive the meeting, each with a stream of its own: client ids, or `all`.
   *
   * @TJS-type ["array", "string"]
   * @maxItems 100
   */
  readonly clientIds?: readonly string[] | 'all';
  /** User for whom the app runs, `operator_id` of webhooks. Default: that of the app. */
  readonly operatorId?: string;
  /** `is_original_host` of webhooks. Default: true, or false with an `operatorId` that is not the host. */
  readonly isOriginalHost?: boolean;
  /** Numeric id of the meeting. Default: a new one. */
  readonly meetingId?: string;
  /** Id of the meeting, session, engagement or call. Default: a new one. */
  readonly meetingUuid?: string;
  /** Session key of a Video SDK session, `session_key` of its webhooks. Default: a new one. */
  readonly sessionKey?: string;
  /** Labels of the node of a cluster that is to play the meeting, such as `{"region": "eu"}`. Default: any node. */
  readonly labels?: { readonly [key: string]: string };
  /** Sends `meeting.started` before `rtms_started`, and `meeting.ended` after `rtms_stopped`. Default: the server's. */
  readonly meetingWebhooks?: boolean;
  /** Fields that are added to the payload of the stream's webhooks, or replace fields of it. */
  readonly webhookFields?: object;
  /**
   * False leaves `rtms_started` for the action `start`.
   *
   * @default true
   */
  readonly start?: boolean;
}

/** The outcome of sending a webhook, with a sentence about whatever is wrong with it. */
export type WebhookAnswer =
  | {
      /** `delivered`: answered with 200 or 204; `refused`: with something else. */
      readonly status: 'delivered' | 'refused';
      /** Status of the response. */
      readonly httpStatus: Count;
      /** Time until the response. */
      readonly ms: Milliseconds;
      /** After 3 s: the real service would send it again. */
      readonly late: boolean;
      /** The problem, if any. */
      readonly message?: string;
    }
  | {
      /** No response came. */
      readonly status: 'failed';
      /** Short and stable, for programs. */
      readonly code: string;
      /** One sentence that says what is wrong. */
      readonly message: string;
      /** Time until the failure. */
      readonly ms: Milliseconds;
    };

/** Response of `POST /api/meetings`. */
export interface StartedMeeting extends PlayedBy {
  /** `rtms_stream_id` of the webhook. */
  readonly streamId: string;
  /** The product's own id of the meeting. */
  readonly meetingUuid: string;
  /** Numeric id of the meeting, as the service's REST calls take it. */
  readonly meetingId: string;
  /** Signaling URL, as in the webhook. */
  readonly serverUrls: string;
  /** State of the stream. */
  readonly state: StreamStateName;
  /** The outcome of `rtms_started`; null if no webhook was sent. */
  readonly webhook: WebhookAnswer | null;
  /** With `clientIds`: the streams of all apps, this one first. */
  readonly streams?: readonly StartedStream[];
  /** Fields that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
}

/** One of several streams that were started together. */
export interface StartedStream {
  /** `rtms_stream_id` of the webhook. */
  readonly streamId: string;
  /** App that receives the stream. */
  readonly clientId: string;
  /** State of the stream. */
  readonly state: StreamStateName;
  /** The outcome of `rtms_started`; null if no webhook was sent. */
  readonly webhook: WebhookAnswer | null;
}

/** A stream with the outcome of its webhook. */
export interface StreamWithWebhook extends StreamView {
  /** The outcome of `rtms_started`; null if no webhook was sent. */
  readonly webhook: WebhookAnswer | null;
}

/** Response of `GET /api/meetings/:streamId`. */
export interface StreamDetails extends StreamWithWebhook {
  /** When the app has joined, and how it answers. `null` for a stream that ended long ago. */
  readonly timing: StreamTiming | null;
}

/** Response of `GET /api/meetings`. */
export interface StreamList {
  /** Oldest first. */
  readonly meetings: readonly StreamView[];
  /**
   * The list lacks meetings that have not ended: a worker or node is lost and others are about to go on with them, or one
   * does not answer. Absent if it has all.
   */
  readonly incomplete?: boolean;
}

/** `POST /api/meetings/:streamId/actions`. */
export interface Action {
  /** A control of users and hosts. */
  readonly action: MeetingAction;
  /**
   * Stop reason by number or name, such as 6 or `STOP_BC_MEETING_ENDED`.
   *
   * @TJS-type ["integer", "string"]
   */
  readonly reason?: number | string;
}

/** Response of `POST /api/meetings/:streamId/actions`. */
export interface ActionDone {
  /** The stream on which the action was performed. */
  readonly streamId: string;
  /** The action. */
  readonly action: MeetingAction;
  /** State of the stream afterwards. */
  readonly state: StreamStateName;
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
}

/** `POST /api/actions`. */
export interface ActionOnMeetings extends Action {
  /**
   * The only stream on which the action is performed. Default: that of every running meeting. Where it is absent, fields and
   * query parameters that are not known are refused.
   */
  readonly streamId?: string;
}

/** Response of `POST /api/actions`. */
export interface ActionResults {
  /** One for each running meeting, or for the stream that the request names. */
  readonly results: readonly ActionResult[];
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
  /**
   * The results lack running meetings: a worker or node is lost, and others are about to go on with them. `end` and `stop`
   * follow for each as soon as one does; other actions do not. Or a worker or node does not answer, or has another API token:
   * its meetings run on. Absent if the results have all.
   */
  readonly incomplete?: boolean;
}

/** The outcome of an action for one of several meetings. */
export interface ActionResult {
  /** The stream on which the action was performed. */
  readonly streamId: string;
  /** False: the action was refused. */
  readonly ok: boolean;
  /** State of the stream afterwards. */
  readonly state: StreamStateName;
  /** The reason of a refusal. */
  readonly message?: string;
}

/** `POST /api/webhooks/validate`. */
export interface ValidateUrl {
  /**
   * Receiver to check. Default: the server's webhook URL, if it has one.
   *
   * @format uri
   */
  readonly webhookUrl?: string;
  /** Same as `webhookUrl`. */
  readonly url?: string;
  /** App whose secret token the receiver uses. Default: the app that has this URL, else the server's token. */
  readonly clientId?: string;
}

/** Response of `POST /api/webhooks/validate`. */
export type UrlVerdict = UrlValidationVerdict & {
  /** Fields of the request that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
};

/** Response of `GET /api/scenarios`. */
export interface ScenarioList {
  /** The built-in scenarios. */
  readonly scenarios: readonly {
    /** Name for `--scenario` and `POST /api/meetings`. */
    readonly name: string;
    /** One or two sentences for a person who chooses. */
    readonly description: string;
    /** One sentence for each step, with its time. */
    readonly timeline: readonly string[];
  }[];
}

/**
 * A step with its fields beside `do`; `GET /api/steps` lists them.
 *
 * @additionalProperties true
 * @examples [{"do":"join","participant":"Bo Lind"},{"fault":"close-socket","socket":"media","code":1011}]
 */
export interface StepBody {
  /** Name of the step. */
  readonly do?: StepName;
  /** Same as `do`. */
  readonly fault?: StepName;
}

/** Response of `POST /api/meetings/:streamId/steps`. */
export interface StepDone {
  /** The stream on which the step was performed. */
  readonly streamId: string;
  /** State of the stream afterwards. */
  readonly state: string;
  /** With every default in place. */
  readonly step: object;
  /** One sentence that says what the step does. */
  readonly explanation: string;
}

/** Response of `GET /api/steps`. */
export interface StepList {
  /** Steps and faults. */
  readonly steps: readonly StepDescription[];
}

/** One kind of step, as data. */
export interface StepDescription {
  /** Name of the step. */
  readonly name: StepName;
  /** True for a step that makes something fail. */
  readonly isFault: boolean;
  /** One sentence on what it does. */
  readonly summary: string;
  /** JSON Schema of the step as an object. */
  readonly schema: object;
  /** The fields of the step. */
  readonly fields: readonly {
    /** Name of the field. */
    readonly name: string;
    /** The values that it accepts, in words. */
    readonly accepts: string;
    /** One sentence on what it is. */
    readonly description: string;
    /** True if the field must be given. */
    readonly required: boolean;
    /** Value of a field that is absent, in words. */
    readonly default?: string;
    /**
     * JSON Schema of the values. `format` names kinds of step: `participant`, `duration`, `message-type`, `status`,
     * `stop-reason`.
     */
    readonly schema: object;
  }[];
}
