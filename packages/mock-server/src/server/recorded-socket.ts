import type { Framing, MessageBytes, Socket } from '@rtms-mock/protocol';

/** Notified about the frames of a socket, in their order. */
export interface SocketRecorder {
  /** A message was received, before anything else handles it. */
  received(data: string | Uint8Array): void;
  /** A message was sent. */
  sent(data: string | Uint8Array, isBinary: boolean): void;
  /** One side has closed the socket; called once. `byServer`: the server has. */
  closed(code: number, reason: string, byServer: boolean): void;
}

/** A socket whose frames are recorded. All calls pass on to the socket. */
export class RecordedSocket implements Socket {
  readonly #socket: Socket;
  readonly #recorder: SocketRecorder;
  #isBinary = false;
  #isClosed = false;

  constructor(socket: Socket, recorder: SocketRecorder) {
    this.#socket = socket;
    this.#recorder = recorder;
    socket.onMessage((data) => recorder.received(data));
    socket.onClose((code, reason) => this.#closed(code, reason, false));
  }

  send(text: string): void {
    this.#socket.send(text);
    this.#recorder.sent(text, this.#isBinary);
  }

  sendAll(messages: readonly MessageBytes[]): boolean {
    const isPassedOn = this.#sendAll(messages);
    for (const message of messages) {
      const bytes = new Uint8Array(message.byteLength);
      message.writeTo(bytes, 0);
      this.#recorder.sent(bytes, this.#isBinary);
    }
    return isPassedOn;
  }

  #sendAll(messages: readonly MessageBytes[]): boolean {
    if (this.#socket.sendAll) return this.#socket.sendAll(messages);
    for (const message of messages) {
      const bytes = new Uint8Array(message.byteLength);
      message.writeTo(bytes, 0);
      this.#socket.send(Buffer.from(bytes).toString('utf8'));
    }
    return true;
  }

  onDrain(callback: () => void): void {
    this.#socket.onDrain?.(callback);
  }

  setFraming(framing: Framing): void {
    this.#isBinary = framing.type === 'binary';
    this.#socket.setFraming?.(framing);
  }

  close(code = 1000, reason = ''): void {
    this.#closed(code, reason, true);
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#closed(1006, '', true);
    this.#socket.terminate();
  }

  /** Takes the first close: after that of the server, the client only confirms it. */
  #closed(code: number, reason: string, byServer: boolean): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#recorder.closed(code, reason, byServer);
  }

  onMessage(callback: (data: string | Uint8Array) => void): void {
    this.#socket.onMessage(callback);
  }

  onClose(callback: (code: number, reason: string) => void): void {
    this.#socket.onClose(callback);
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }
}
