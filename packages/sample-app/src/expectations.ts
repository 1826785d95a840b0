/** The media that must have arrived after a run of a given duration. Pure. */
import type { Totals } from './stream/summary.js';

/** A finished run. */
export interface Run {
  /** Duration in ms of the meeting, not of real time. */
  readonly streamMs: number;
  /** True for the built-in conversation, whose media and times are known; false for a recording of the user. */
  readonly builtInMedia: boolean;
  /** Outcome of joining; `undefined` if there was none. */
  readonly joinStatus: number | undefined;
  /** Media that was received. */
  readonly totals: Totals;
  /** Reason of the end of the stream; `undefined` if it did not end. */
  readonly leaveReason: number | undefined;
  /** True if the webhook `*.rtms_stopped` was received. */
  readonly stoppedWebhook: boolean;
}

/** Time in ms until the built-in conversation has audio. */
const FIRST_AUDIO_MS = 1_500;
/** Time in ms until the first video frame is encoded and sent. */
const FIRST_FRAME_MS = 4_000;
/** Time in ms until the first utterance has ended and its transcript is sent. */
const FIRST_TRANSCRIPT_MS = 5_000;
/** Time in ms until the second participant has spoken. */
const SECOND_SPEAKER_MS = 9_000;

/** A sentence for each kind of media or message that is missing. Empty if nothing is missing. */
export function missingFrom(run: Run): string[] {
  const { totals, streamMs } = run;
  if (run.joinStatus === undefined) return ['The stream was not joined: there was no webhook or no answer.'];
  if (run.joinStatus !== 0) return [`The stream was not joined: status ${run.joinStatus}.`];
  const missing: string[] = [];
  if (streamMs >= FIRST_AUDIO_MS && totals.audioPackets === 0) missing.push('No audio arrived.');
  if (run.builtInMedia) {
    if (streamMs >= FIRST_FRAME_MS && totals.videoFrames === 0) missing.push('No video arrived.');
    if (streamMs >= FIRST_TRANSCRIPT_MS && totals.transcriptLines === 0)
      missing.push('No transcript arrived.');
    if (streamMs >= SECOND_SPEAKER_MS && totals.speakers.length < 2) {
      const found = totals.speakers.length === 0 ? 'none' : totals.speakers.join(', ');
      missing.push(`Transcript lines of two speakers were expected, found ${found}.`);
    }
  }
  if (run.leaveReason === undefined) missing.push('The stream did not end.');
  if (!run.stoppedWebhook) missing.push('The webhook about the end of the stream did not arrive.');
  return missing;
}

/** The sentence about a run from which nothing is missing. Without media it says that the run was too short for any. */
export function goodRun({ totals, streamMs }: Pick<Run, 'totals' | 'streamMs'>): string {
  if (totals.audioPackets + totals.videoFrames + totals.transcriptLines > 0)
    return 'Everything that was expected has arrived.';
  const seconds = (streamMs / 1000).toFixed(1);
  return `The meeting ended after ${seconds} s, before media had to arrive; --for 10s leaves time for all of it.`;
}
