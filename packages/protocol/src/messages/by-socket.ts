import type { DialectName } from '../dialects/dialect.js';
import type { NumericGeneration } from '../generation.js';
import { MessageType } from '../message-type.js';
import type { KeepAliveRequest, SessionStateUpdate } from './control.js';
import type {
  MediaFromClient,
  MediaFromServer,
  Message,
  SignalingFromClient,
  SignalingFromServer,
} from './index.js';

/** The two kinds of socket (PROTOCOL.md §4.1). */
export type SocketKind = 'signaling' | 'media';

/**
 * Messages that a client of the string generation may send on the signaling socket: also KEEP_ALIVE_REQ and
 * SESSION_STATE_UPDATE (PROTOCOL.md §9.17, observed).
 */
export type StringSignalingFromClient = SignalingFromClient | KeepAliveRequest | SessionStateUpdate;

/** Message types by socket and sender, for the numeric generations (PROTOCOL.md §9.17, documented). */
export const MESSAGES_BY_SOCKET = {
  signaling: {
    client: [
      MessageType.SIGNALING_HAND_SHAKE_REQ,
      MessageType.EVENT_SUBSCRIPTION,
      MessageType.CLIENT_READY_ACK,
      MessageType.SESSION_STATE_REQ,
      MessageType.KEEP_ALIVE_RESP,
      MessageType.STREAM_STATE_REQ,
      MessageType.STREAM_CLOSE_REQ,
      MessageType.VIDEO_SUBSCRIPTION_REQ,
    ] satisfies SignalingFromClient['msg_type'][],
    server: [
      MessageType.SIGNALING_HAND_SHAKE_RESP,
      MessageType.EVENT_UPDATE,
      MessageType.STREAM_STATE_UPDATE,
      MessageType.SESSION_STATE_UPDATE,
      MessageType.SESSION_STATE_RESP,
      MessageType.KEEP_ALIVE_REQ,
      MessageType.STREAM_STATE_RESP,
      MessageType.STREAM_CLOSE_RESP,
      MessageType.VIDEO_SUBSCRIPTION_RESP,
    ] satisfies SignalingFromServer['msg_type'][],
  },
  media: {
    client: [
      MessageType.DATA_HAND_SHAKE_REQ,
      MessageType.KEEP_ALIVE_RESP,
    ] satisfies MediaFromClient['msg_type'][],
    server: [
      MessageType.DATA_HAND_SHAKE_RESP,
      MessageType.KEEP_ALIVE_REQ,
      MessageType.MEDIA_DATA_AUDIO,
      MessageType.MEDIA_DATA_VIDEO,
      MessageType.MEDIA_DATA_SHARE,
      MessageType.MEDIA_DATA_TRANSCRIPT,
      MessageType.MEDIA_DATA_CHAT,
    ] satisfies MediaFromServer['msg_type'][],
  },
} as const satisfies { [K in SocketKind]: { client: MessageType[]; server: MessageType[] } };

/** Additional messages of clients of the string generation. */
const STRING_SIGNALING_FROM_CLIENT: readonly MessageType[] = [
  MessageType.KEEP_ALIVE_REQ,
  MessageType.SESSION_STATE_UPDATE,
];

/**
 * True if a client may send `message` on `socket` in the given generation. Other messages are ignored
 * (PROTOCOL.md §9.17). `dialect` defaults to 2026.
 */
export function isFromClient(
  socket: 'media',
  message: Message,
  dialect?: DialectName,
): message is MediaFromClient;
export function isFromClient(
  socket: 'signaling',
  message: Message,
  dialect?: NumericGeneration,
): message is SignalingFromClient;
export function isFromClient(
  socket: 'signaling',
  message: Message,
  dialect: DialectName,
): message is StringSignalingFromClient;
export function isFromClient(socket: SocketKind, message: Message, dialect: DialectName = '2026'): boolean {
  const types: readonly MessageType[] = MESSAGES_BY_SOCKET[socket].client;
  if (types.includes(message.msg_type)) return true;
  return (
    dialect === 'string' && socket === 'signaling' && STRING_SIGNALING_FROM_CLIENT.includes(message.msg_type)
  );
}

/** True if a server may send `message` on `socket` (PROTOCOL.md §9.17). */
export function isFromServer(socket: 'media', message: Message): message is MediaFromServer;
export function isFromServer(socket: 'signaling', message: Message): message is SignalingFromServer;
export function isFromServer(socket: SocketKind, message: Message): boolean {
  const types: readonly MessageType[] = MESSAGES_BY_SOCKET[socket].server;
  return types.includes(message.msg_type);
}
