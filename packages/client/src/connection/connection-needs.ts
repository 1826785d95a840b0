/** The dependencies, options and handlers of a {@link StreamConnection}. */
import type { MediaMessage } from './links/media-message.js';
import type { MediaParamsRequest, Message } from '@rtms-mock/protocol';
import type { BindDatagramSocket } from '../network/udp-socket.js';
import type { RejectedMedia } from './links/udp/rejected-media.js';
import type { LinkNeeds } from './links/link.js';
import type { MediaLayout } from './media-plan.js';

/** Content that the app requests. Functions, because the app may change it after `join`. */
export interface RequestedContent {
  /** OR of media type flags. */
  mediaMask(): number;
  /** `media_params` for the types in `mask`. */
  mediaParams(mask: number): MediaParamsRequest;
  /** Event types to subscribe to. */
  events(): readonly number[];
}

/** Dependencies of a connection: clock, sockets, dialect and log. */
export type ConnectionNeeds = LinkNeeds;

/** Options of a connection. */
export interface ConnectionOptions {
  /**
   * Reconnect after a socket is lost.
   * @default true
   */
  readonly reconnect?: boolean;
  /**
   * One socket for each media type, or one for all.
   * @default 'split'
   */
  readonly mediaLayout?: MediaLayout;
  /**
   * Request encrypted payloads, and refuse media without encryption.
   * @default false
   */
  readonly encryption?: boolean;
  /**
   * Binds UDP ports, at which media is received. Requires `encryption`.
   * @default media comes over WebSockets
   */
  readonly bindUdp?: BindDatagramSocket | undefined;
}

/** A part of a stream that can be lost. Losing signaling includes all media (PROTOCOL.md §14.2). */
export type LostPart = 'signaling' | 'media';

/** Notified about the stream. */
export interface ConnectionHandlers {
  /** The outcome of joining, once: 0, a status of the server, or an `RTMS_SDK_*` constant. */
  confirmed(status: number): void;
  /** A message of the signaling socket. `frame` is the message as it was received. */
  signaled(message: Message, frame: string | Uint8Array): void;
  /** A message of a media socket. */
  media(message: MediaMessage): void;
  /** A media message was dropped, because it could not be decrypted. */
  rejected(failure: RejectedMedia): void;
  /** A part was lost. It is reconnected unless `ended` follows. */
  interrupted(part: LostPart, problem: string): void;
  /** The next attempt to reconnect follows after `delayMs`. Attempts count from 1. */
  reconnecting(part: LostPart, attempt: number, delayMs: number): void;
  /** All sockets are open again, `afterMs` after the loss. */
  reconnected(part: LostPart, afterMs: number): void;
  /** The stream has ended without `leave`. `reason`: a `StopReason`; 0 if none is known. */
  ended(reason: number): void;
}
