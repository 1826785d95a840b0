import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a {@link receiver} received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Received[];
  /** Resolves when this many requests have arrived. */
  received(count: number): Promise<void>;
}

/** The response of a receiver; a function receives the request and decides how to respond. */
export type Answer =
  | {
      readonly status?: number;
      readonly body?: string;
      readonly headers?: { readonly [name: string]: string };
    }
  | ((request: Received, respond: (status: number, body?: string) => void) => void);

/** A webhook receiver, on a free port unless one is named. */
export async function receiver(
  answer: Answer = {},
  create: (listener: RequestListener) => Server = createServer,
  scheme = 'http',
  listenOn = 0,
): Promise<Receiver> {
  const requests: Received[] = [];
  const waiting = new Set<() => void>();
  const server = create((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const received = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(received);
      if (typeof answer === 'function') {
        answer(received, (status, body = '') => response.writeHead(status).end(body));
      } else {
        response.writeHead(answer.status ?? 200, { ...answer.headers }).end(answer.body ?? '');
      }
      for (const check of waiting) check();
    });
  });
  await new Promise<void>((resolve) => server.listen(listenOn, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${scheme}://127.0.0.1:${port}/webhook`,
    port,
    requests,
    received: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (requests.length < count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
