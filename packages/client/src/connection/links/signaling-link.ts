import { MessageType, type MediaServerUrls, type Message } from '@rtms-mock/protocol';
import type { JoinTarget } from '../../vocabulary/join-target.js';
import type { LinkEnd } from './link-state.js';
import { Link, type LinkNeeds, type LinkOpening } from './link.js';

/** Told what happens on the signaling socket. */
export interface SignalingHandlers {
  /** The handshake was accepted; media is to be had at these URLs. */
  accepted(urls: MediaServerUrls): void;
  received(message: Message, frame: string | Uint8Array): void;
  ended(end: LinkEnd): void;
}

/** The one signaling socket of a stream (PROTOCOL.md §9.1 to §9.12). */
export class SignalingLink {
  readonly #link: Link;
  readonly #streamId: string;

  /** `silenceMs`: without a word from the server for this long the link ends. Default: never. */
  constructor(
    needs: LinkNeeds,
    url: string,
    target: JoinTarget,
    handlers: SignalingHandlers,
    silenceMs?: number,
  ) {
    const silence: LinkOpening['silence'] =
      silenceMs === undefined ? undefined : { afterMs: silenceMs, from: 'answer' };
    this.#streamId = target.streamId;
    this.#link = new Link(
      needs,
      {
        label: 'signaling',
        url,
        handshake: {
          msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ,
          protocol_version: 1,
          sequence: 1,
          ...target.ids,
          rtms_stream_id: target.streamId,
          signature: target.signature,
        },
        answerType: MessageType.SIGNALING_HAND_SHAKE_RESP,
        ...(silence && { silence }),
      },
      {
        accepted: (answer) => handlers.accepted(mediaUrlsOf(answer)),
        received: (message, frame) => handlers.received(message, frame),
        ended: (end) => handlers.ended(end),
      },
    );
  }

  start(): void {
    this.#link.start();
  }

  close(): void {
    this.#link.close();
  }

  /** Asks for events, or for no more of them. There is no answer. */
  subscribe(events: readonly number[], subscribe: boolean): void {
    if (events.length === 0) return;
    this.#link.send({
      msg_type: MessageType.EVENT_SUBSCRIPTION,
      events: events.map((event_type) => ({ event_type, subscribe })),
    });
  }

  /** Says that media may flow on every media socket that is open. */
  ready(): void {
    this.#link.send({ msg_type: MessageType.CLIENT_READY_ACK, rtms_stream_id: this.#streamId });
  }

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
