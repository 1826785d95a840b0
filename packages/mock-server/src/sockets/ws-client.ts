import { WebSocket } from 'ws';

/** A WebSocket that this process has opened to read from. */
export interface FollowedSocket {
  /** Ends it without a word. */
  close(): void;
}

/** Receiver of what a {@link FollowedSocket} delivers. */
export interface SocketFollower {
  /** Called with each text message. */
  readonly received: (text: string) => void;
  /** Called once when it has closed, or could not be opened. */
  readonly closed: () => void;
}

/** Opens a WebSocket of the HTTP API of another process. */
export function followSocket(
  url: string,
  headers: { readonly [name: string]: string },
  { received, closed }: SocketFollower,
): FollowedSocket {
  const ws = new WebSocket(url, { headers: { ...headers }, perMessageDeflate: false });
  ws.on('message', (data, isBinary) => {
    if (!isBinary) received((data as Buffer).toString('utf8'));
  });
  // `close` follows.
  ws.on('error', () => {});
  ws.on('close', closed);
  return { close: () => ws.terminate() };
}
