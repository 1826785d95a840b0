import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { startWebhookReceiver, type WebhookReceiver } from '@rtms-mock/server/testing';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { WebSocket } from 'ws';

/** An audio message, with the node that has sent it. */
export interface Heard {
  readonly url: string;
  readonly streamId: string;
  /** Timestamp in the meeting, in milliseconds. */
  readonly timestamp: number;
}

/** A webhook. */
export interface Told {
  readonly event: string;
  readonly streamId: string;
  readonly url: string | undefined;
}

interface Message {
  readonly msg_type: number;
  readonly [field: string]: unknown;
}

const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;

/**
 * An app that joins whatever server an rtms_started names, and leaves its old sockets open: it hears a node that sends on
 * although another one plays the stream.
 */
export class App implements AsyncDisposable {
  readonly heard: Heard[] = [];
  readonly told: Told[] = [];
  /** Open sockets by the URL of their node. */
  readonly open = new Map<string, number>();
  readonly #sockets = new Set<WebSocket>();
  #receiver: WebhookReceiver | undefined;

  static async start(): Promise<App> {
    const app = new App();
    app.#receiver = await startWebhookReceiver(({ event, payload }) => {
      const streamId = String(payload['rtms_stream_id']);
      const url = typeof payload['server_urls'] === 'string' ? payload['server_urls'] : undefined;
      app.told.push({ event, streamId, url });
      if (event === 'meeting.rtms_started') app.#join(String(url), String(payload['meeting_uuid']), streamId);
    });
    return app;
  }

  get webhookUrl(): string {
    return this.#receiver?.url ?? '';
  }

  /** Events of a stream, in their order. */
  eventsOf(streamId: string): readonly string[] {
    return this.told.filter((told) => told.streamId === streamId).map(({ event }) => event);
  }

  /** Audio of a stream from a node. */
  heardFrom(streamId: string, url: string): readonly Heard[] {
    return this.heard.filter((heard) => heard.streamId === streamId && heard.url === url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    await this.#receiver?.close();
  }

  #join(url: string, meetingUuid: string, streamId: string): void {
    const ids = {
      meeting_uuid: meetingUuid,
      rtms_stream_id: streamId,
      signature: signHandshake({ clientId, clientSecret }, meetingUuid, streamId),
      protocol_version: 1,
    };
    const signaling = this.#connect(url, url, { msg_type: 1, sequence: 0, ...ids }, (message) => {
      if (message.msg_type !== 2 || message['status_code'] !== 0) return;
      const { server_urls: urls } = message['media_server'] as {
        readonly server_urls: { readonly audio: string };
      };
      const handshake = { msg_type: 3, sequence: 0, ...ids, media_type: 1, payload_encryption: false };
      this.#connect(urls.audio, url, handshake, (media) => {
        if (media.msg_type === 4) signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: streamId }));
        if (media.msg_type !== 14) return;
        const { timestamp } = media['content'] as { readonly timestamp: number };
        this.heard.push({ url, streamId, timestamp });
      });
    });
  }

  #connect(url: string, node: string, first: object, onMessage: (message: Message) => void): WebSocket {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    this.#sockets.add(socket);
    const count = (by: number): void => void this.open.set(node, (this.open.get(node) ?? 0) + by);
    socket.on('open', () => {
      count(1);
      socket.on('close', () => count(-1));
      socket.send(JSON.stringify(first));
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const message = JSON.parse((data as Buffer).toString()) as Message;
      if (message.msg_type === 12)
        socket.send(JSON.stringify({ msg_type: 13, timestamp: message['timestamp'] }));
      else onMessage(message);
    });
    return socket;
  }
}
