/** A service and an app around a recording proxy, all in this process. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeCassetteLine, type CassetteLine } from '@rtms-mock/protocol/cassette';
import { signWebhook } from '@rtms-mock/protocol/signature';
import { WebSocket, WebSocketServer } from 'ws';
import { CassetteFile } from '../../src/cassette/cassette-writer.js';
import { Recording } from '../../src/cassette/recording.js';
import { systemClock, wallClockSeconds } from '../../src/clock.js';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import { generationOfHandshake } from '@rtms-mock/protocol/cassette';
import { startRecorder, type Recorder } from '../../src/proxy/recorder.js';
import { MemoryTarget } from '../cassette/memory-target.js';

/** A message as a socket got it. */
export interface Got {
  readonly text: string;
  readonly isBinary: boolean;
}

/** Starts a server on a free port. */
async function listening(http: Server): Promise<number> {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return (http.address() as AddressInfo).port;
}

/** A service that accepts each WebSocket, except at `/refused`. */
export class FakeService implements AsyncDisposable {
  /** Accepted WebSockets, with the path of each. */
  readonly sockets: { readonly socket: WebSocket; readonly request: IncomingMessage; readonly got: Got[] }[] =
    [];
  readonly #http = createServer();
  readonly #server = new WebSocketServer({ noServer: true, autoPong: false });
  url = '';

  async start(): Promise<this> {
    this.#http.on('upgrade', (request, stream, head) => {
      if (request.url === '/refused') {
        stream.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy');
        return;
      }
      this.#server.handleUpgrade(request, stream, head, (socket) => {
        this.sockets.push({ socket, request, got: collect(socket) });
      });
    });
    this.url = `ws://127.0.0.1:${await listening(this.#http)}`;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

/** The receiver of an app. */
export class FakeApp implements AsyncDisposable {
  readonly webhooks: { readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  status = 200;
  url = '';
  readonly #http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.webhooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(this.status).end('{"plainToken":"a","encryptedToken":"b"}');
    });
  });

  async start(): Promise<this> {
    this.url = `http://127.0.0.1:${await listening(this.#http)}/hook`;
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

/** Gathers what a socket gets. */
export function collect(socket: WebSocket): Got[] {
  const got: Got[] = [];
  socket.on('message', (data: Buffer, isBinary) => got.push({ text: data.toString(), isBinary }));
  return got;
}

/** Opens a WebSocket as an app does. */
export async function connect(url: string): Promise<{ readonly socket: WebSocket; readonly got: Got[] }> {
  const socket = new WebSocket(url, { autoPong: false });
  const got = collect(socket);
  await once(socket, 'open');
  return { socket, got };
}

/** A proxy that records into memory. */
export interface TestRecorder extends AsyncDisposable {
  readonly recorder: Recorder;
  readonly target: MemoryTarget;
  readonly log: string[];
  /** Closes the proxy and returns what it has recorded. */
  end(): Promise<CassetteLine[]>;
}

/** Starts a proxy on a free port. */
export async function recording(
  webhookUrl: string,
  upstream?: string,
  target = new MemoryTarget(),
): Promise<TestRecorder> {
  const log: string[] = [];
  const logger = { log: (level: string, message: string) => void log.push(`${level}: ${message}`) };
  const clock = systemClock();
  const file = new CassetteFile({
    name: 'The cassette',
    target,
    isCompressed: false,
    size: 0,
    content: {
      generation: undefined,
      recorder: 'proxy',
      payload: 'inline',
      redacted: [],
      capabilities: ['media'],
    },
    logger,
    clock,
  });
  const recorder = await startRecorder({
    host: '127.0.0.1',
    port: 0,
    publicUrl: undefined,
    tls: undefined,
    upstream,
    webhookUrl,
    webhookInsecure: false,
    credentials: () => DEV_CREDENTIALS,
    recording: new Recording(file, { redacted: [] }, logger),
    onHandshake: (text) => {
      const generation = generationOfHandshake(text);
      if (generation !== undefined) file.knowGeneration(generation);
    },
    logger,
    clock,
  });
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= recorder.close());
  return {
    recorder,
    target,
    log,
    end: async () => {
      await end();
      return target.lines.slice(1).map((text) => {
        const result = decodeCassetteLine(text);
        if (result.outcome !== 'line') throw new Error(`no line: ${text}`);
        return result.line;
      });
    },
    [Symbol.asyncDispose]: end,
  };
}

/** Posts a webhook as the service does. */
export async function postWebhook(url: string, body: string, secretToken: string): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    ...signWebhook(secretToken, wallClockSeconds(), body),
  };
  return fetch(url, { method: 'POST', headers, body });
}
