/**
 * States of a session (one user's permission to stream) and of a stream (what one app receives).
 */

/**
 * `state` of SESSION_STATE_UPDATE. STARTED means a brand-new session.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; P§11.6)
 */
export const SessionState = {
  INACTIVE: 0,
  INITIALIZE: 1,
  STARTED: 2,
  PAUSED: 3,
  RESUMED: 4,
  STOPPED: 5,
} as const;
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/**
 * `state` of STREAM_STATE_UPDATE.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; P§11.7)
 */
export const StreamState = {
  INACTIVE: 0,
  /** Data is flowing. */
  ACTIVE: 1,
  /** A signaling or media connection has a problem. */
  INTERRUPTED: 2,
  /** About to end. */
  TERMINATING: 3,
  TERMINATED: 4,
  PAUSED: 5,
  /** Behaves as ACTIVE. */
  RESUMED: 6,
} as const;
export type StreamState = (typeof StreamState)[keyof typeof StreamState];
