/**
 * What `onJoinConfirm` and `onLeave` receive after the server has closed signaling with a close frame and has not
 * announced an end. The SDK has no name for it, and no document lists it (observed: docs/discoveries.md).
 */
export const CONNECTION_CLOSED = 960;
