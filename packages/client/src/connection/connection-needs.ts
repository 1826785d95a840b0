/** What a {@link StreamConnection} is given, and whom it tells. */
import type { MediaDataMessage, MediaParamsRequest, Message } from '@rtms-mock/protocol';
import type { LinkNeeds } from './links/link.js';
import type { MediaLayout } from './media-plan.js';

/** What is wanted of the stream. Asked when it is needed: callbacks may be set after `join`. */
export interface StreamWishes {
  /** OR of media type flags. */
  mediaMask(): number;
  mediaParams(mask: number): MediaParamsRequest;
  /** Event types to subscribe to. */
  events(): readonly number[];
}

/** What a connection needs of its surroundings. */
export type ConnectionNeeds = LinkNeeds;

export interface ConnectionOptions {
  /** Whether connections that break are set up again. Default true. */
  readonly reconnect?: boolean;
  /** Default `unified`. */
  readonly mediaLayout?: MediaLayout;
}

/**
 * Which part of a stream's connections broke. With signaling all media has to be set up again
 * (PROTOCOL.md §14.2).
 */
export type BrokenPart = 'signaling' | 'media';

/** Told what becomes of the stream. */
export interface ConnectionHandlers {
  /** The outcome of joining, once: 0, a status of the server, or an `RTMS_SDK_*` number. */
  confirmed(status: number): void;
  signaled(message: Message, frame: string | Uint8Array): void;
  media(message: MediaDataMessage): void;
  /** A connection broke. It is being set up again unless `ended` follows. */
  interrupted(part: BrokenPart, problem: string): void;
  /** Connecting is tried again after `delayMs`; attempts count from 1. */
  reconnecting(part: BrokenPart, attempt: number, delayMs: number): void;
  /** Everything is open again, `afterMs` after it broke. */
  reconnected(part: BrokenPart, afterMs: number): void;
  /** The stream has ended, by nobody's `leave`. A `StopReason`, 0 where none is known. */
  ended(reason: number): void;
}
