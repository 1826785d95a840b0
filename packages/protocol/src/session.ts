/**
 * States of a session (one user's permission to stream) and of a stream (the media that one app receives).
 */

/**
 * Values of `state` in SESSION_STATE_UPDATE and SESSION_STATE_RESP.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.3)
 */
export const SessionState = {
  /** The session does not exist or has not begun. */
  INACTIVE: 0,
  /** Signaling is connected, media is not. */
  INITIALIZE: 1,
  /** A new session began: record it. */
  STARTED: 2,
  /** The user paused the session; sockets stay open. */
  PAUSED: 3,
  /** The session continues after a pause. */
  RESUMED: 4,
  /** The session ended; the update carries the reason. */
  STOPPED: 5,
} as const;
export type SessionState = (typeof SessionState)[keyof typeof SessionState];

/**
 * Values of `state` in STREAM_STATE_UPDATE and STREAM_STATE_RESP.
 * @see https://developers.zoom.us/docs/rtms/data-types/ (documented; PROTOCOL.md §18.4)
 */
export const StreamState = {
  /** The stream does not exist or has not begun. */
  INACTIVE: 0,
  /** Data is flowing. */
  ACTIVE: 1,
  /** A signaling or media connection has a problem. */
  INTERRUPTED: 2,
  /** The stream is about to end. */
  TERMINATING: 3,
  /** The stream ended; all sockets are closed. The update carries the reason. */
  TERMINATED: 4,
  /** All sessions are paused. */
  PAUSED: 5,
  /** Data is flowing again after a pause; treated like ACTIVE. */
  RESUMED: 6,
} as const;
export type StreamState = (typeof StreamState)[keyof typeof StreamState];
