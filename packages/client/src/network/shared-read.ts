/**
 * A connection that reads into one buffer of the process, and passes on whole text frames from there. `ws` alone
 * allocates a buffer for each read, and keeps a frame in several objects. It receives a copy of all other bytes in their
 * order, and still has the handshake, pings, the close, fragments, invalid frames, and everything that is sent.
 */
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { FrameCutter } from './frame-cutter.js';

/** Larger than most video frames. */
const BUFFER_BYTES = 256 * 1024;
/** Each read is used up before the next one of any connection. */
let buffer: Buffer | undefined;

/** The handshake ends with an empty line. */
const END_OF_HANDSHAKE = Buffer.from('\r\n\r\n');

/** True if the runtime reads into a buffer of the caller. Bun has a `ws` of its own; Deno was not tried. */
export const CAN_SHARE_READS = !('Bun' in globalThis) && !('Deno' in globalThis);

/** Reads one connection of `ws` without TLS. */
export class SharedRead {
  #socket: Socket | undefined;
  #cutter: FrameCutter | undefined;
  /** The bytes that have arrived end with the handshake: the next ones begin with a frame. */
  #isAtFrame = false;
  /** True if all bytes that were passed on arrived at `ws`, and it can take more. */
  #hasRoom = true;
  /** Takes the payload of a whole text frame, valid during the call only. Returns false if `ws` shall read it. */
  take: (payload: Buffer) => boolean = () => false;

  /** The option `createConnection` of `ws`. */
  readonly createConnection = (options: NetConnectOpts): Socket => {
    const shared = (buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES));
    const callback = (bytes: number): boolean => this.#read(shared.subarray(0, bytes));
    // Without the path of the URL, which `net` takes for that of a Unix socket.
    const socket = connect({
      ...options,
      path: undefined,
      onread: { buffer: shared, callback },
    } as NetConnectOpts);
    this.#socket = socket;
    return socket;
  };

  /** The socket of `ws` is open: from now on frames are taken. */
  begin(): void {
    if (!this.#isAtFrame) return;
    this.#cutter = new FrameCutter({
      take: (payload) => this.#isDrained() && this.take(payload),
      pass: (bytes) => this.#pass(bytes),
    });
  }

  /** Nothing is taken any more, such as after an error. */
  end(): void {
    this.#cutter = undefined;
  }

  #read(bytes: Buffer): boolean {
    this.#hasRoom = true;
    if (this.#cutter) {
      this.#cutter.read(bytes);
    } else {
      this.#isAtFrame = bytes.subarray(-END_OF_HANDSHAKE.length).equals(END_OF_HANDSHAKE);
      this.#pass(bytes);
    }
    return this.#hasRoom;
  }

  /** A paused `ws` has not read everything yet: a later frame must wait its turn. */
  #isDrained(): boolean {
    return this.#socket?.readableFlowing === true && this.#socket.readableLength === 0;
  }

  #pass(bytes: Buffer): void {
    if (this.#socket) this.#hasRoom = this.#socket.push(Buffer.from(bytes));
  }
}
