/** What server and client need from their surroundings: time and sockets. Types only. */

/** Undoes what the call that returned it set up. Calling it twice, or too late, does nothing. */
export type Cancel = () => void;

/** Time, passed in so that tests can turn it by hand and users can speed it up. */
export interface Clock {
  /** Milliseconds since some fixed moment; never jumps back. */
  now(): number;
  /** Unix time in milliseconds, as it goes on the wire. */
  unixMs(): number;
  /** Calls back once, `delayMs` from now (at once on the next turn when it is 0 or less). */
  after(delayMs: number, callback: () => void): Cancel;
}

/** One text message as bytes of UTF-8, put together only where it is written. */
export interface MessageBytes {
  readonly byteLength: number;
  /** Writes the whole message, `byteLength` bytes from `offset` on. Throws `RangeError` without room for it. */
  writeTo(target: Uint8Array, offset: number): void;
}

/** One open WebSocket, from either end. */
export interface Socket {
  /** Sends one text frame. Does nothing once the socket is closed. */
  send(text: string): void;
  /**
   * Sends several text frames in one write. Returns whether all of it has gone on its way, so that nothing waits
   * inside the socket. Optional: where it is absent, `send` does for each.
   */
  sendAll?(messages: readonly MessageBytes[]): boolean;
  /** Called each time the peer has taken all that waited. Optional. */
  onDrain?(callback: () => void): void;
  /** Closes politely. Default code 1000. */
  close(code?: number, reason?: string): void;
  /** Cuts the connection without a close frame, as a broken network does. */
  terminate(): void;
  onMessage(callback: (data: string | Uint8Array) => void): void;
  /** Called once, also after `terminate` (code 1006). */
  onClose(callback: (code: number, reason: string) => void): void;
  /** Bytes accepted by `send` that the peer has not taken yet. */
  readonly bufferedBytes: number;
}
