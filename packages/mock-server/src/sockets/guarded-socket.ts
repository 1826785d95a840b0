import type { Socket } from '@rtms-mock/protocol';
import { Guard } from '../guard.js';

/**
 * Wraps a socket so that an unexpected exception in one of its handlers closes this socket with 1011 and affects nothing
 * else. `onFailure` reports the exception.
 */
export function guardedSocket(socket: Socket, onFailure: (error: unknown) => void): Socket {
  const guard = new Guard((error) => {
    socket.close(1011, 'Internal error');
    onFailure(error);
  });
  return {
    send: (text) => socket.send(text),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    onMessage: (callback) => {
      const receive = guard.handler(callback);
      socket.onMessage((data) => {
        if (!guard.hasFailed) receive(data);
      });
    },
    onClose: (callback) => socket.onClose(guard.handler(callback)),
    get bufferedBytes() {
      return socket.bufferedBytes;
    },
  };
}
