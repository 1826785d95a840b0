/** Contains errors in the handlers of sockets and timers: they end one socket or one stream, never the process. */
import type { Clock, Socket } from '@rtms-mock/protocol';
import { stackOf } from '../errors.js';
import { LogLevel, type Logger } from '../logger.js';
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

function guardedSocket(socket: Socket, logger: Logger, run: (handler: () => void) => void): Socket {
  let broken = false;
  return {
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    onMessage: (callback) => {
      socket.onMessage((data) => {
        if (broken) return;
        try {
          callback(data);
        } catch (error) {
          broken = true;
          logger.log(
            LogLevel.ERROR,
            'client',
            `A message could not be handled; closing its socket: ${stackOf(error)}`,
          );
          socket.close(1011);
        }
      });
    },
    onClose: (callback) => socket.onClose((code, reason) => run(() => callback(code, reason))),
    get bufferedBytes() {
      return socket.bufferedBytes;
    },
  };
}
