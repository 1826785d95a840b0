/** A scripted RTMS server with real WebSockets: accepts a join and records the messages of the client. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { verifyHandshake } from '@rtms-mock/protocol/signature';

export const CREDENTIALS = { clientId: 'mockClientId01', clientSecret: 'mockClientSecret01' };
export const MEETING = '4f2kQd8sT0uXy9ZbAa1BcQ==';
export const STREAM = 'rtms_stream_0001';

export interface WireMessage {
  readonly msg_type: number;
  readonly [field: string]: unknown;
}

export interface FakeScript {
  /** `media_server.server_urls` for the address of this server. @default `all` only */
  readonly mediaUrls?: (base: string) => { [key: string]: string };
  /** Answer to a media handshake. @default status 0 */
  readonly mediaAnswer?: object;
}

/** The messages that one kind of socket has received, in order. */
class Inbox {
  readonly messages: WireMessage[] = [];
  readonly #waiting: { readonly type: number; readonly resolve: (message: WireMessage) => void }[] = [];
  readonly #taken = new Set<WireMessage>();

  add(message: WireMessage): void {
    this.messages.push(message);
    const index = this.#waiting.findIndex(({ type }) => type === message.msg_type);
    if (index === -1) return;
    this.#taken.add(message);
    this.#waiting.splice(index, 1)[0]!.resolve(message);
  }

  /** The next message of a type that no earlier call has returned; waits for it. */
  next(type: number): Promise<WireMessage> {
    const found = this.messages.find((message) => message.msg_type === type && !this.#taken.has(message));
    if (found) {
      this.#taken.add(found);
      return Promise.resolve(found);
    }
    return new Promise((resolve) => this.#waiting.push({ type, resolve }));
  }

  types(): number[] {
    return this.messages.map(({ msg_type }) => msg_type);
  }
}

export class FakeServer implements AsyncDisposable {
  readonly signaling = new Inbox();
  readonly media = new Inbox();
  /** Path of each media socket in the order of the handshakes. */
  readonly mediaPaths: string[] = [];
  readonly #server: WebSocketServer;
  readonly #script: FakeScript;
  #signalingSocket: WebSocket | undefined;
  readonly #mediaSockets: WebSocket[] = [];
  readonly #closes: Promise<void>[] = [];

  private constructor(server: WebSocketServer, script: FakeScript) {
    this.#server = server;
    this.#script = script;
    server.on('connection', (socket, request) => this.#accept(socket, request.url ?? '/'));
  }

  static async start(script: FakeScript = {}): Promise<FakeServer> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    return new FakeServer(server, script);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The payload of a webhook. */
  payload(): { meeting_uuid: string; rtms_stream_id: string; server_urls: string } {
    return { meeting_uuid: MEETING, rtms_stream_id: STREAM, server_urls: this.url };
  }

  sendSignaling(message: object): void {
    this.#signalingSocket!.send(JSON.stringify(message));
  }

  sendMedia(message: object, socket = 0): void {
    this.#mediaSockets[socket]!.send(JSON.stringify(message));
  }

  /** Sends STOPPED and TERMINATED in the order of 2026, then closes the sockets. */
  end(reason: number): void {
    this.sendSignaling({
      msg_type: 9,
      rtms_session_id: 's1',
      state: 5,
      stop_reason: reason,
      timestamp: 1767229200000,
    });
    this.sendSignaling({ msg_type: 8, rtms_stream_id: STREAM, state: 4, reason, timestamp: 1767229200000 });
    for (const socket of [...this.#mediaSockets, this.#signalingSocket!]) socket.close(1000);
  }

  cutMedia(socket = 0): void {
    this.#mediaSockets[socket]!.terminate();
  }

  cutSignaling(): void {
    this.#signalingSocket!.terminate();
  }

  /** Resolves after all sockets are closed. */
  async allClosed(): Promise<void> {
    await Promise.all(this.#closes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: WebSocket, path: string): void {
    this.#closes.push(once(socket, 'close').then(() => undefined));
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as WireMessage;
      if (path.startsWith('/media')) this.#media(socket, path, message);
      else this.#signal(socket, message);
    });
  }

  #signal(socket: WebSocket, message: WireMessage): void {
    this.#signalingSocket = socket;
    this.signaling.add(message);
    if (message.msg_type !== 1) return;
    const entityId = (message['meeting_uuid'] ?? message['engagement_id'] ?? message['call_id']) as string;
    if (!verifyHandshake(message['signature'] as string, CREDENTIALS, entityId, STREAM)) {
      socket.send(JSON.stringify({ msg_type: 2, status_code: 15, reason: 'invalid signature' }));
      return;
    }
    const server_urls = this.#script.mediaUrls?.(`${this.url}/media`) ?? { all: `${this.url}/media/all` };
    socket.send(JSON.stringify({ msg_type: 2, status_code: 0, reason: '', media_server: { server_urls } }));
  }

  #media(socket: WebSocket, path: string, message: WireMessage): void {
    if (message.msg_type === 3) {
      this.mediaPaths.push(path);
      this.#mediaSockets.push(socket);
      socket.send(JSON.stringify(this.#script.mediaAnswer ?? { msg_type: 4, status_code: 0, reason: '' }));
    }
    this.media.add(message);
  }
}

/** The next call of a callback, as a promise of its arguments. */
export function nextCall<Args extends unknown[]>(
  register: (callback: (...args: Args) => void) => unknown,
): Promise<Args> {
  return new Promise((resolve) => {
    register((...args: Args) => resolve(args));
  });
}
