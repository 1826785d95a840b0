import { MessageType } from '@rtms-mock/protocol';
import type { MockMeeting } from '../../src/index.js';
import { QueuedSocket, type Received } from './queued-socket.js';
import { identity } from './test-core.js';

/** Parameters of all media types: L16 16 kHz mono per participant, H.264 video, JPG share. */
export const ALL_MEDIA = {
  media_type: 32,
  media_params: {
    audio: { content_type: 2, sample_rate: 1, channel: 1, codec: 1, data_opt: 2, send_rate: 20 },
    video: { content_type: 3, codec: 7, resolution: 2, fps: 25, data_opt: 3 },
    deskshare: { content_type: 3, codec: 5, resolution: 2, fps: 1 },
    transcript: { content_type: 5 },
    chat: { content_type: 5 },
  },
};

/** An app on real sockets that has completed both handshakes. */
export class JoinedApp implements AsyncDisposable {
  readonly signaling: QueuedSocket;
  readonly mediaSocket: QueuedSocket;

  constructor(signaling: QueuedSocket, mediaSocket: QueuedSocket) {
    this.signaling = signaling;
    this.mediaSocket = mediaSocket;
    // Keep-alives are answered, as every app does.
    for (const { socket } of [signaling, mediaSocket]) {
      socket.on('message', (data: Buffer) => {
        const { msg_type, timestamp } = JSON.parse(data.toString()) as Received;
        if (msg_type !== MessageType.KEEP_ALIVE_REQ) return;
        socket.send(JSON.stringify({ msg_type: MessageType.KEEP_ALIVE_RESP, timestamp }));
      });
    }
  }

  /** The next media message, of a type or of any. */
  media(type?: MessageType, matches: (content: Received) => boolean = () => true): Promise<Received> {
    const isMedia = (msg_type: unknown): boolean =>
      type === undefined
        ? Number(msg_type) >= MessageType.MEDIA_DATA_AUDIO && Number(msg_type) <= MessageType.MEDIA_DATA_CHAT
        : msg_type === type;
    return this.mediaSocket.next(
      ({ msg_type, content }) => isMedia(msg_type) && matches((content ?? {}) as Received),
    );
  }

  /** Subscribes to events of meetings. */
  subscribe(...types: number[]): void {
    const events = types.map((event_type) => ({ event_type, subscribe: true }));
    this.signaling.socket.send(JSON.stringify({ msg_type: MessageType.EVENT_SUBSCRIPTION, events }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signaling[Symbol.dispose]();
    this.mediaSocket[Symbol.dispose]();
  }
}

/** Joins a meeting as an app does: signaling, media, CLIENT_READY_ACK. */
export async function joinAsApp(
  meeting: Pick<MockMeeting, 'serverUrls' | 'meetingUuid' | 'streamId'>,
  request: object = ALL_MEDIA,
): Promise<JoinedApp> {
  const signaling = await QueuedSocket.open(meeting.serverUrls);
  const ids = identity(meeting);
  signaling.socket.send(JSON.stringify({ msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...ids }));
  const accepted = await signaling.next(({ msg_type }) => msg_type === MessageType.SIGNALING_HAND_SHAKE_RESP);
  const { server_urls } = accepted['media_server'] as { server_urls: { all: string } };
  const media = await QueuedSocket.open(server_urls.all);
  media.socket.send(JSON.stringify({ msg_type: MessageType.DATA_HAND_SHAKE_REQ, ...ids, ...request }));
  const answer = await media.next(({ msg_type }) => msg_type === MessageType.DATA_HAND_SHAKE_RESP);
  if (answer['status_code'] !== 0) throw new Error(`refused: ${JSON.stringify(answer)}`);
  const app = new JoinedApp(signaling, media);
  const { streamId: rtms_stream_id } = meeting;
  signaling.socket.send(JSON.stringify({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id }));
  return app;
}
