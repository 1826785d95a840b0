/** A scripted server with real WebSockets, and the app that runs against it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { AppProcess } from './app-process.js';
import type { Answer, ServerPlan } from './server-plan.js';

export const MEETING = '4f2kQd8sT0uXy9ZbAa1BcQ==';
export const STREAM = 'rtms_stream_0001';
export const CREDENTIALS = { client: 'mockClientId01', secret: 'mockClientSecret01' };
export const T0 = 1_767_225_600_000;

/** Media paths with their types. */
const MEDIA_TYPES: { readonly [path: string]: number } = {
  audio: 1,
  video: 2,
  deskshare: 4,
  sharescreen: 4,
  transcript: 8,
  chat: 16,
  all: 32,
};

/** What a client sent on one socket, and how it was closed. */
export interface RecordedSocket {
  /** Last part of the URL: `signaling`, `audio` … */
  readonly path: string;
  /** Messages in their order. */
  readonly messages: { readonly msg_type: number; readonly [field: string]: unknown }[];
  /** Close code, if the client has closed the socket first; `lost` if it closed without a close frame. */
  closedByClient?: number | 'lost';
}

/** Time after which a script no longer waits for something that a client does not do, in ms. */
const PATIENCE_MS = 4000;

/** One connection of a client. */
class Connection {
  readonly record: RecordedSocket;
  readonly #socket: WebSocket;
  closed = false;

  constructor(socket: WebSocket, path: string, changed: () => void) {
    this.#socket = socket;
    this.record = { path, messages: [] };
    socket.on('close', (code) => {
      if (!this.closed) this.record.closedByClient = code === 1006 ? 'lost' : code;
      this.closed = true;
      changed();
    });
  }

  send(message: object | string): void {
    if (!this.closed) this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  close(code: number): void {
    this.closed = true;
    this.#socket.close(code);
  }

  /** Ends the TCP connection without a close frame. */
  cut(): void {
    this.closed = true;
    this.#socket.terminate();
  }
}

/** The surroundings of a script: its connections and its app. */
export class Stage {
  readonly #server: Server;
  readonly #plan: ServerPlan;
  readonly #connections: Connection[] = [];
  readonly #slack: number;
  readonly #waiting = new Set<() => void>();
  #app: AppProcess | undefined;
  #lastChangeMs = performance.now();

  private constructor(server: Server, plan: ServerPlan, slack: number) {
    this.#slack = slack;
    this.#server = server;
    this.#plan = plan;
    const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    server.on('upgrade', (request, socket, head) => {
      const path = (request.url ?? '/').split('/').at(-1) ?? '';
      const refusal = plan.refuseUpgrade?.[path];
      if (refusal !== undefined) {
        socket.end(`HTTP/1.1 ${refusal} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (accepted) => this.#accept(accepted, path));
    });
  }

  /** `slack` multiplies all waiting times, for machines that are too busy. */
  static async open(plan: ServerPlan, slack: number): Promise<Stage> {
    const server = createServer((_request, response) => response.writeHead(404).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Stage(server, plan, slack);
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The app's process; its callbacks wake whoever waits. */
  attach(app: AppProcess): void {
    this.#app = app;
    app.onCallback(() => this.#changed());
  }

  /** Starts to wait: the app has started. */
  begin(): void {
    this.#changed();
  }

  get sockets(): RecordedSocket[] {
    return this.#connections.map(({ record }) => record);
  }

  /** Waits until `condition` holds; goes on after some seconds, because a client may never do it. */
  async until(condition: () => boolean): Promise<boolean> {
    const deadline = performance.now() + PATIENCE_MS * this.#slack;
    while (!condition()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) return false;
      await this.#nextChange(leftMs);
    }
    return true;
  }

  /** Waits for the n-th call of a callback. */
  called(name: string, count = 1): Promise<boolean> {
    return this.until(
      () => (this.#app?.callbacks.filter(([called]) => called === name).length ?? 0) >= count,
    );
  }

  /** Waits for the outcome of the join. */
  async joined(): Promise<void> {
    await this.called('onJoinConfirm');
  }

  /** Sends on the newest open socket of a path. On `all` where the client has no socket of its own for the type. */
  async send(path: string, message: object | string): Promise<void> {
    (await this.#open(path))?.send(message);
  }

  async close(path: string, code: number): Promise<void> {
    (await this.#open(path))?.close(code);
  }

  async cut(path: string): Promise<void> {
    (await this.#open(path))?.cut();
  }

  /** Waits until the newest socket of a path has received a message of this type, for the n-th time. */
  received(path: string, type: number, count = 1): Promise<boolean> {
    return this.until(
      () =>
        this.#connections
          .filter(({ record }) => record.path === path)
          .flatMap(({ record }) => record.messages)
          .filter(({ msg_type }) => msg_type === type).length >= count,
    );
  }

  do(command: object): void {
    this.#app?.tell(command);
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Closes all sockets with code 1000, as the service does at the end of a stream. */
  closeAll(): void {
    for (const connection of this.#connections) if (!connection.closed) connection.close(1000);
  }

  /** Waits until nothing has happened for `settleMs`. */
  async quiet(settleMs: number): Promise<void> {
    for (;;) {
      const leftMs = settleMs * this.#slack - (performance.now() - this.#lastChangeMs);
      if (leftMs <= 0) return;
      await this.#nextChange(leftMs + 1);
    }
  }

  async dispose(): Promise<void> {
    for (const connection of this.#connections) connection.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #open(path: string): Promise<Connection | undefined> {
    const find = (): Connection | undefined =>
      this.#connections.findLast(
        (one) => !one.closed && one.record.messages.length > 0 && one.record.path === path,
      );
    await this.until(() => find() !== undefined);
    return find();
  }

  #accept(socket: WebSocket, path: string): void {
    const connection = new Connection(socket, path, () => this.#changed());
    this.#connections.push(connection);
    const attempt = this.#connections.filter(({ record }) => record.path === path).length;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as RecordedSocket['messages'][number];
      connection.record.messages.push(message);
      if (message.msg_type === 1)
        this.#answer(connection, this.#plan.onSignaling?.(attempt) ?? this.#accepted());
      if (message.msg_type === 3) {
        this.#answer(connection, this.#plan.onMedia?.(path, attempt) ?? granted(path, message));
      }
      this.#changed();
    });
    this.#changed();
  }

  #answer(connection: Connection, answer: Answer): void {
    if (answer === 'silence') return;
    if ('close' in answer) connection.close(answer.close);
    else connection.send(answer);
  }

  #accepted(): object {
    const keys = this.#plan.urlKeys ?? [
      'all',
      'audio',
      'video',
      'deskshare',
      'sharescreen',
      'transcript',
      'chat',
    ];
    // One path for both keys of the screen share, so that the clients may read either.
    const pathOf = (key: string): string => (key === 'sharescreen' ? 'deskshare' : key);
    return {
      msg_type: 2,
      protocol_version: 1,
      sequence: 0,
      status_code: 0,
      reason: '',
      media_server: {
        server_urls: Object.fromEntries(keys.map((key) => [key, `${this.url}/${pathOf(key)}`])),
      },
    };
  }

  #changed(): void {
    this.#lastChangeMs = performance.now();
    for (const wake of this.#waiting) wake();
  }

  #nextChange(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, limitMs);
      this.#waiting.add(wake);
    });
  }
}

/** Message 4: the parameters of the request are granted. */
function granted(path: string, request: { readonly [field: string]: unknown }): object {
  const transcript = { content_type: 5, src_language: 9, enable_lid: true };
  return {
    msg_type: 4,
    protocol_version: 1,
    sequence: 0,
    status_code: 0,
    reason: '',
    payload_encrypted: false,
    payload_encryption: false,
    media_params: {
      ...(request['media_params'] as object | null),
      ...(MEDIA_TYPES[path] === 8 && { transcript }),
    },
  };
}
