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

/** What a media socket is to carry. */
export interface MediaRequest {
  readonly url: string;
  /** OR of media type flags. */
  readonly mask: number;
  readonly params: MediaParamsRequest;
  /** Once there was a keep-alive, the link ends when nothing has come for this long. Default: never. */
  readonly silenceMs?: number;
}

/** Told what happens on a media socket. */
export interface MediaHandlers {
  accepted(): void;
  media(message: MediaDataMessage): void;
  ended(end: LinkEnd): void;
}

/** One media socket; large payloads are read without parsing them. */
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
