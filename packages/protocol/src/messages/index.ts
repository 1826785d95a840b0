/**
 * Unions of messages by socket and direction, so that a `switch` covers only the messages that a side can
 * receive (PROTOCOL.md §9.17).
 */
import type {
  ClientReadyAck,
  KeepAliveRequest,
  KeepAliveResponse,
  SessionStateRequest,
  SessionStateResponse,
  SessionStateUpdate,
  StreamCloseRequest,
  StreamCloseResponse,
  StreamStateRequest,
  StreamStateResponse,
  StreamStateUpdate,
  VideoSubscriptionRequest,
  VideoSubscriptionResponse,
} from './control.js';
import type { EventSubscription, EventUpdate } from './events.js';
import type {
  DataHandshakeRequest,
  DataHandshakeResponse,
  SignalingHandshakeRequest,
  SignalingHandshakeResponse,
} from './handshake.js';
import type { MediaDataMessage } from './media-data.js';

/** Messages that a client may send on the signaling socket (PROTOCOL.md §9.17). */
export type SignalingFromClient =
  | SignalingHandshakeRequest
  | EventSubscription
  | ClientReadyAck
  | SessionStateRequest
  | KeepAliveResponse
  | StreamStateRequest
  | StreamCloseRequest
  | VideoSubscriptionRequest;

/** Messages that a server may send on the signaling socket (PROTOCOL.md §9.17). */
export type SignalingFromServer =
  | SignalingHandshakeResponse
  | EventUpdate
  | StreamStateUpdate
  | SessionStateUpdate
  | SessionStateResponse
  | KeepAliveRequest
  | StreamStateResponse
  | StreamCloseResponse
  | VideoSubscriptionResponse;

/** Messages that a client may send on a media socket (PROTOCOL.md §9.17). */
export type MediaFromClient = DataHandshakeRequest | KeepAliveResponse;

/** Messages that a server may send on a media socket (PROTOCOL.md §9.17). */
export type MediaFromServer = DataHandshakeResponse | KeepAliveRequest | MediaDataMessage;

/** Every message that a client may send. */
export type MessageFromClient = SignalingFromClient | MediaFromClient;

/** Every message that a server may send. */
export type MessageFromServer = SignalingFromServer | MediaFromServer;

/** Every message in decoded form: statuses by name, shapes of all generations unified. */
export type Message = MessageFromClient | MessageFromServer;

export type * from './control.js';
export type * from './events.js';
export type * from './handshake.js';
export type * from './media-data.js';
export type * from './scalars.js';
