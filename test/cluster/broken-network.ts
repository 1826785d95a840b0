import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP proxy between a node and NATS, which can stop to forward without closing anything. */
export class BrokenNetwork {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #isBroken = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      for (const [from, to] of [pair, [far, near] as const]) {
        from.on('data', (data) => to.write(data));
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#pairs.delete(pair);
          to.destroy();
        });
      }
      if (this.#isBroken) this.#hold(pair);
    });
  }

  /** Opens a proxy in front of a port. */
  static async open(target: number): Promise<BrokenNetwork> {
    const network = new BrokenNetwork(target);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  /** URL of the proxy; the path is the name of a cluster. */
  url(name: string): string {
    return `nats://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  /** Forwards nothing from now on: nobody is told, as behind a broken switch. */
  break(): void {
    this.#isBroken = true;
    for (const pair of this.#pairs) this.#hold(pair);
  }

  /** Forwards again, what has been held included. */
  heal(): void {
    this.#isBroken = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #hold(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) socket.pause();
  }
}
