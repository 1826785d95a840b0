import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * Returns a port of this machine on which no program listens.
 *
 * It is below those that systems give to connections and to servers with port 0 (from 32,768 on Linux), of which a busy
 * machine could give one away before a test uses it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(randomInt(15_000, 32_000), '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      // In use: another one is tried.
      continue;
    }
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return port;
  }
}
