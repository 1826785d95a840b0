/** Results of `rtms-mock check`, as plain data. */
import type { NumericGeneration } from '@rtms-mock/protocol';
import type { Verdict } from '../verdicts/verdict.js';

/** Result of one scenario in one generation. */
export interface Played {
  /** Name of the scenario. */
  readonly name: string;
  /** A few words for people. */
  readonly title: string;
  /** Generation that the stream spoke. */
  readonly protocol: NumericGeneration;
  /** Everything that was found, in the order in which it was found. */
  readonly verdicts: readonly Verdict[];
  /** True if the service accepted a signaling handshake of the app. */
  readonly joined: boolean;
  /** Real duration, in milliseconds. */
  readonly ms: number;
  /** Reason why the scenario was not played to its end; `undefined` if it was. */
  readonly notPlayed?: string;
}

/** Why a scenario was not played to its end. Also the reason of the signal that ends a run. */
export const NOT_PLAYED = {
  interrupted: 'The run was interrupted.',
  noTime: 'There was no time left.',
} as const;

/** Says why a run ended before its scenarios did. */
export function whyNotPlayed({ reason }: AbortSignal): string {
  return reason === NOT_PLAYED.interrupted ? NOT_PLAYED.interrupted : NOT_PLAYED.noTime;
}

/** Punctuality of the mock itself. */
export interface Punctuality {
  /** Delay of the process that 99 % of the time stays below, in milliseconds. */
  readonly p99Ms: number;
  /** Longest delay, in milliseconds. */
  readonly maxMs: number;
  /** True if verdicts that measure time can be trusted. */
  readonly trusted: boolean;
}

/** Result of a whole run. */
export interface CheckRun {
  /** Names of suites, scenarios and files, as requested. */
  readonly suite: string;
  /** Generation whose results decide. */
  readonly protocol: NumericGeneration;
  /** All results, those of the deciding generation first. */
  readonly results: readonly Played[];
  readonly punctual: Punctuality;
  /** Real duration, in milliseconds. */
  readonly ms: number;
  /** Exit code of the signal that ended the run early; absent if none did. */
  readonly interruptedBy?: 129 | 130 | 143;
  /** Why the app could not be reached, in a clause with the remedy; then nothing was played. Absent if it was reached. */
  readonly notReached?: string;
  /** Comparison of the app's transcript; absent if none was requested. */
  readonly transcript?: TranscriptComparison;
}

/** Comparison of a transcript with what was said. */
export interface TranscriptComparison {
  /** Path of the file, as the option names it. */
  readonly file: string;
  /** State of the file after the meeting. Only a written one can pass. */
  readonly state: 'written' | 'unchanged' | 'missing';
  /** Word error rate: wrong, missing and additional words, divided by the words that were said. */
  readonly wer: number;
  /** Highest rate that passes. */
  readonly maxWer: number;
  /** Number of words that were said. */
  readonly words: number;
  /** Number of words in the transcript. */
  readonly found: number;
}
