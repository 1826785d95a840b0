import type { Socket } from '@rtms-mock/protocol';

/** A socket of the client. */
export interface ClientSocket extends Socket {
  /**
   * Registers a function that is offered each text message before the callback of `onMessage`, as bytes that are valid
   * during the call only. It returns true if it has read the message, which the callback does not receive then.
   * Optional: without it, and for messages in several parts, the callback receives all.
   */
  offerText?(take: (payload: Buffer) => boolean): void;
}

/** Opens a socket and calls one of the handlers. Returns a function that abandons the attempt. */
export type Connect = (
  url: string,
  handlers: { opened(socket: ClientSocket): void; failed(error: Error): void },
) => () => void;
