/** A small app without a library for RTMS, as many published programs are. Each of its habits can be replaced by a fault. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** What an app knows of itself. */
export interface AppSecrets {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Key of the signatures of webhooks. */
  readonly secretToken: string;
}

type Json = { readonly [key: string]: unknown };

/** Two sockets of one stream. */
type Kind = 'signaling' | 'media';

/** What the app does, and what a mutant does differently. */
export interface Habits {
  /** Response to a webhook about a stream; `undefined` leaves it without one. */
  respond(event: string): { readonly status: number; readonly delayMs: number } | undefined;
  /** Response to the URL validation. */
  validation(plainToken: string, app: AppSecrets): { readonly type: string; readonly body: string };
  /** Signaling handshakes for each rtms_started. */
  readonly joins: number;
  /** True: a second rtms_started of a stream that the app receives starts nothing. */
  readonly knowsItsStreams: boolean;
  /** Text that is signed. */
  signed(ids: { clientId: string; meetingUuid: string; streamId: string }): string;
  /** Key of the signature. */
  key(app: AppSecrets): string;
  /** First message on signaling. */
  signalingHandshake(message: Json): Json;
  /** First message on media. */
  mediaHandshake(message: Json): Json;
  /** Number of media handshakes on one socket. */
  readonly mediaHandshakes: number;
  /** True: waits for the signaling handshake before it opens the media socket. */
  readonly signalingFirst: boolean;
  /** CLIENT_READY_ACK: how often after the media handshake, and on which socket. */
  readonly ready: { readonly times: number; readonly on: Kind; readonly early: boolean };
  /** EVENT_SUBSCRIPTION. */
  readonly subscription: Json | string;
  /** Response to a keep-alive of a socket; `undefined` leaves it without one. */
  keepAlive(
    kind: Kind,
    timestamp: unknown,
  ): { readonly timestamp: unknown; readonly on: Kind; readonly delayMs: number } | undefined;
  /** Waiting time before attempt `n` after a loss, from 1; `undefined` gives up. */
  backOffMs(kind: Kind, n: number): number | undefined;
  /** True: signaling is opened again after a loss of everything, and media after it. */
  readonly mediaAfterSignaling: boolean;
  /** True: media is opened again without signaling. */
  readonly mediaWithoutSignaling: boolean;
  /** True: a new rtms_started of the same stream replaces the URL of the old one. */
  readonly followsNewUrls: boolean;
  /** True: messages in binary frames are read as text frames are. */
  readonly readsBinary: boolean;
  /** Largest message that the library accepts, in bytes. */
  readonly maxPayload: number;
  /** True: closes its sockets after the end. */
  readonly closesAtEnd: boolean;
  /** False: stops reading its media socket after the first media message. */
  readonly readsMedia: boolean;
  /** Called once media arrives, for what an app does on its own accord. */
  onMedia(sockets: {
    readonly signaling?: WebSocket;
    readonly media?: WebSocket;
    readonly streamId: string;
  }): void;
}

/** The habits of an app that does everything right. */
export const GOOD: Habits = {
  respond: () => ({ status: 200, delayMs: 0 }),
  validation: (plainToken, { secretToken }) => ({
    type: 'application/json',
    body: JSON.stringify({ plainToken, encryptedToken: hmac(secretToken, plainToken) }),
  }),
  joins: 1,
  knowsItsStreams: true,
  signed: ({ clientId, meetingUuid, streamId }) => `${clientId},${meetingUuid},${streamId}`,
  key: ({ clientSecret }) => clientSecret,
  signalingHandshake: (message) => message,
  mediaHandshake: (message) => message,
  mediaHandshakes: 1,
  signalingFirst: true,
  ready: { times: 1, on: 'signaling', early: false },
  subscription: { msg_type: 5, events: [2, 3, 4].map((event_type) => ({ event_type, subscribe: true })) },
  keepAlive: (kind, timestamp) => ({ timestamp, on: kind, delayMs: 0 }),
  backOffMs: (_kind, n) => (n > 5 ? undefined : 1000 * 2 ** (n - 1)),
  mediaAfterSignaling: true,
  mediaWithoutSignaling: false,
  followsNewUrls: true,
  readsBinary: true,
  maxPayload: 64 * 1024 * 1024,
  closesAtEnd: true,
  readsMedia: true,
  onMedia: () => {},
};

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** A running app. */
export interface RunningApp extends AsyncDisposable {
  readonly webhookUrl: string;
  /** Media messages so far. */
  received(): number;
}

/** Starts the app with its receiver of webhooks, on a free port. */
export async function startRawApp(app: AppSecrets, changes: Partial<Habits> = {}): Promise<RunningApp> {
  const habits: Habits = { ...GOOD, ...changes };
  const streams = new Map<string, Joined>();
  const all: Joined[] = [];
  const onWebhook = (event: string, payload: Json): void => {
    const streamId = String(payload['rtms_stream_id']);
    const known = streams.get(streamId);
    if (event.endsWith('rtms_started')) {
      const isNewUrl = known !== undefined && known.url !== payload['server_urls'];
      if (known && habits.knowsItsStreams && !isNewUrl) return;
      if (known && isNewUrl)
        known.restart(habits.followsNewUrls ? String(payload['server_urls']) : known.url);
      if (known && isNewUrl) return;
      for (let join = 0; join < habits.joins; join += 1) {
        const joined = new Joined(app, habits, payload);
        streams.set(streamId, joined);
        all.push(joined);
        joined.start();
      }
    } else if (event.endsWith('rtms_stopped')) {
      known?.end();
    }
  };
  const server = createServer((request, response) => {
    receive(request, response, { app, habits, onWebhook }).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    received: () => all.reduce((sum, { media }) => sum + media, 0),
    [Symbol.asyncDispose]: async () => {
      for (const joined of all) joined.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Receiver {
  readonly app: AppSecrets;
  readonly habits: Habits;
  onWebhook(event: string, payload: Json): void;
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { app, habits, ...receiver }: Receiver,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { event, payload } = JSON.parse(Buffer.concat(chunks).toString()) as { event: string; payload: Json };
  if (event === 'endpoint.url_validation') {
    const { type, body } = habits.validation(String(payload['plainToken']), app);
    response.writeHead(200, { 'content-type': type }).end(body);
    return;
  }
  receiver.onWebhook(event, payload);
  const answer = habits.respond(event);
  if (!answer) return;
  if (answer.delayMs > 0) await wait(answer.delayMs);
  response.writeHead(answer.status).end();
}

/** One stream that the app receives. */
class Joined {
  media = 0;
  url: string;
  #mediaUrl = '';
  #signaling: WebSocket | undefined;
  #media: WebSocket | undefined;
  #ended = false;
  #hasBeenReady = false;
  readonly #attempts = { signaling: 0, media: 0 };
  readonly #app: AppSecrets;
  readonly #habits: Habits;
  readonly #meetingUuid: string;
  readonly #streamId: string;

  constructor(app: AppSecrets, habits: Habits, payload: Json) {
    this.#app = app;
    this.#habits = habits;
    this.url = String(payload['server_urls']);
    this.#meetingUuid = String(payload['meeting_uuid']);
    this.#streamId = String(payload['rtms_stream_id']);
  }

  /** Opens signaling, or media first, at the URL that an app may guess. */
  start(): void {
    if (this.#habits.signalingFirst) {
      this.openSignaling();
      return;
    }
    this.#openMedia(new URL('/audio', this.url).href);
    this.#media?.once('close', () => this.openSignaling());
  }

  openSignaling(): void {
    const socket = this.#open('signaling', this.url);
    this.#signaling = socket;
    socket.on('open', () => {
      this.#send(
        socket,
        this.#habits.signalingHandshake({ msg_type: 1, protocol_version: 1, sequence: 0, ...this.#ids() }),
      );
    });
  }

  /** Starts again, with the URL of another server. */
  restart(url: string): void {
    this.url = url;
    const [signaling, media] = [this.#signaling, this.#media];
    this.#signaling = undefined;
    this.#media = undefined;
    signaling?.terminate();
    media?.terminate();
    this.openSignaling();
  }

  end(): void {
    this.#ended = true;
    if (!this.#habits.closesAtEnd) return;
    this.#signaling?.close(1000);
    this.#media?.close(1000);
  }

  destroy(): void {
    this.#ended = true;
    this.#signaling?.terminate();
    this.#media?.terminate();
  }

  #ids(): Json {
    const ids = { clientId: this.#app.clientId, meetingUuid: this.#meetingUuid, streamId: this.#streamId };
    return {
      meeting_uuid: this.#meetingUuid,
      rtms_stream_id: this.#streamId,
      signature: hmac(this.#habits.key(this.#app), this.#habits.signed(ids)),
    };
  }

  #open(kind: Kind, url: string): WebSocket {
    const { maxPayload, readsBinary, closesAtEnd } = this.#habits;
    const socket = new WebSocket(url, { maxPayload, perMessageDeflate: false });
    socket.on('message', (data, isBinary) => {
      if (isBinary && !readsBinary) return;
      const message = JSON.parse((data as Buffer).toString()) as Json;
      if (kind === 'signaling') this.#onSignaling(socket, message);
      else this.#onMedia(socket, message);
    });
    // The library closes the socket after an error.
    socket.on('error', () => {});
    socket.on('close', () => void this.#onClose(kind, socket));
    if (!closesAtEnd) socket.once('open', () => pauseAtEnd(socket, () => this.#ended));
    return socket;
  }

  #openMedia(url: string): void {
    const socket = this.#open('media', url);
    this.#media = socket;
    socket.on('open', () => {
      const message = this.#habits.mediaHandshake({
        msg_type: 3,
        protocol_version: 1,
        sequence: 0,
        ...this.#ids(),
        media_type: 1,
        payload_encryption: false,
      });
      for (let count = 0; count < this.#habits.mediaHandshakes; count += 1) this.#send(socket, message);
    });
  }

  #onSignaling(socket: WebSocket, message: Json): void {
    switch (message['msg_type']) {
      case 2: {
        if (message['status_code'] !== 0) {
          socket.close(1000);
          return;
        }
        this.#attempts.signaling = 0;
        const { subscription, ready } = this.#habits;
        this.#send(socket, subscription);
        if (ready.early) this.#send(socket, this.#ready());
        const urls = (message['media_server'] as { server_urls: { [kind: string]: string } }).server_urls;
        this.#mediaUrl = urls['audio'] ?? urls['all'] ?? '';
        if (this.#habits.mediaAfterSignaling || !this.#hasBeenReady) {
          this.#openMedia(this.#mediaUrl);
        }
        return;
      }
      case 8:
        if ((message['state'] ?? message['stream_state']) === 4) this.end();
        return;
      case 12:
        void this.#keepAlive('signaling', message['timestamp']);
    }
  }

  #onMedia(socket: WebSocket, message: Json): void {
    switch (message['msg_type']) {
      case 4: {
        if (message['status_code'] !== 0) {
          socket.close(1000);
          return;
        }
        this.#attempts.media = 0;
        const { ready } = this.#habits;
        const target = ready.on === 'signaling' ? this.#signaling : socket;
        for (let count = 0; count < ready.times; count += 1) if (target) this.#send(target, this.#ready());
        this.#hasBeenReady = true;
        return;
      }
      case 12:
        void this.#keepAlive('media', message['timestamp']);
        return;
      case 14:
        this.media += 1;
        if (!this.#habits.readsMedia) socket.pause();
        if (this.media === 1) {
          this.#habits.onMedia({
            ...(this.#signaling && { signaling: this.#signaling }),
            media: socket,
            streamId: this.#streamId,
          });
        }
    }
  }

  #ready(): Json {
    return { msg_type: 7, rtms_stream_id: this.#streamId };
  }

  async #keepAlive(kind: Kind, timestamp: unknown): Promise<void> {
    const answer = this.#habits.keepAlive(kind, timestamp);
    if (!answer) return;
    if (answer.delayMs > 0) await wait(answer.delayMs, undefined, { ref: false });
    const socket = answer.on === 'signaling' ? this.#signaling : this.#media;
    if (socket) this.#send(socket, { msg_type: 13, timestamp: answer.timestamp });
  }

  async #onClose(kind: Kind, socket: WebSocket): Promise<void> {
    const isCurrent = socket === (kind === 'signaling' ? this.#signaling : this.#media);
    if (this.#ended || !isCurrent) return;
    this.#attempts[kind] += 1;
    const delayMs = this.#habits.backOffMs(kind, this.#attempts[kind]);
    if (delayMs === undefined) return;
    await wait(delayMs, undefined, { ref: false });
    if (this.#ended || socket !== (kind === 'signaling' ? this.#signaling : this.#media)) return;
    if (kind === 'signaling' && !this.#habits.mediaWithoutSignaling) {
      const media = this.#media;
      this.#media = undefined;
      media?.terminate();
      this.openSignaling();
    }
    const hasSignaling = this.#signaling?.readyState === WebSocket.OPEN;
    if (kind === 'media' && (hasSignaling || this.#habits.mediaWithoutSignaling))
      this.#openMedia(this.#mediaUrl);
  }

  #send(socket: WebSocket, message: Json | string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }
}

/** Stops reading at the end: an app that leaves its sockets open does not answer the close frame either. */
function pauseAtEnd(socket: WebSocket, hasEnded: () => boolean): void {
  socket.on('message', () => {
    if (hasEnded()) socket.pause();
  });
}
