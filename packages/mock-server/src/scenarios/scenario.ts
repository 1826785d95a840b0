/** A scenario: who takes part, and what happens when. Plain data, checked once. */
import type { DialectName, Product } from '@rtms-mock/protocol';
import type { ConditionName } from './conditions.js';
import type { Step } from './steps/index.js';

/** When a step happens. */
export type Moment =
  /** So long after the meeting began. */
  | { readonly atMs: number }
  /** So long after the entry above it and, with `on`, after the next time that this happens. */
  | { readonly afterMs: number; readonly on?: ConditionName };

/** One line of a timeline. */
export interface TimelineEntry {
  readonly when: Moment;
  readonly step: Step;
  /** Performed again and again. */
  readonly every?: { readonly intervalMs: number; readonly times: number };
}

export interface ScenarioParticipant {
  readonly name: string;
  /** False: not in when the meeting begins. Default: in, unless the first thing on the timeline is their join. */
  readonly present?: boolean;
  /** A recording that they play. Where one person has one, those without are silent and have no camera. */
  readonly media?: string;
}

export interface Scenario {
  readonly name: string;
  /** One or two sentences for a person who chooses. */
  readonly description: string;
  readonly product?: Product;
  readonly protocol?: DialectName;
  readonly topic?: string;
  /** A recording, or a folder with one for each participant, that the meeting plays. */
  readonly media?: string;
  /** Default: those of the media. */
  readonly participants?: readonly ScenarioParticipant[];
  readonly timeline: readonly TimelineEntry[];
}
