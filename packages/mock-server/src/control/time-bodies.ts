/** Bodies of the calls about time, as `api-bodies.ts` has the others. */
import type { TimeMode } from '../policies.js';
import type { Milliseconds, UnixMilliseconds } from '../units.js';

/** Response of `GET /api/time`. */
export interface TimeNow {
  /** Real time, or virtual time, which stands still until it is advanced. */
  readonly time: TimeMode;
  /** Speed of real time. `max`: virtual time that advances by itself. */
  readonly speed: number | 'max';
  /** Time since the start of the server. */
  readonly nowMs: Milliseconds;
  /** Time as it is on the wire. */
  readonly unixMs: UnixMilliseconds;
}

/** `POST /api/time/advance`. */
export interface AdvanceTime {
  /** Duration above 0, at most 24 hours: `500ms`, `60s`, `5m`. */
  readonly by: string;
}

/** Response of `POST /api/time/advance`. */
export interface AdvancedTime {
  /** Time since the start of the server. */
  readonly nowMs: Milliseconds;
  /** Time as it is on the wire. */
  readonly unixMs: UnixMilliseconds;
  /** Apps and receivers that have not read or answered what was due within 5 s of real time. */
  readonly lagging: readonly {
    /** Awaited event: `a pong`, `KEEP_ALIVE_RESP`, `an answer to meeting.rtms_started`. */
    readonly waitedFor: string;
    /** Stream to which it belongs. */
    readonly streamId?: string;
    /** Connection, as in the journal. */
    readonly connectionId?: string;
  }[];
}
