import type { Product } from '@rtms-mock/protocol';
import type { RecordedKind } from '../cassette/recorded-message.js';
import type { AppConduct } from './app-conduct.js';

/** A WebSocket of a recorded stream. */
export interface RecordedSocket {
  /** Kind of the socket. */
  readonly socket: 'signaling' | 'media';
  /** Media types that were granted or sent on it. */
  readonly kinds: readonly RecordedKind[];
  /** Time at which its handshake was accepted, in milliseconds of the cassette; `undefined` if it never was. */
  readonly acceptedMs: number | undefined;
}

/** Types of frames by kind of socket. */
export interface RecordedFrames {
  readonly signaling: 'text' | 'binary';
  readonly media: 'text' | 'binary';
}

/** One stream of a cassette: all that is known before it plays. Times are milliseconds of the cassette. */
export interface RecordedStream {
  /** `rtms_stream_id`. */
  readonly streamId: string;
  /** Id of the meeting, session, engagement or call. */
  readonly entityId: string | undefined;
  /** Ids of the sessions. */
  readonly sessionIds: readonly string[];
  /** Product, from the names of the webhooks. */
  readonly product: Product;
  /** Body of the first `rtms_started`; `undefined` if the recorder saw no webhooks. */
  readonly started: { readonly atMs: number; readonly body: unknown } | undefined;
  /** WebSockets by their id. */
  readonly sockets: ReadonlyMap<string, RecordedSocket>;
  /** Frames in which the first message to the app came, by kind of socket. */
  readonly frames: RecordedFrames;
  /** `media_params` of the answers to media handshakes, by media type. */
  readonly granted: { readonly [kind in RecordedKind]?: object };
  /** Time of the first CLIENT_READY_ACK, else of the first media; `undefined` without both. */
  readonly readyMs: number | undefined;
  /** Time of the first line. */
  readonly firstMs: number;
  /** Time of the last line. */
  readonly lastMs: number;
  /** Participants by user id. */
  readonly people: ReadonlyMap<string, string>;
  /** Number of media messages by type. */
  readonly media: { readonly [kind in RecordedKind]?: number };
  /** Conduct of the recorded app. */
  readonly conduct: AppConduct;
}
