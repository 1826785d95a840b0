import type { Socket } from '@rtms-mock/protocol';

/** Opens a socket; returns what gives the attempt up. */
export type Connect = (
  url: string,
  handlers: { opened(socket: Socket): void; failed(error: Error): void },
) => () => void;
