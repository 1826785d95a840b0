/**
 * Unions of messages by socket and direction, so that a `switch` sees only what that side can receive
 * (PROTOCOL.md §9.17).
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

export type SignalingFromClient =
  | SignalingHandshakeRequest
  | EventSubscription
  | ClientReadyAck
  | SessionStateRequest
  | KeepAliveResponse
  | StreamStateRequest
  | StreamCloseRequest
  | VideoSubscriptionRequest;

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

export type MediaFromClient = DataHandshakeRequest | KeepAliveResponse;

export type MediaFromServer = DataHandshakeResponse | KeepAliveRequest | MediaDataMessage;

export type MessageFromClient = SignalingFromClient | MediaFromClient;
export type MessageFromServer = SignalingFromServer | MediaFromServer;
export type Message = MessageFromClient | MessageFromServer;

export type * from './control.js';
export type * from './events.js';
export type * from './handshake.js';
export type * from './media-data.js';
export type * from './scalars.js';
