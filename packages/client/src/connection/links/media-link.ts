import {
  MessageType,
  type MediaDataMessage,
  type MediaParamsRequest,
  type Message,
} from '@rtms-mock/protocol';
import type { JoinTarget } from '../../vocabulary/join-target.js';
import { Link, type LinkNeeds } from './link.js';
import type { LinkEnd } from './link-state.js';
import { mediaReader } from './media-reader.js';

/** The media that a socket requests. */
export interface MediaRequest {
  readonly url: string;
  /** OR of media type flags. */
  readonly mask: number;
  /** `media_params` of the handshake. */
  readonly params: MediaParamsRequest;
  /**
   * Time in ms without a message after which the link ends, counted from the first keep-alive.
   * @default never
   */
  readonly silenceMs?: number;
}

/** Notified about a media socket. */
export interface MediaHandlers {
  accepted(): void;
  media(message: MediaDataMessage): void;
  ended(end: LinkEnd): void;
}

/** A media socket. Reads large payloads without parsing them. */
export function createMediaLink(
  needs: LinkNeeds,
  target: JoinTarget,
  request: MediaRequest,
  handlers: MediaHandlers,
): Link {
  return new Link(
    needs,
    {
      label: 'media',
      url: request.url,
      handshake: {
        msg_type: MessageType.DATA_HAND_SHAKE_REQ,
        protocol_version: 1,
        sequence: 0,
        ...target.ids,
        rtms_stream_id: target.streamId,
        signature: target.signature,
        media_type: request.mask,
        payload_encryption: false,
        media_params: request.params,
      },
      answerType: MessageType.DATA_HAND_SHAKE_RESP,
      read: mediaReader(needs.dialect),
      ...(request.silenceMs !== undefined && {
        silence: { afterMs: request.silenceMs, from: 'keep-alive' },
      }),
    },
    {
      accepted: () => handlers.accepted(),
      received: (message) => {
        if (isMediaData(message)) handlers.media(message);
      },
      ended: (end) => handlers.ended(end),
    },
  );
}

function isMediaData(message: Message): message is MediaDataMessage {
  return message.msg_type >= MessageType.MEDIA_DATA_AUDIO && message.msg_type <= MessageType.MEDIA_DATA_CHAT;
}
