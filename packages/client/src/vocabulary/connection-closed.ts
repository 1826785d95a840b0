/**
 * The argument of `onJoinConfirm` and `onLeave` after the server has closed a socket and has not announced an end. The
 * SDK has no name for it, and no document lists it (observed: docs/discoveries.md).
 */
export const CONNECTION_CLOSED = 960;
