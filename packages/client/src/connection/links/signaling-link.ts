import { MessageType, type MediaServerUrls, type Message, type SrtpKeys } from '@rtms-mock/protocol';
import type { JoinTarget } from '../../vocabulary/join-target.js';
import type { LinkEnd } from './link-state.js';
import { Link, type LinkNeeds, type LinkOptions } from './link.js';

/** Notified about the signaling socket. */
export interface SignalingHandlers {
  /** The handshake was accepted. `urls` are those of the media sockets. */
  accepted(urls: MediaServerUrls): void;
  received(message: Message, frame: string | Uint8Array): void;
  ended(end: LinkEnd): void;
}

/** The signaling socket of a stream (PROTOCOL.md §9.1 to §9.12). */
export class SignalingLink {
  readonly #link: Link;
  readonly #streamId: string;
  #keys: SrtpKeys | undefined;

  /** `silenceMs`: time without a message after which the link ends. @default never */
  constructor(
    needs: LinkNeeds,
    url: string,
    target: JoinTarget,
    handlers: SignalingHandlers,
    silenceMs?: number,
  ) {
    const silence: LinkOptions['silence'] =
      silenceMs === undefined ? undefined : { afterMs: silenceMs, from: 'answer' };
    this.#streamId = target.streamId;
    this.#link = new Link(
      needs,
      {
        label: 'signaling',
        url,
        handshake: () => ({
          msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ,
          protocol_version: 1,
          sequence: 1,
          ...target.ids,
          rtms_stream_id: target.streamId,
          signature: target.signature,
        }),
        answerType: MessageType.SIGNALING_HAND_SHAKE_RESP,
        ...(silence && { silence }),
      },
      {
        accepted: (answer) => {
          this.#keys = keysOf(answer);
          handlers.accepted(mediaUrlsOf(answer));
        },
        received: (message, frame) => handlers.received(message, frame),
        ended: (end) => handlers.ended(end),
      },
    );
  }

  /** Keys of encrypted payloads, after the handshake is accepted; `undefined` if the server offers none. */
  get keys(): SrtpKeys | undefined {
    return this.#keys;
  }

  /** Connects. Only the first call has an effect. */
  start(): void {
    this.#link.start();
  }

  /** Closes the socket with code 1000. */
  close(): void {
    this.#link.close();
  }

  /** Subscribes to event types, or unsubscribes. The server does not answer. */
  subscribe(events: readonly number[], subscribe: boolean): void {
    if (events.length === 0) return;
    this.#link.send({
      msg_type: MessageType.EVENT_SUBSCRIPTION,
      events: events.map((event_type) => ({ event_type, subscribe })),
    });
  }

  /** Sends a ready-ack: the server may send media on all open media sockets. */
  ready(): void {
    this.#link.send({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: this.#streamId });
  }

  /** Selects the video of a participant. `timestamp`: Unix milliseconds. */
  subscribeVideo(userId: number, subscribe: boolean, timestamp: number): void {
    this.#link.send({
      msg_type: MessageType.VIDEO_SUBSCRIPTION_REQ,
      user_id: userId,
      subscribe,
      timestamp,
    });
  }
}

function mediaUrlsOf(answer: Message): MediaServerUrls {
  return answer.msg_type === MessageType.SIGNALING_HAND_SHAKE_RESP
    ? (answer.media_server?.server_urls ?? {})
    : {};
}

function keysOf(answer: Message): SrtpKeys | undefined {
  return answer.msg_type === MessageType.SIGNALING_HAND_SHAKE_RESP
    ? answer.media_server?.srtp_keys
    : undefined;
}
