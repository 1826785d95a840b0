/** The handshakes of an app that is as cheap as possible. */
import { RawSocket } from './raw-socket.js';

/** A stream to join. */
export interface StreamPlace {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly signalingUrl: string;
  /** Default: what the signaling handshake says. */
  readonly mediaUrl?: string;
}

/** The media of a stream that is requested. */
export interface JoinSpec {
  readonly place: StreamPlace;
  readonly mediaType: number;
  readonly mediaParams?: object | undefined;
  /** Request encrypted payloads. @default false */
  readonly encrypted?: boolean | undefined;
}

/** Both sockets of a stream, whose media begins after `sendReady`. */
export interface JoinedStream {
  readonly media: RawSocket;
  readonly sendReady: () => void;
}

interface HandshakeResponse {
  readonly msg_type: number;
  readonly status_code?: number;
  readonly media_server?: { readonly server_urls?: { readonly all?: string } };
}

/** Opens a socket. */
export function openSocket(url: string): Promise<RawSocket> {
  return new Promise((resolve) => {
    const socket = new RawSocket(url, () => resolve(socket));
  });
}

/** Performs the handshakes of both sockets. */
export async function joinStream(spec: JoinSpec): Promise<JoinedStream> {
  const { place, mediaType, mediaParams, encrypted = false } = spec;
  const { streamId, meetingUuid } = place;
  const ids = { protocol_version: 1, meeting_uuid: meetingUuid, rtms_stream_id: streamId, signature: '' };
  const signaling = await openSocket(`${place.signalingUrl}/signaling`);
  const answer = await request(signaling, { msg_type: 1, ...ids });
  signaling.onText = () => {};
  const mediaUrl =
    place.mediaUrl === undefined ? answer.media_server?.server_urls?.all : `${place.mediaUrl}/all`;
  if (mediaUrl === undefined) throw new Error('the handshake has no URL for all media');
  const media = await openSocket(mediaUrl);
  await request(media, {
    msg_type: 3,
    ...ids,
    media_type: mediaType,
    ...(mediaParams && { media_params: mediaParams }),
    ...(encrypted && { payload_encryption: true }),
  });
  return { media, sendReady: () => signaling.send({ msg_type: 7, rtms_stream_id: streamId }) };
}

/** Sends a request and waits for its answer, which has the next message type. */
function request(
  socket: RawSocket,
  body: { readonly msg_type: number; readonly [key: string]: unknown },
): Promise<HandshakeResponse> {
  return new Promise((resolve, reject) => {
    socket.onText = (payload) => {
      const answer = JSON.parse(payload.toString()) as HandshakeResponse;
      if (answer.msg_type !== body.msg_type + 1) return;
      if (answer.status_code === 0) resolve(answer);
      else reject(new Error(`refused: ${payload.toString()}`));
    };
    socket.send(body);
  });
}
