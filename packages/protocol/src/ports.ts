/** Interfaces through which server and client reach time and sockets. Types only. */

/** Undoes the call that returned it. Calling it twice, or too late, has no effect. */
export type Cancel = () => void;

/** Source of time, passed in so that tests can advance it by hand and users can speed it up. */
export interface Clock {
  /** Milliseconds since a fixed moment; never decreases. */
  now(): number;
  /** Unix time in milliseconds, as it is written on the wire. */
  unixMs(): number;
  /**
   * Sum of all jumps of {@link unixMs} against {@link now}, in milliseconds, such as after the system was asleep or its
   * clock was changed.
   * @default 0
   */
  readonly jumpedMs?: number;
  /**
   * Milliseconds of this clock that pass in one millisecond of real time. A clock that a test or a program advances has
   * none.
   * @default none
   */
  readonly speed?: number;
  /** Calls `callback` once, `delayMs` milliseconds from now; on the next turn if `delayMs` is 0 or less. */
  after(delayMs: number, callback: () => void): Cancel;
  /**
   * Keeps the time of this clock from advancing while something takes real time, such as a connection that is being
   * opened: until the returned function is called, at most 5 s of real time, or 60 s for {@link ClockWait.isOwnWork}. Only
   * a clock of virtual time has it.
   * @default time advances in the meantime
   */
  holdStill?(wait: ClockWait): Cancel;
}

/** Something that takes real time, for which a clock of virtual time stands still. */
export interface ClockWait {
  /** Awaited event, as a noun phrase: `an answer to meeting.rtms_started`. */
  readonly what: string;
  /** Id of the stream that it belongs to. @default none */
  readonly streamId?: string | undefined;
  /**
   * The app is to do something next, such as to connect. An app with timers of the same clock may wait for one of them
   * before it does, so time advances then. @default `false`
   */
  readonly isTurnOfApp?: boolean;
  /**
   * The mock itself works on it, such as on media that it prepares: nothing is amiss if a busy machine needs long.
   * @default `false`
   */
  readonly isOwnWork?: boolean;
}

/** One message as UTF-8 bytes, assembled only when it is written. */
export interface MessageBytes {
  /** Length of the message in bytes. */
  readonly byteLength: number;
  /**
   * Writes the whole message to `target`: `byteLength` bytes, starting at `offset`.
   * @throws RangeError if `target` has no room for it.
   */
  writeTo(target: Uint8Array, offset: number): void;
}

/** WebSocket frames in which a socket sends its messages. */
export interface Framing {
  /** Type of the frames. */
  readonly type: 'text' | 'binary';
  /** Maximum payload of a frame in bytes; longer messages are sent in fragments. `off`: each message is one frame. */
  readonly fragment: number | 'off';
}

/** One open WebSocket, from either end. */
export interface Socket {
  /** Sends one message, in a text frame unless {@link setFraming} says otherwise. No effect once the socket is closed. */
  send(text: string): void;
  /**
   * Sends several text frames in one write. Returns true if the socket has passed on all of them, so that
   * nothing is buffered inside it. Optional: without it, callers use `send` for each message.
   */
  sendAll?(messages: readonly MessageBytes[]): boolean;
  /** Registers a callback for each time the buffer of the socket becomes empty. Optional. */
  onDrain?(callback: () => void): void;
  /** Changes the frames of all later messages. Optional: without it, each message is one text frame. */
  setFraming?(framing: Framing): void;
  /** Sends a WebSocket ping, and calls back when its pong has arrived. Optional. */
  ping?(onPong: () => void): void;
  /** Closes with a close frame. `code` defaults to 1000, `reason` to an empty string. */
  close(code?: number, reason?: string): void;
  /** Cuts the connection without a close frame, as a broken network does. */
  terminate(): void;
  /** Registers a callback for each frame that arrives: a string for text frames, bytes for binary frames. */
  onMessage(callback: (data: string | Uint8Array) => void): void;
  /** Registers a callback for the end of the connection. Called once, also after `terminate` (code 1006). */
  onClose(callback: (code: number, reason: string) => void): void;
  /** Bytes accepted by `send` that the peer has not received yet. */
  readonly bufferedBytes: number;
  /** IP addresses of both ends. Absent for sockets without a network. */
  readonly addresses?: { readonly local: string; readonly remote: string } | undefined;
}
