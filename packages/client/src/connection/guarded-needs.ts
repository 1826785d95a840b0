/** Contains errors in the handlers of sockets and timers: they end one socket or one stream, never the process. */
import type { Clock } from '@rtms-mock/protocol';
import { stackOf } from '../errors.js';
import { LogLevel, type Logger } from '../logger.js';
import type { ClientSocket } from '../network/connect.js';
import type { ConnectionNeeds } from './connection-needs.js';

/**
 * The dependencies with handlers that never throw. An error while a message is read closes that socket with code
 * 1011, as if it were lost. Any other error is passed to `failed`, which ends the stream.
 */
export function guardedNeeds(needs: ConnectionNeeds, failed: (error: unknown) => void): ConnectionNeeds {
  const run = (handler: () => void): void => {
    try {
      handler();
    } catch (error) {
      failed(error);
    }
  };
  const { clock, connect, logger } = needs;
  return {
    ...needs,
    clock: guardedClock(clock, run),
    connect: (url, handlers) =>
      connect(url, {
        opened: (socket) => run(() => handlers.opened(guardedSocket(socket, logger, run))),
        failed: (error) => run(() => handlers.failed(error)),
      }),
  };
}

function guardedClock(clock: Clock, run: (handler: () => void) => void): Clock {
  const holdStill = clock.holdStill?.bind(clock);
  return {
    now: () => clock.now(),
    unixMs: () => clock.unixMs(),
    after: (delayMs, callback) => clock.after(delayMs, () => run(callback)),
    ...(holdStill && { holdStill }),
  };
}

function guardedSocket(
  socket: ClientSocket,
  logger: Logger,
  run: (handler: () => void) => void,
): ClientSocket {
  let broken = false;
  /** Returns true if the message was read, or must not be. */
  const read = (handler: () => boolean): boolean => {
    if (broken) return true;
    try {
      return handler();
    } catch (error) {
      broken = true;
      const line = `A message could not be handled; closing its socket: ${stackOf(error)}`;
      logger.log(LogLevel.ERROR, 'client', line);
      socket.close(1011);
      return true;
    }
  };
  return {
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    onMessage: (callback) => {
      socket.onMessage((data) => {
        read(() => {
          callback(data);
          return true;
        });
      });
    },
    offerText: (take) => socket.offerText?.((payload) => read(() => take(payload))),
    onClose: (callback) => socket.onClose((code, reason) => run(() => callback(code, reason))),
    get bufferedBytes() {
      return socket.bufferedBytes;
    },
  };
}
