import {
  MediaDataOption,
  MessageType,
  TransmissionProtocol,
  type DataHandshakeRequest,
  type MediaParamsRequest,
  type Message,
  type SrtpKeys,
} from '@rtms-mock/protocol';
import type { BindDatagramSocket } from '../../network/udp-socket.js';
import type { JoinTarget } from '../../vocabulary/join-target.js';
import type { RejectedMedia } from './udp/rejected-media.js';
import { UdpTransport } from './udp/udp-transport.js';
import { Link, type LinkNeeds } from './link.js';
import type { LinkEnd } from './link-state.js';
import { MediaDecryption, unusableEncryption } from './media-decryption.js';
import type { MediaMessage } from './media-message.js';
import { MediaReader } from './media-reader.js';

/** The media that a socket requests. */
export interface MediaRequest {
  readonly url: string;
  /** `media_type` of the handshake. */
  readonly mediaType: number;
  /** `media_params` of the handshake. */
  readonly params: MediaParamsRequest;
  /**
   * Encryption of the payload. `keys` is `undefined` if the server offers none: the link ends with a reason then.
   * @default none is requested
   */
  readonly encryption?: { readonly keys: SrtpKeys | undefined };
  /**
   * Binds UDP ports: media comes over UDP then, except transcript and chat.
   * @default everything comes over the WebSocket
   */
  readonly bindUdp?: BindDatagramSocket | undefined;
  /**
   * Time in ms without a message after which the link ends, counted from the first keep-alive.
   * @default never
   */
  readonly silenceMs?: number;
}

/** Notified about a media socket. */
export interface MediaHandlers {
  accepted(): void;
  media(message: MediaMessage): void;
  /** A message or packet was dropped, because it could not be decrypted. */
  rejected(failure: RejectedMedia): void;
  ended(end: LinkEnd): void;
}

/**
 * A media socket. Reads large payloads without parsing them. In mixed audio, messages have the user id -1 and no
 * name: the `data_opt` that the server has granted decides, as in the SDK (docs/client.md, observed).
 */
export function createMediaLink(
  needs: LinkNeeds,
  target: JoinTarget,
  request: MediaRequest,
  handlers: MediaHandlers,
): Link {
  let mixedAudio = false;
  const { encryption } = request;
  const udp = request.bindUdp && new UdpTransport(request.bindUdp);
  const decryption = encryption?.keys && new MediaDecryption(encryption.keys, target.streamId);
  const deliver = (message: MediaMessage): void => {
    if (mixedAudio && message.msg_type === MessageType.MEDIA_DATA_AUDIO) {
      message.content.user_id = MIXED_USER_ID;
      message.content.user_name = '';
    }
    handlers.media(message);
  };
  return new Link(
    udp ? { ...needs, connect: udp.connect(needs.connect) } : needs,
    {
      label: 'media',
      url: request.url,
      handshake: () => handshakeOf(target, request, udp),
      released: () => udp?.close(),
      answerType: MessageType.DATA_HAND_SHAKE_RESP,
      ...(encryption && {
        unusable: (answer) =>
          answer.msg_type === MessageType.DATA_HAND_SHAKE_RESP
            ? unusableEncryption(encryption.keys, answer)
            : undefined,
      }),
      reader: new MediaReader(needs.dialect),
      ...(request.silenceMs !== undefined && {
        silence: { afterMs: request.silenceMs, from: 'keep-alive' },
      }),
    },
    {
      accepted: (answer) => {
        mixedAudio = audioOptionOf(answer, request.params) === MediaDataOption.AUDIO_MIXED_STREAM;
        if (udp && encryption?.keys && 'udp' in answer && answer.udp) {
          const input = { keys: encryption.keys, streamId: target.streamId, clock: needs.clock };
          udp.receive(answer.udp, input, {
            media: (message, lost) => deliver(withLoss(message, lost)),
            rejected: (reason) => handlers.rejected(reason),
          });
        }
        handlers.accepted();
      },
      received: (message) => {
        if (!isMediaData(message)) return;
        if (!decryption) return deliver(message);
        const decrypted = decryption.decrypt(message);
        if (decrypted.ok) deliver(decrypted.message);
        else handlers.rejected(decrypted.failure);
      },
      ended: (end) => handlers.ended(end),
    },
  );
}

/** The media handshake. `udp` has a port by now. */
function handshakeOf(
  target: JoinTarget,
  { mediaType, params, encryption }: MediaRequest,
  udp: UdpTransport | undefined,
): DataHandshakeRequest {
  return {
    msg_type: MessageType.DATA_HAND_SHAKE_REQ,
    protocol_version: 1,
    sequence: 0,
    ...target.ids,
    rtms_stream_id: target.streamId,
    signature: target.signature,
    media_type: mediaType,
    media_params: params,
    ...(encryption && { payload_encryption: true }),
    ...(udp && { transmission_protocol: TransmissionProtocol.UDP, udp_port: udp.port }),
  };
}

/** Adds the number of lost packets, which the metadata has. */
function withLoss<M extends MediaMessage>(message: M, lost: number): M {
  Object.assign(message.content, { lost });
  return message;
}

/** User id of mixed audio in the SDK's metadata (observed in `rtms` 1.1.0 for Python). */
const MIXED_USER_ID = -1;

/** Combination of the audio of a socket: as granted, or as requested if the server does not say. */
function audioOptionOf(answer: Message, requested: MediaParamsRequest): number | undefined {
  const granted =
    answer.msg_type === MessageType.DATA_HAND_SHAKE_RESP ? answer.media_params?.audio?.data_opt : undefined;
  return granted ?? requested.audio?.data_opt;
}

function isMediaData(message: Message): message is MediaMessage {
  return message.msg_type >= MessageType.MEDIA_DATA_AUDIO && message.msg_type <= MessageType.MEDIA_DATA_CHAT;
}
