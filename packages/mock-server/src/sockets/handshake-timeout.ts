import type { Cancel, Clock, Socket } from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';

/** Time after which a socket without a handshake is closed, in milliseconds (PROTOCOL.md §15.1, assumed). */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Closes a socket whose handshake is not accepted in time. Returns a function that cancels this. */
export function closeWithoutHandshake({ clock, socket }: { clock: Clock; socket: Socket }): Cancel {
  const timeoutMs = withRealTimeFloor(clock, HANDSHAKE_TIMEOUT_MS);
  const cancel = clock.after(timeoutMs, () => socket.close(1000, 'Handshake timeout'));
  // An app that has connected sends its handshake at once.
  const release = clock.holdStill?.({ what: 'a handshake' });
  if (release !== undefined) {
    socket.onMessage(release);
    socket.onClose(release);
  }
  return () => {
    cancel();
    release?.();
  };
}
