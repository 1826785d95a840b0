import { MESSAGES_BY_SOCKET, MessageType, messageTypeName, type SocketKind } from '@rtms-mock/protocol';

/** Describes a message that is not valid in the state of its socket, and what to do instead. For log and journal. */
export function describeUnexpectedMessage(type: number, socket: SocketKind, state: string): string {
  const found = `${nameOf(type)} is not expected on a ${socket} socket in state ${state}`;
  const remedy = remedyFor(type, socket, state);
  return remedy === undefined ? found : `${found}; ${remedy}`;
}

/** True for the type of the handshake request that belongs on the other socket. */
export function isOtherHandshake(type: number | undefined, socket: SocketKind): type is number {
  return type === HANDSHAKES[socket === 'media' ? 'signaling' : 'media'];
}

const HANDSHAKES = {
  signaling: MessageType.SIGNALING_HAND_SHAKE_REQ,
  media: MessageType.DATA_HAND_SHAKE_REQ,
} as const;

function remedyFor(type: number, socket: SocketKind, state: string): string | undefined {
  const other = socket === 'media' ? 'signaling' : 'media';
  if (isClientMessage(other, type) && !isClientMessage(socket, type)) return `send it on the ${other} socket`;
  if (state !== 'handshaking') return undefined;
  return `send ${nameOf(HANDSHAKES[socket])} first`;
}

/** True if clients send messages of this type on the socket. */
function isClientMessage(socket: SocketKind, type: number): boolean {
  const types: readonly number[] = MESSAGES_BY_SOCKET[socket].client;
  return types.includes(type);
}

/** `CLIENT_READY_ACK (message 7)` */
function nameOf(type: number): string {
  const name = messageTypeName(type);
  return name === undefined ? `message ${type}` : `${name} (message ${type})`;
}
