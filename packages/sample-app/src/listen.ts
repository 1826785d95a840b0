/** Listening on a port of this machine. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';

/** Address and port of the app. */
export interface ListenOptions {
  /** Address; `localhost` is both 127.0.0.1 and ::1. */
  readonly host: string;
  /** Port; 0 for any free port. */
  readonly port: number;
  /** Take any free port if the port is in use, instead of an error. */
  readonly orAnyPort: boolean;
}

/**
 * Listens, and returns the port.
 *
 * @throws Error with one sentence, if the port cannot be used
 */
export async function listen(server: Server, { host, port, orAnyPort }: ListenOptions): Promise<number> {
  const first = host === 'localhost' ? '127.0.0.1' : host;
  try {
    server.listen(port, first);
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && orAnyPort) return listen(server, { host, port: 0, orAnyPort: false });
    throw new Error(
      code === 'EADDRINUSE'
        ? `Port ${port} is in use: stop the other program, or choose another port with --page-port or ZM_RTMS_PAGE_PORT (0 takes any free port).`
        : `The sample app cannot listen on ${host}, port ${port}: ${message}.`,
      { cause: error },
    );
  }
  const { port: actual } = server.address() as AddressInfo;
  if (host === 'localhost') await listenToo(server, actual);
  return actual;
}

/** Passes connections to ::1 on, where programs look for `localhost` first. Many machines have no IPv6: then 127.0.0.1 suffices. */
async function listenToo(server: Server, port: number): Promise<void> {
  const companion = createTcpServer((socket) => server.emit('connection', socket));
  server.once('close', () => companion.close());
  await new Promise<void>((resolve) => {
    companion.once('listening', resolve);
    companion.once('error', () => resolve());
    companion.listen(port, '::1');
  });
}
