/** A participant over the live-media API: WebSocket `/api/meetings/:streamId/live`. */
import { socketUrl } from '../api/http.js';
import { closedText } from './closed-text.js';
import { liveFrame, type LiveKind } from './live-frame.js';

/** Codec of a camera or screen. */
export type LiveCodec = 'H264' | 'JPG';

/** First message of a participant. */
export interface LiveHello {
  readonly name: string;
  readonly audio: { readonly sampleRateHz: number; readonly channels: 1 } | false;
  readonly video: readonly LiveCodec[] | false;
  readonly share: readonly LiveCodec[] | false;
}

/** Messages of the server. */
export type LiveMessage =
  | { readonly type: 'joined'; readonly participant: { readonly userId: number; readonly name: string } }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'wanted'; readonly video: readonly LiveCodec[]; readonly share: readonly LiveCodec[] }
  | { readonly type: 'keyframe'; readonly of: 'video' | 'share' }
  | { readonly type: 'muted' | 'camera'; readonly on: boolean }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | { readonly type: 'slow'; readonly message: string };

/** Callbacks of a link. */
export interface LiveHandlers {
  /** Every message after `joined`. */
  received(message: LiveMessage): void;
  /** The participant has left, or the connection is lost. `reason` is a sentence. */
  closed(reason: string): void;
}

/** A joined participant. */
export interface LiveLink {
  readonly userId: number;
  send(kind: LiveKind, payload: Uint8Array | ArrayBuffer, timestampUs: number): void;
  control(message: object): void;
  /** Bytes that wait to be sent. */
  buffered(): number;
  leave(): void;
}

/** Joins a stream as a participant whose media is sent from here. Rejects with a sentence. */
export function joinLive(streamId: string, hello: LiveHello, handlers: LiveHandlers): Promise<LiveLink> {
  const socket = new WebSocket(socketUrl(`api/meetings/${encodeURIComponent(streamId)}/live`));
  let isJoined = false;
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => socket.send(JSON.stringify(hello)));
    socket.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') return;
      const message = JSON.parse(data) as LiveMessage;
      if (message.type === 'joined') {
        isJoined = true;
        resolve(linkOver(socket, message.participant.userId));
      } else if (message.type === 'refused') reject(new Error(message.message));
      else handlers.received(message);
    });
    socket.addEventListener('close', ({ code, reason }) => {
      const sentence = closedText(code, reason);
      if (isJoined) handlers.closed(sentence);
      else reject(new Error(sentence));
    });
  });
}

function linkOver(socket: WebSocket, userId: number): LiveLink {
  return {
    userId,
    send: (kind, payload, timestampUs) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(liveFrame(kind, payload, timestampUs));
    },
    control: (message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    buffered: () => socket.bufferedAmount,
    leave: () => socket.close(1000),
  };
}
