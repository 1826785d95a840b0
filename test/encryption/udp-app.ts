/** A minimal app: both handshakes over `ws`, and a UDP socket. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { CompleteSrtpKeys } from '@rtms-mock/protocol/encryption';
import type { UdpGrant } from '@rtms-mock/protocol';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { DEV_CREDENTIALS, type MockMeeting, type MockServer } from '@rtms-mock/server';
import { WebSocket } from 'ws';

/** A JSON message. */
export interface Json {
  readonly [key: string]: unknown;
}

/** A WebSocket that keeps what it receives. */
export class AppSocket implements Disposable {
  readonly received: Json[] = [];
  readonly #ws: WebSocket;
  #onMessage: () => void = () => {};

  constructor(url: string) {
    this.#ws = new WebSocket(url);
    this.#ws.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Json;
      if (message['msg_type'] === 12) this.send({ msg_type: 13, timestamp: message['timestamp'] });
      this.received.push(message);
      this.#onMessage();
    });
  }

  async request(body: Json): Promise<Json> {
    if (this.#ws.readyState !== WebSocket.OPEN) await once(this.#ws, 'open');
    this.send(body);
    return this.until((message) => message['msg_type'] === Number(body['msg_type']) + 1);
  }

  send(body: Json): void {
    this.#ws.send(JSON.stringify(body));
  }

  async until(matches: (message: Json) => boolean): Promise<Json> {
    for (;;) {
      const found = this.received.find(matches);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve;
      });
    }
  }

  get closed(): Promise<unknown> {
    return once(this.#ws, 'close');
  }

  [Symbol.dispose](): void {
    this.#ws.close();
  }
}

/** Returns the fields that identify a stream in a handshake. */
export function identity({ meetingUuid, streamId }: MockMeeting): Json {
  const signature = signHandshake(DEV_CREDENTIALS.apps[0], meetingUuid, streamId);
  return { protocol_version: 1, meeting_uuid: meetingUuid, rtms_stream_id: streamId, signature };
}

/** Opens signaling. Returns the socket and the keys of the stream. */
export async function openSignaling(
  server: MockServer,
  meeting: MockMeeting,
): Promise<{ readonly signaling: AppSocket; readonly keys: CompleteSrtpKeys }> {
  const signaling = new AppSocket(server.signalingUrl);
  const answer = await signaling.request({ msg_type: 1, ...identity(meeting) });
  const { srtp_keys: keys } = answer['media_server'] as { readonly srtp_keys: CompleteSrtpKeys };
  return { signaling, keys };
}

/** Opens a media socket with a handshake. */
export async function openMedia(
  server: MockServer,
  meeting: MockMeeting,
  request: Json,
): Promise<{ readonly media: AppSocket; readonly answer: Json }> {
  const media = new AppSocket(`${server.mediaUrl}/all`);
  const answer = await media.request({ msg_type: 3, ...identity(meeting), ...request });
  return { media, answer };
}

/** Returns what message 4 grants over UDP. */
export function grantOf(answer: Json): UdpGrant {
  if (answer['status_code'] !== 0) throw new Error(`refused: ${String(answer['reason'])}`);
  return answer['udp'] as UdpGrant;
}

/** Binds a UDP socket of 127.0.0.1 to a free port. */
export async function openUdp(): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** Returns a free UDP port of 127.0.0.1, for a program that binds it itself. */
export async function freeUdpPort(): Promise<number> {
  const socket = await openUdp();
  const { port } = socket.address();
  socket.close();
  return port;
}
