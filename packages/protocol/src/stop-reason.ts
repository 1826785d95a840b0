/**
 * Reasons why a session or a stream stopped: `reason` and `stop_reason` of messages 8 and 9 and of
 * `*_stopped` webhooks. The same numbers in both numeric generations; 19 to 26 exist in 2026 only.
 * @see https://developers.zoom.us/docs/rtms/event-reference/ (documented; PROTOCOL.md §18.2)
 */
export const StopReason = {
  /** No value. */
  UNDEFINED: 0,
  /** The host stopped it. */
  STOP_BC_HOST_TRIGGERED: 1,
  /** The user stopped it. */
  STOP_BC_USER_TRIGGERED: 2,
  /** The user of the app left. */
  STOP_BC_USER_LEFT: 3,
  /** The host removed the user of the app. */
  STOP_BC_USER_EJECTED: 4,
  /** The host disabled the app. Named STOP_BC_APP_DISABLED_BY_HOST in 2025. */
  STOP_BC_HOST_DISABLED_APP: 5,
  /** The meeting ended. */
  STOP_BC_MEETING_ENDED: 6,
  /** Canceled at a participant's request. */
  STOP_BC_STREAM_CANCELED: 7,
  /** Revoked: the app must delete stored data immediately. */
  STOP_BC_STREAM_REVOKED: 8,
  /** The host disabled all apps. */
  STOP_BC_ALL_APPS_DISABLED: 9,
  /** Internal error of the server. */
  STOP_BC_INTERNAL_EXCEPTION: 10,
  /** No app connected in time. */
  STOP_BC_CONNECTION_TIMEOUT: 11,
  /**
   * The connection between meeting and RTMS was lost. Named STOP_BC_MEETING_CONNECTION_INTERRUPTED in 2025.
   */
  STOP_BC_INSTANCE_CONNECTION_INTERRUPTED: 12,
  /** The signaling connection was lost. */
  STOP_BC_SIGNAL_CONNECTION_INTERRUPTED: 13,
  /** A media connection was lost. */
  STOP_BC_DATA_CONNECTION_INTERRUPTED: 14,
  /** The app closed the signaling socket abnormally. */
  STOP_BC_SIGNAL_CONNECTION_CLOSED_ABNORMALLY: 15,
  /** The app closed a media socket abnormally. */
  STOP_BC_DATA_CONNECTION_CLOSED_ABNORMALLY: 16,
  /** The server instance received an exit signal. */
  STOP_BC_EXIT_SIGNAL: 17,
  /** Authentication failed. */
  STOP_BC_AUTHENTICATION_FAILURE: 18,
  /** The time for a reconnection elapsed. Not in 2025. */
  STOP_BC_AWAIT_RECONNECTION_TIMEOUT: 19,
  /** The app sent STREAM_CLOSE_REQ. Not in 2025. */
  STOP_BC_RECEIVER_REQUEST_CLOSE: 20,
  /** The Contact Center customer hung up. Not in 2025. */
  STOP_BC_CUSTOMER_DISCONNECTED: 21,
  /** The Contact Center agent hung up. Not in 2025. */
  STOP_BC_AGENT_DISCONNECTED: 22,
  /** An admin disabled the app. Not in 2025. */
  STOP_BC_ADMIN_DISABLED_APP: 23,
  /** Three keep-alive requests were not answered. Not in 2025. */
  STOP_BC_KEEP_ALIVE_TIMEOUT: 24,
  /** Stopped through the REST API (Contact Center). Not in 2025. */
  STOP_BC_MANUAL_API_TRIGGERED: 25,
  /** The queue does not support streaming. Not in 2025. */
  STOP_BC_STREAMING_NOT_SUPPORTED: 26,
} as const;
export type StopReason = (typeof StopReason)[keyof typeof StopReason];
/** A stop reason by name: `STOP_BC_MEETING_ENDED`. */
export type StopReasonName = keyof typeof StopReason;

/** Name of a stop reason: 6 gives `STOP_BC_MEETING_ENDED`. `undefined` for a number without a name. */
export function stopReasonName(reason: number): StopReasonName | undefined {
  return NAMES.get(reason);
}

/** A stop reason for log lines, with its name: `6 STOP_BC_MEETING_ENDED`. A number without a name stands alone. */
export function stopReasonText(reason: number): string {
  const name = stopReasonName(reason);
  return name === undefined ? String(reason) : `${reason} ${name}`;
}

const NAMES: ReadonlyMap<number, StopReasonName> = new Map(
  Object.entries(StopReason).map(([name, reason]) => [reason, name as StopReasonName]),
);
