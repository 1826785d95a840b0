/**
 * Interface between a stream and the cassette that it plays. `replay/` implements it, so a stream knows its tape without
 * importing what drives it.
 */
import type {
  Cancel,
  MediaParams,
  MessageBytes,
  SessionState,
  StopReason,
  StreamState,
} from '@rtms-mock/protocol';
import type { WebhookBody } from '@rtms-mock/protocol';
import type { MediaKind } from '../media/media-kind.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';

/** A recorded media message that is due. */
export interface TapeFrame {
  readonly kind: MediaKind;
  /** The complete message, with the ids and times of this stream. */
  readonly message: MessageBytes;
  /** Size of the payload in bytes, before base64. */
  readonly byteLength: number;
  /** Time between the deadline and the hand-over, in milliseconds. */
  readonly latenessMs: number;
  /** False for an H.264 frame that needs the frames before it. */
  readonly isKeyframe: boolean;
}

/** A media socket that is ready for recorded media. */
export interface TapeSink {
  /** Media types that the socket carries. */
  readonly kinds: readonly MediaKind[];
  /** Sends a message. */
  send(frame: TapeFrame): void;
}

/** A cassette that plays to the app of one stream, in place of the meeting's media and of the stream's own messages. */
export interface StreamTape {
  /** True while the tape plays: the stream sends no events and states of its own. */
  readonly isPlaying: boolean;
  /** Plays from the beginning. Returns the recorded `rtms_started` with the ids of this stream, if there is one. */
  begin(): WebhookBody | undefined;
  /** Returns the parameters that the recording has, where it has media of a type, in place of the negotiated ones. */
  granted(params: MediaParams): MediaParams;
  /** Handles a signaling connection that has completed its handshake. */
  signalingOpened(): void;
  /** Handles event types to which a connection has subscribed for the first time. */
  subscribed(connection: SignalingSocket, types: readonly number[]): void;
  /** Returns true for a connection whose loss is part of the recording, with the webhook about it. */
  hasClosed(connectionId: string): boolean;
  /** Handles CLIENT_READY_ACK, after all media sockets were attached. */
  ready(): void;
  /** Adds a media socket that is ready. Returns a function that removes it. */
  attach(sink: TapeSink): Cancel;
  /** Holds the tape where it is. */
  pause(): void;
  /** Plays on after {@link pause}. */
  resume(): void;
  /** Ends the tape, because the stream ends. */
  stop(): void;
}

/** Stream, as its tape sees it. */
export interface TapeStream {
  readonly streamId: string;
  readonly sessionId: string;
  readonly entityId: string;
  readonly meetingId: string;
  readonly signalingConnections: readonly SignalingSocket[];
  readonly mediaConnections: readonly MediaSocket[];
  /** True once the stream has ended, by the recording too. */
  readonly isTerminated: boolean;
  /** Signaling URL for webhooks. */
  signalingUrl(): string;
  /** Sends a recorded webhook. */
  deliver(body: WebhookBody): void;
  /** Follows a recorded change of the stream's state. The app has its message already. */
  followState(state: StreamState, reason: StopReason | undefined): void;
  /** Sends further messages on this kind of socket in frames of this type. */
  followFrames(socket: 'signaling' | 'media', type: 'text' | 'binary'): void;
  /** Follows a recorded change of the session's state. */
  followSession(state: SessionState): void;
  /**
   * Handles the end of the tape: ends the stream if the recording has not done so, and closes what is open.
   * `hasWebhooks` is false for a recording without webhooks: then `rtms_stopped` is sent.
   */
  tapeEnded(hasWebhooks: boolean): void;
}

/** Creates the tape of a stream. */
export type CreateTape = (stream: TapeStream) => StreamTape;
