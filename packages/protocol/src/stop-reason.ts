/**
 * Why a session or a stream stopped: `reason` / `stop_reason` of messages 8 and 9 and of `*_stopped` webhooks.
 * Same numbers in both numeric generations; 19 to 26 exist in 2026 only.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §18.2)
 */
export const StopReason = {
  /** No value. */
  UNDEFINED: 0,
  /** Host stopped it. */
  STOP_BC_HOST_TRIGGERED: 1,
  /** User stopped it. */
  STOP_BC_USER_TRIGGERED: 2,
  /** App user left. */
  STOP_BC_USER_LEFT: 3,
  /** App user removed by host. */
  STOP_BC_USER_EJECTED: 4,
  /** Host disabled the app. Named STOP_BC_APP_DISABLED_BY_HOST in 2025. */
  STOP_BC_HOST_DISABLED_APP: 5,
  /** Meeting ended. */
  STOP_BC_MEETING_ENDED: 6,
  /** Cancelled at a participant's request. */
  STOP_BC_STREAM_CANCELED: 7,
  /** Revoked: app must delete what it stored, at once. */
  STOP_BC_STREAM_REVOKED: 8,
  /** Host disabled all apps. */
  STOP_BC_ALL_APPS_DISABLED: 9,
  /** Server fault. */
  STOP_BC_INTERNAL_EXCEPTION: 10,
  /** Nobody connected in time. */
  STOP_BC_CONNECTION_TIMEOUT: 11,
  /** Link between meeting and RTMS lost. Named STOP_BC_MEETING_CONNECTION_INTERRUPTED in 2025. */
  STOP_BC_INSTANCE_CONNECTION_INTERRUPTED: 12,
  /** Signaling connection lost. */
  STOP_BC_SIGNAL_CONNECTION_INTERRUPTED: 13,
  /** Media connection lost. */
  STOP_BC_DATA_CONNECTION_INTERRUPTED: 14,
  /** App closed signaling abnormally. */
  STOP_BC_SIGNAL_CONNECTION_CLOSED_ABNORMALLY: 15,
  /** App closed media abnormally. */
  STOP_BC_DATA_CONNECTION_CLOSED_ABNORMALLY: 16,
  /** Server instance told to exit. */
  STOP_BC_EXIT_SIGNAL: 17,
  /** Authentication failed. */
  STOP_BC_AUTHENTICATION_FAILURE: 18,
  /** Reconnection window ran out. Not in 2025. */
  STOP_BC_AWAIT_RECONNECTION_TIMEOUT: 19,
  /** App sent STREAM_CLOSE_REQ. Not in 2025. */
  STOP_BC_RECEIVER_REQUEST_CLOSE: 20,
  /** Contact Center customer hung up. Not in 2025. */
  STOP_BC_CUSTOMER_DISCONNECTED: 21,
  /** Contact Center agent hung up. Not in 2025. */
  STOP_BC_AGENT_DISCONNECTED: 22,
  /** Admin disabled the app. Not in 2025. */
  STOP_BC_ADMIN_DISABLED_APP: 23,
  /** Three keep-alives unanswered. Not in 2025. */
  STOP_BC_KEEP_ALIVE_TIMEOUT: 24,
  /** Stopped through the API (Contact Center). Not in 2025. */
  STOP_BC_MANUAL_API_TRIGGERED: 25,
  /** Queue does not support streaming. Not in 2025. */
  STOP_BC_STREAMING_NOT_SUPPORTED: 26,
} as const;
export type StopReason = (typeof StopReason)[keyof typeof StopReason];
export type StopReasonName = keyof typeof StopReason;

/** Name of a stop reason: 6 gives `STOP_BC_MEETING_ENDED`. `undefined` for a number that has no name. */
export function stopReasonName(reason: number): StopReasonName | undefined {
  return NAMES.get(reason);
}

const NAMES: ReadonlyMap<number, StopReasonName> = new Map(
  Object.entries(StopReason).map(([name, reason]) => [reason, name as StopReasonName]),
);
