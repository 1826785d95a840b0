import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

interface Tunnel {
  readonly port: number;
  readonly near: Duplex;
  readonly far: Socket;
}

/** A network that can fail: an HTTP proxy that cuts or refuses connections by target port. */
export class BreakingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #tunnels = new Set<Tunnel>();
  readonly #refused = new Set<number>();
  /** Number of connections by target port. */
  readonly connections = new Map<number, number>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connect', (request, near) => this.#open(Number(request.url?.split(':').at(-1)), near));
  }

  static async start(): Promise<BreakingProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new BreakingProxy(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Destroys both ends of the connections to these ports. */
  cut(...ports: number[]): void {
    for (const { port, near, far } of this.#tunnels) {
      if (!ports.includes(port)) continue;
      near.destroy();
      far.destroy();
    }
  }

  /** Destroys the client's end only: the server still considers the connection open. */
  cutNear(port: number): void {
    for (const tunnel of this.#tunnels) if (tunnel.port === port) tunnel.near.destroy();
  }

  /** Destroys the server's end of connections after {@link cutNear}. */
  cutFar(port: number): void {
    for (const tunnel of this.#tunnels)
      if (tunnel.port === port && tunnel.near.destroyed) tunnel.far.destroy();
  }

  refuse(port: number): void {
    this.#refused.add(port);
  }

  allow(port: number): void {
    this.#refused.delete(port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { near, far } of this.#tunnels) {
      near.destroy();
      far.destroy();
    }
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #open(port: number, near: Duplex): void {
    this.connections.set(port, (this.connections.get(port) ?? 0) + 1);
    if (this.#refused.has(port)) {
      near.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const far = connect(port, '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      near.pipe(far, { end: false });
      far.pipe(near, { end: false });
    });
    const tunnel = { port, near, far };
    this.#tunnels.add(tunnel);
    // A destroyed end leaves the other one open until the test destroys it. A normal close closes both.
    far.on('close', () => near.destroy());
    near.on('end', () => far.end());
    near.on('error', () => near.destroy());
    far.on('error', () => far.destroy());
    far.on('close', () => this.#tunnels.delete(tunnel));
  }
}
