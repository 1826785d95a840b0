/**
 * Interfaces of the sockets that a stream uses. The connections of `signaling/` and `media/delivery/` implement
 * these interfaces, so a stream knows its sockets without importing what drives them.
 */
import type {
  Cancel,
  Dialect,
  MediaDataChat,
  MediaDataTranscript,
  MediaParams,
  MediaType,
  Message,
  MessageBytes,
} from '@rtms-mock/protocol';
import type { MediaKind } from '../media/media-kind.js';
import type { EventSubscriptions } from './event-subscriptions.js';
import type { MediaCounters, UdpCounters } from './stream-view.js';

/** Sends the messages of one socket. */
export interface StreamChannel {
  /** Id of the connection, as in the journal. */
  readonly id: string;
  /** Generation that this client speaks. */
  readonly dialect: Dialect;
  /** Clock time at which the socket was opened, in milliseconds. */
  readonly openedAtMs: number;
  readonly socket: {
    /** Bytes that the socket has accepted and not yet sent. */
    readonly bufferedBytes: number;
    /** Sends a WebSocket ping, and calls back when its pong has arrived. Optional. */
    ping?(onPong: () => void): void;
    /** Closes the connection with a code and a reason. */
    close(code?: number, reason?: string): void;
    /** Drops the connection without a closing handshake. */
    terminate(): void;
  };
  /** Encodes, sends and records a message. */
  send(message: Message): void;
  /** Sends and records a string that no dialect would write. `type` names it in the journal. */
  sendRaw(text: string, type: string, detail: object): void;
}

/** Members that signaling and media sockets share. */
interface StreamSocket {
  readonly channel: StreamChannel;
  /** State of the connection, as the HTTP API names it. */
  readonly stateName: string;
  /** Closes the socket with code 1000. */
  close(): void;
  /** Closes the socket because a newer connection takes over (PROTOCOL.md §14.3). */
  replace(): void;
}

/** A signaling socket that has completed its handshake. */
export interface SignalingSocket extends StreamSocket {
  /** Events that this client receives. */
  readonly subscriptions: EventSubscriptions;
}

/** A media message as it is sent. */
export interface SentFrame {
  readonly kind: MediaKind;
  /** The complete message. */
  readonly message: MessageBytes;
  /** False for an H.264 frame that needs the frames before it. */
  readonly isKeyframe: boolean;
}

/** Media of a connection over UDP. */
export interface RtpView {
  /** Media sections of a session description. They contain keys, so no log and no journal may have them. */
  readonly sdp: string;
  /** Counters of its packets. */
  readonly counters: UdpCounters;
}

/** A media socket that has completed its handshake. */
export interface MediaSocket extends StreamSocket {
  /** Media types that this socket carries. */
  readonly mediaTypes: readonly MediaType[];
  /** `media_type` of the request: 32 for all types, else an OR of types. */
  readonly mask: number;
  /** True if the socket carries the video of one participant whom the app chooses (PROTOCOL.md §9.16). */
  readonly showsChosenVideo: boolean;
  /** Effective parameters of the granted media types. */
  readonly mediaParams: MediaParams;
  /** Counters of this connection, by media type. */
  readonly counters: { readonly [type: string]: MediaCounters };
  /** Resolves when all granted media is prepared, or known to be unavailable. Never rejects. */
  readonly prepared: Promise<void>;
  /** Media over UDP; `undefined` if the WebSocket carries everything. */
  readonly rtp: RtpView | undefined;
  /** Bytes that wait for the reader, in the outbox and in the socket. */
  readonly bufferedBytes: number;
  /** Calls `listener` with each frame that is passed to the socket. Returns a function that ends it. */
  watch(listener: (frame: SentFrame) => void): Cancel;
  /** Starts media after CLIENT_READY_ACK. Does nothing while media is flowing already. */
  open(): void;
  /** Stops media for good. Returns the clock time in milliseconds from which audio is still due, if it was playing. */
  abandon(): number | undefined;
  /** Sends a chat message or a caption if this socket carries them and media is flowing. */
  sendText(message: MediaDataChat | MediaDataTranscript): void;
}
