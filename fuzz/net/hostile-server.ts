/** A server for the client under test, which answers with whatever a script says. */
import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Conditions } from './conditions.js';
import { encodeFrame, FrameReader, Opcode } from './ws-frames.js';

/** One socket of the client, upgraded. */
export class ServedSocket {
  readonly path: string;
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #conditions: Conditions;
  readonly #received: string[] = [];
  #lastPong = '';
  #pings = 0;
  #isClosed = false;
  /** The code of the client's close frame. */
  closeCode: number | undefined;

  constructor(socket: Socket, path: string) {
    this.#socket = socket;
    this.#conditions = new Conditions(socket, () => this.isClosed);
    this.path = path;
    this.#reader = new FrameReader({
      text: (payload) => {
        this.#received.push(payload.toString());
        this.#conditions.check();
      },
      ping: () => {},
      pong: (payload) => {
        this.#lastPong = payload.toString('latin1');
        this.#conditions.check();
      },
      close: (code) => {
        this.closeCode = code;
        this.#conditions.check();
      },
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#conditions.check();
    });
  }

  /** Takes bytes of the client. */
  push(data: Buffer): void {
    this.#reader.push(data);
  }

  /** True if the connection is closed, or the client has sent a close frame. */
  get isClosed(): boolean {
    return this.#isClosed || this.closeCode !== undefined;
  }

  /** Writes bytes. */
  write(bytes: Buffer): void {
    if (!this.#isClosed && this.#socket.writable) this.#socket.write(bytes);
  }

  /** Sends a text message. */
  sendText(text: string | Buffer): void {
    this.write(encodeFrame(Buffer.from(text), { opcode: Opcode.TEXT, masked: false }));
  }

  /** Waits for the first message; `undefined` if the client closes or says nothing. */
  async firstMessage(limitMs: number): Promise<string | undefined> {
    await this.#conditions.until(() => this.#received.length > 0, limitMs);
    return this.#received[0];
  }

  /** Sends a ping and waits for its pong: the client has then handled everything before. */
  async ping(limitMs: number): Promise<boolean> {
    this.#pings += 1;
    const expected = `sync ${this.#pings}`;
    this.write(encodeFrame(Buffer.from(expected), { opcode: Opcode.PING, masked: false }));
    await this.#conditions.until(() => this.#lastPong === expected, limitMs);
    return this.#lastPong === expected;
  }

  /** Sends a close frame. */
  close(code: number): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.write(encodeFrame(payload, { opcode: Opcode.CLOSE, masked: false }));
  }

  /** Ends the sending direction of TCP. */
  end(): void {
    this.#socket.end();
  }

  /** Destroys the connection. */
  destroy(): void {
    this.#socket.destroy();
  }
}

/** Handles the connections whose path begins with a prefix. */
export interface Visitor {
  /** Bytes in place of a valid upgrade response; `undefined` for a valid one. */
  readonly badUpgrade?: Buffer;
  connected(socket: ServedSocket): void;
}

/** A port on loopback. Paths select the visitor: `/12/signaling` leads to visitor `12`. */
export class HostileServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #visitors = new Map<string, Visitor>();
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** Starts listening on a free port. */
  static async start(): Promise<HostileServer> {
    const hostile = new HostileServer();
    await new Promise<void>((resolve) => {
      hostile.#server.listen(0, '127.0.0.1', resolve);
    });
    return hostile;
  }

  /** `ws://127.0.0.1:port` */
  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Registers a visitor. Returns a function that removes it. */
  visit(name: string, visitor: Visitor): () => void {
    this.#visitors.set(name, visitor);
    return () => this.#visitors.delete(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    socket.setNoDelay();
    let head = Buffer.alloc(0);
    let served: ServedSocket | undefined;
    socket.on('data', (data: Buffer) => {
      if (served) return served.push(data);
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      served = this.#upgrade(socket, head.toString('latin1'));
      served?.push(head.subarray(end + 4));
    });
  }

  #upgrade(socket: Socket, head: string): ServedSocket | undefined {
    const [, path = '/'] = /^GET (\S+) /.exec(head) ?? [];
    const visitor = this.#visitors.get(path.split('/')[1] ?? '');
    if (!visitor) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return undefined;
    }
    if (visitor.badUpgrade) {
      socket.end(visitor.badUpgrade);
      return undefined;
    }
    const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? '';
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const served = new ServedSocket(socket, path);
    visitor.connected(served);
    return served;
  }
}
