/** A WebSocket client with minimal CPU time, so that readers keep up with any server. */
import { connect, type Socket } from 'node:net';

/** Receives the payload of one frame, which is valid only during the call. */
export type OnText = (payload: Buffer) => void;

/** Opens a WebSocket to `ws://host:port/path`. */
export class RawSocket {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #upgraded = false;
  /** Receives the text frames. */
  onText: OnText = () => {};

  constructor(url: string, onOpen: () => void) {
    const { hostname, port, pathname } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.setNoDelay();
    this.#socket.on('connect', () => {
      this.#socket.write(
        `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      );
    });
    // The server process is killed at the end of a measurement.
    this.#socket.on('error', () => {});
    this.#socket.on('data', (data: Buffer) => this.#read(data, onOpen));
  }

  /** Sends one text frame of max 64 kB. Its mask is zero, so that the payload stays as it is. */
  send(body: object): void {
    const payload = Buffer.from(JSON.stringify(body));
    const { length } = payload;
    const header = length < 126 ? [0x81, 0x80 | length] : [0x81, 0x80 | 126, length >> 8, length & 255];
    this.#socket.write(Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), payload]));
  }

  /** Stops reading. */
  pause(): void {
    this.#socket.pause();
  }

  /** Stops reading for good, and returns the descriptor, which its owner may read from. It ends with the process. */
  detach(): number {
    // Node has no public name for it.
    const { _handle: handle } = this.#socket as unknown as {
      readonly _handle: { readonly fd: number; readStop(): void };
    };
    handle.readStop();
    return handle.fd;
  }

  /** Destroys the socket. */
  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer, onOpen: () => void): void {
    let bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    if (!this.#upgraded) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end >= 0) {
        this.#upgraded = true;
        bytes = bytes.subarray(end + 4);
        onOpen();
      }
    }
    this.#rest = this.#upgraded ? this.#frames(bytes) : bytes;
  }

  /** Passes on complete frames and returns the remaining bytes. */
  #frames(bytes: Buffer): Buffer {
    let at = 0;
    while (bytes.length - at >= 2) {
      const short = (bytes[at + 1] ?? 0) & 127;
      const headerLength = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length - at < headerLength) break;
      const length =
        short === 126
          ? bytes.readUInt16BE(at + 2)
          : short === 127
            ? Number(bytes.readBigUInt64BE(at + 2))
            : short;
      const end = at + headerLength + length;
      if (bytes.length < end) break;
      if (((bytes[at] ?? 0) & 15) === 1) this.onText(bytes.subarray(at + headerLength, end));
      at = end;
    }
    return bytes.subarray(at);
  }
}
