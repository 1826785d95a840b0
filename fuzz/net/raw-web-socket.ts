/** A WebSocket client that writes any bytes and reports how the server reacts. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Conditions } from './conditions.js';
import { encodeFrame, FrameReader, Opcode } from './ws-frames.js';

/** Address and request of a WebSocket. */
export interface SocketTarget {
  readonly port: number;
  readonly path: string;
  readonly tls?: boolean;
  /** Further header lines, each with a line break. */
  readonly headers?: string;
}

/** Outcome of an upgrade. */
export type Upgrade =
  | { readonly ok: true; readonly socket: RawWebSocket }
  | { readonly ok: false; readonly status: number };

/** Time that a peer has for one answer before it counts as silent, in ms. Generous: the machine may be busy. */
const ANSWER_MS = 20_000;

/** One upgraded socket. */
export class RawWebSocket {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #conditions: Conditions;
  #pings = 0;
  #lastPong = '';
  #closeCode: number | undefined;
  #isClosed = false;
  /** Messages received. */
  received = 0;
  /** Receives the text messages. */
  onText: (payload: Buffer) => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#conditions = new Conditions(socket, () => this.isClosed);
    this.#reader = new FrameReader({
      text: (payload) => {
        this.received += 1;
        this.onText(payload);
      },
      ping: (payload) => {
        this.write(encodeFrame(Buffer.from(payload), { opcode: Opcode.PONG, masked: true }));
      },
      pong: (payload) => {
        // Other pongs answer pings that are part of an attack.
        this.#lastPong = payload.toString('latin1');
        this.#conditions.check();
      },
      close: (code) => {
        this.#closeCode = code;
        this.#conditions.check();
      },
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#conditions.check();
    });
  }

  /** Takes bytes that arrived after the upgrade. */
  push(data: Buffer): void {
    this.#reader.push(data);
  }

  /** True if the connection is closed, or the server has sent a close frame. */
  get isClosed(): boolean {
    return this.#isClosed || this.#closeCode !== undefined;
  }

  /** The code of the server's close frame. */
  get closeCode(): number | undefined {
    return this.#closeCode;
  }

  /** Writes bytes. Returns false if they have to wait in this process. */
  write(bytes: Buffer): boolean {
    if (this.#isClosed || this.#socket.destroyed || this.#socket.writableEnded) return true;
    return this.#socket.write(bytes);
  }

  /** Waits until all written bytes have left this process, or the connection is closed. */
  async drained(): Promise<void> {
    await this.#conditions.until(() => !this.#socket.writableNeedDrain, ANSWER_MS, 'drain');
  }

  /** Sends a text message. */
  sendText(payload: string | Buffer): boolean {
    return this.write(encodeFrame(Buffer.from(payload), { opcode: Opcode.TEXT, masked: true }));
  }

  /** Sends a ping and waits for its pong: the server has then handled everything before. False: closed or silent. */
  async ping(): Promise<boolean> {
    this.#pings += 1;
    const expected = `sync ${this.#pings}`;
    this.write(encodeFrame(Buffer.from(expected), { opcode: Opcode.PING, masked: true }));
    await this.#conditions.until(() => this.#lastPong === expected, ANSWER_MS);
    return this.#lastPong === expected;
  }

  /** Sends a message and waits for the first message that `accepts` it as the answer. */
  async request(payload: string, accepts: (text: string) => boolean): Promise<string | undefined> {
    const former = this.onText;
    let answer: string | undefined;
    this.onText = (received) => {
      former(received);
      const text = received.toString();
      if (answer === undefined && accepts(text)) {
        answer = text;
        this.#conditions.check();
      }
    };
    this.sendText(payload);
    await this.#conditions.until(() => answer !== undefined, ANSWER_MS);
    this.onText = former;
    return answer;
  }

  /** Waits until the server closes. */
  async closed(limitMs: number): Promise<boolean> {
    await this.#conditions.until(() => this.#isClosed, limitMs);
    return this.#isClosed;
  }

  /** Stops reading: the server's answers fill the buffers of both systems, and then the server's memory. */
  pause(): void {
    this.#socket.pause();
  }

  /** Sends a close frame. */
  close(code = 1000): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.write(encodeFrame(payload, { opcode: Opcode.CLOSE, masked: true }));
  }

  /** Ends the sending direction of TCP, without a close frame. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Destroys the connection. */
  destroy(): void {
    this.#socket.destroy();
  }
}

/** Connects and upgrades. Never rejects; status 0 means that no response arrived. */
export function openWebSocket(target: SocketTarget): Promise<Upgrade> {
  const { port, path, tls = false, headers = '' } = target;
  return new Promise((resolve) => {
    const host = '127.0.0.1';
    const socket = tls ? connectTls({ port, host, rejectUnauthorized: false }) : connect(port, host);
    socket.setNoDelay();
    let head = Buffer.alloc(0);
    let upgraded: RawWebSocket | undefined;
    const fail = (status: number): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ok: false, status });
    };
    const timer = setTimeout(() => fail(0), ANSWER_MS);
    socket.on(tls ? 'secureConnect' : 'connect', () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${headers}\r\n`,
      );
    });
    socket.on('data', (data: Buffer) => {
      if (upgraded) return upgraded.push(data);
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 0);
      if (status !== 101) return fail(status);
      clearTimeout(timer);
      upgraded = new RawWebSocket(socket);
      resolve({ ok: true, socket: upgraded });
      upgraded.push(head.subarray(end + 4));
    });
    // The close event follows; a reset is a normal reaction to bad frames.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (!upgraded) fail(0);
    });
  });
}
