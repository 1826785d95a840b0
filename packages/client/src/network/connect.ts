import type { Socket } from '@rtms-mock/protocol';

/** Opens a socket and calls one of the handlers. Returns a function that abandons the attempt. */
export type Connect = (
  url: string,
  handlers: { opened(socket: Socket): void; failed(error: Error): void },
) => () => void;
