/**
 * States of a session (one user's permission to stream) and of a stream (what one app receives).
 */

/**
 * `state` of SESSION_STATE_UPDATE. STARTED means a brand-new session.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.3)
 */
export const SessionState = {
  /** No such session, or not begun. */
  INACTIVE: 0,
  /** Signaling is connected, media is not. */
  INITIALIZE: 1,
  /** A brand-new session: record it. */
  STARTED: 2,
  /** The user paused it; sockets stay open. */
  PAUSED: 3,
  /** Goes on after a pause. */
  RESUMED: 4,
  /** Over; comes with a reason. */
  STOPPED: 5,
} as const;
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/**
 * `state` of STREAM_STATE_UPDATE.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.4)
 */
export const StreamState = {
  /** No such stream, or not begun. */
  INACTIVE: 0,
  /** Data is flowing. */
  ACTIVE: 1,
  /** A signaling or media connection has a problem. */
  INTERRUPTED: 2,
  /** About to end. */
  TERMINATING: 3,
  /** Over; all sockets are closed. Comes with a reason. */
  TERMINATED: 4,
  /** All sessions are paused. */
  PAUSED: 5,
  /** Behaves as ACTIVE. */
  RESUMED: 6,
} as const;
export type StreamState = (typeof StreamState)[keyof typeof StreamState];
