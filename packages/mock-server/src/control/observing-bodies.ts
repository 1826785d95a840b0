/** Bodies of the calls that read what has happened, as `api-bodies.ts` has the others. */
import type { JournalEntry } from '../journal.js';
import type { StreamStateName } from '../meetings/stream-view.js';
import type { Count } from '../units.js';
import type { Verdict } from '../verdicts/verdict.js';
import type { ErrorBody } from './api-bodies.js';

/** Response 408 of `GET /api/meetings/{streamId}/wait`. */
export interface WaitTimeout extends ErrorBody {
  /** State of the stream. */
  readonly state: StreamStateName;
  /** The latest journal entries of the stream, at most five, oldest first. */
  readonly latest: readonly JournalEntry[];
  /**
   * Earlier events are not considered: another worker or node has played the meeting before, and what that has recorded is gone. Absent if the stream has been here from its start.
   */
  readonly incomplete?: boolean;
}

/** Response of the journal's calls. */
export interface JournalPage {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
  /** Number of the newest entry of all. */
  readonly lastSeq: Count;
  /** Query parameters that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
  /**
   * Entries may be missing: another worker or node has played the meeting before, and what that has recorded is gone, or it is moving from a lost node to another one, or one does not answer. Absent if none are.
   */
  readonly incomplete?: boolean;
}

/** Response of `GET /api/meetings/:streamId/verdicts`. */
export interface VerdictList {
  /** In the order in which they were found. */
  readonly verdicts: readonly Verdict[];
  /** Query parameters that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
  /**
   * Verdicts may be missing: another worker or node has played the meeting before, and what that has recorded is gone. Absent if the stream has been here from its start.
   */
  readonly incomplete?: boolean;
}

/** A verdict with the stream that it is about. */
export interface VerdictOfStream extends Verdict {
  /** `rtms_stream_id` of the stream; absent for what belongs to none. */
  readonly streamId?: string;
}

/** Response of `GET /api/verdicts`. */
export interface AllVerdicts {
  /** By stream, the oldest stream first. */
  readonly verdicts: readonly VerdictOfStream[];
  /** Query parameters that were ignored, one sentence each. */
  readonly warnings?: readonly string[];
  /**
   * Verdicts may be missing: another worker or node has played the meeting before, and what that has recorded is gone, or it is moving from a lost one to another one, or one does not answer. Absent if none are.
   */
  readonly incomplete?: boolean;
}
