/** Receivers of webhooks that misbehave, for meetings that fuzzed requests start. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Random } from '../input/random.js';

const SILENCE_MS = 1000;

/** How a receiver treats a webhook. */
const BEHAVIOURS: readonly ((socket: Socket, random: Random) => void)[] = [
  (socket) => answer(socket, '200 OK', '{}'),
  (socket) => answer(socket, '204 No Content', ''),
  (socket) => answer(socket, '500 Internal Server Error', 'x'.repeat(100_000)),
  (socket) => answer(socket, '200 OK', '{"plainToken":null,"encryptedToken":[]}'),
  (socket) => answer(socket, '200 OK', `${'['.repeat(20_000)}${']'.repeat(20_000)}`),
  (socket) =>
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ${'http://127.0.0.1:1/'.padEnd(9000, 'a')}\r\n\r\n`),
  (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nshort'),
  (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
  (socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'h'.repeat(100_000)}\r\n\r\n`),
  (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)),
  (socket, random) => socket.end(random.bytes(500)),
  (socket) => socket.end(),
  (socket) => socket.destroy(),
  (socket) => socket.resetAndDestroy(),
  // Says nothing for a while, or, rarely, until the time limit of the server.
  (socket, random) => {
    if (random.chance(0.9)) setTimeout(() => socket.destroy(), SILENCE_MS);
  },
  (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    for (let i = 0; i < 50; i += 1) socket.write('x'.repeat(100_000));
    socket.end();
  },
];

function answer(socket: Socket, status: string, body: string): void {
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

/** A port on loopback whose answers are chosen at random. */
export class WebhookSink implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(random: Random) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      // After the first bytes of the request; the rest is discarded.
      socket.once('data', () => {
        socket.resume();
        random.pick(BEHAVIOURS)(socket, random);
      });
    });
  }

  /** Starts listening. */
  static async start(random: Random): Promise<WebhookSink> {
    const sink = new WebhookSink(random);
    await new Promise<void>((resolve) => {
      sink.#server.listen(0, '127.0.0.1', resolve);
    });
    return sink;
  }

  /** URL of the receiver. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhook`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}
