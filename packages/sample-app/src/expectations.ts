/** What must have arrived when a run of a given length is over. Pure. */
import type { Totals } from './summary.js';

/** What a run was like. */
export interface Run {
  /** How much of the meeting went by, in its own milliseconds. */
  readonly streamMs: number;
  /** True: the built-in conversation, of which is known what comes when. False: a file of the user's. */
  readonly builtInMedia: boolean;
  /** Outcome of joining; `undefined`: no answer came. */
  readonly joinStatus: number | undefined;
  readonly totals: Totals;
  /** Reason with which the stream ended; `undefined`: it did not. */
  readonly leaveReason: number | undefined;
  /** Whether the webhook about the end came. */
  readonly stoppedWebhook: boolean;
}

/** The built-in conversation begins to speak within this time. */
const FIRST_WORD_MS = 1_500;
/** The first picture has been prepared and sent. */
const FIRST_PICTURE_MS = 4_000;
/** The first utterance is over, so its transcript has come. */
const FIRST_LINE_MS = 5_000;
/** The second participant has answered. */
const SECOND_SPEAKER_MS = 9_000;

/** A sentence for each thing that is missing; empty when all is well. */
export function missingFrom(run: Run): string[] {
  const { totals, streamMs } = run;
  if (run.joinStatus === undefined) return ['The stream was not joined: no webhook or no answer came.'];
  if (run.joinStatus !== 0) return [`The stream was not joined: status ${run.joinStatus}.`];
  const missing: string[] = [];
  if (streamMs >= FIRST_WORD_MS && totals.audioPackets === 0) missing.push('No audio arrived.');
  if (run.builtInMedia) {
    if (streamMs >= FIRST_PICTURE_MS && totals.videoFrames === 0) missing.push('No video arrived.');
    if (streamMs >= FIRST_LINE_MS && totals.transcriptLines === 0) missing.push('No transcript arrived.');
    if (streamMs >= SECOND_SPEAKER_MS && totals.speakers.length < 2) {
      const heard = totals.speakers.length === 0 ? 'nobody' : totals.speakers.join(', ');
      missing.push(`Transcript lines of two speakers were expected, found ${heard}.`);
    }
  }
  if (run.leaveReason === undefined) missing.push('The stream did not end.');
  if (!run.stoppedWebhook) missing.push('No webhook said that the stream has stopped.');
  return missing;
}
