import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionOptions } from 'node:tls';
import { WebSocket, type ClientOptions } from 'ws';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'rtms-mock-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Opens a socket, or rejects with why it cannot be opened. */
export async function dial(
  url: string,
  options: ClientOptions & Pick<ConnectionOptions, 'servername'> = {},
): Promise<WebSocket> {
  const socket = new WebSocket(url, options);
  await once(socket, 'open');
  return socket;
}

/** Sends a message and gives the next one that comes back. */
export async function ask(socket: WebSocket, message: object): Promise<{ readonly [key: string]: unknown }> {
  const answer = once(socket, 'message') as Promise<[Buffer]>;
  socket.send(JSON.stringify(message));
  const [data] = await answer;
  return JSON.parse(data.toString()) as { [key: string]: unknown };
}
