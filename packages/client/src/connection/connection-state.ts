import type { Cancel, MediaServerUrls } from '@rtms-mock/protocol';
import type { OrderlyEnd } from './orderly-end.js';

/** State of a {@link StreamConnection}. */
export type ConnectionState =
  | { readonly name: 'new' }
  /** Signaling is connecting. `cancelLimit` cancels the time limit of joining. */
  | { readonly name: 'joining'; readonly cancelLimit: Cancel }
  /** Signaling is open; the media sockets are connecting for the first time. */
  | { readonly name: 'opening-media'; readonly urls: MediaServerUrls; readonly cancelLimit: Cancel }
  /** Joined, and signaling is open. Media sockets may be reconnecting. */
  | { readonly name: 'streaming'; readonly urls: MediaServerUrls }
  /** Signaling is lost and reconnecting. */
  | { readonly name: 'reconnecting' }
  /** The server has ended the stream. What it sent before is read, and the handlers are notified then. */
  | { readonly name: 'ending'; readonly end: OrderlyEnd }
  /** The sockets are closed, and the handlers need no notification any more. */
  | { readonly name: 'ended' };
