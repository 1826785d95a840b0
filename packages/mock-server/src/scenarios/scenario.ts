import type { DialectName, Product } from '@rtms-mock/protocol';
import type { ConditionName } from './conditions.js';
import type { Step } from './steps/index.js';

/** The time of a step. */
export type Moment =
  | {
      /** Milliseconds of meeting time since the meeting began. */
      readonly atMs: number;
    }
  | {
      /** Milliseconds of meeting time since the entry above was performed or, with `on`, since that condition held. */
      readonly afterMs: number;
      /** Waits, once the entry above has been performed, for the next time that this condition holds. */
      readonly on?: ConditionName;
    };

/** Participants at adjacent positions, counted from 1. */
export interface ParticipantRange {
  /** Position of the first. */
  readonly first: number;
  /** Position of the last. */
  readonly last: number;
}

/** One step of a timeline with its time. */
export interface TimelineEntry {
  /** Time of the first performance. */
  readonly when: Moment;
  /** The step to perform. */
  readonly step: Step;
  /** Repeats the step. Default: it is performed once. */
  readonly every?: {
    /** Milliseconds of meeting time between two performances, at least 20. */
    readonly intervalMs: number;
    /** Number of performances including the first; `Infinity` repeats until the stream ends. */
    readonly times: number;
  };
  /**
   * Performs the step once for each of these participants instead of the one it names: at intervals of `every`, else
   * all at the same time. Default: only for the participant of the step.
   */
  readonly participants?: ParticipantRange;
  /**
   * Probability of each performance, above 0 and at most 1. With the server's seed, the same performances take place in
   * each run. Default: every performance takes place.
   */
  readonly chance?: number;
}

/** One participant of a scenario. */
export interface ScenarioParticipant {
  /** Display name, as apps see it. */
  readonly name: string;
  /**
   * False: the participant is not in the meeting when it begins.
   *
   * @default true, unless the participant's first `join` or `leave` on the timeline is a `join`
   */
  readonly present?: boolean;
  /** Path of the participant's own recording. When any participant has one, those without are silent and have no camera. */
  readonly media?: string;
  /** Path of the participant's screen share: a video, a folder of images, or a PDF. Only one participant can have one. */
  readonly share?: string;
}

/** The participants of a meeting and the timeline of its events and failures, as plain data that has been checked. */
export interface Scenario {
  /** Name for logs and messages. */
  readonly name: string;
  /** One or two sentences that help to choose a scenario. */
  readonly description: string;
  /** Kind of conversation. Default: `meeting`. */
  readonly product?: Product;
  /** Generation of the protocol. Default: the app's, else the server's. */
  readonly protocol?: DialectName;
  /** Topic of the meeting. Default: `rtms-mock meeting`. */
  readonly topic?: string;
  /**
   * Path of a recording or of a folder with one recording for each participant, or the name of a built-in conversation
   * or test signal. Default: the server's media.
   */
  readonly media?: string;
  /** Default: the participants of the media. */
  readonly participants?: readonly ScenarioParticipant[];
  /** Fields that are added to the payload of webhooks about the stream, or replace fields of it. */
  readonly webhookFields?: { readonly [field: string]: unknown };
  /** Steps in the order in which they are written. */
  readonly timeline: readonly TimelineEntry[];
}
