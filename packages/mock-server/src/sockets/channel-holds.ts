/** Breakpoints of a stream on the messages of one connection. */
import { messageTypeName, parseFrame, type Dialect } from '@rtms-mock/protocol';
import type { DelayedSocket } from '../faults/delayed-socket.js';
import type { MessageHolds } from '../faults/message-holds.js';

/** The parts of a channel that breakpoints use. */
export interface HeldChannel {
  readonly id: string;
  readonly kind: 'signaling' | 'media';
  readonly dialect: Dialect;
  readonly socket: DelayedSocket;
}

/** Lets breakpoints hold what a connection receives from now on. */
export function holdAllReceived(channel: HeldChannel, holds: MessageHolds): void {
  channel.socket.intercept = (data, receive) => holdReceived(channel, holds, data, receive);
}

/**
 * Lets breakpoints of the stream that a first message names hold this message. `holdsOf` finds them by the id of the
 * stream.
 */
export function interceptEarly(
  channel: HeldChannel,
  holdsOf: (streamId: string) => MessageHolds | undefined,
): void {
  channel.socket.intercept = (data, receive) => {
    const { rtms_stream_id: streamId } = fieldsOf(data);
    const holds = typeof streamId === 'string' ? holdsOf(streamId) : undefined;
    return holds?.isActive === true && holdReceived(channel, holds, data, receive);
  };
}

/** Holds a message that is about to be sent, if a breakpoint matches. `send` sends it, with the fields of a changed one. */
export function holdSent(
  { id: connectionId, kind: socket }: HeldChannel,
  holds: MessageHolds | undefined,
  { text, type }: { readonly text: string; readonly type: string },
  send: (text: string, changed: object | undefined) => void,
): boolean {
  if (holds?.isActive !== true) return false;
  const proceed = (released: string): void =>
    send(released, released === text ? undefined : fieldsOf(released));
  return holds.hold({ connectionId, socket, direction: 'sent', type, text: () => text, proceed });
}

function holdReceived(
  { id: connectionId, kind: socket, dialect }: HeldChannel,
  holds: MessageHolds,
  data: string | Uint8Array,
  receive: (data: string | Uint8Array) => void,
): boolean {
  const type = receivedType(data, dialect);
  const text = (): string => (typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));
  return holds.hold({ connectionId, socket, direction: 'received', type, text, proceed: receive });
}

function receivedType(data: string | Uint8Array, dialect: Dialect): string {
  const decoded = dialect.decode(data);
  const number = decoded.ok ? decoded.message.msg_type : decoded.problem.messageType;
  const name = number === undefined ? fieldsOf(data)['msg_type'] : messageTypeName(number);
  return typeof name === 'string' ? name : 'INVALID';
}

/** Fields of a message; none if it is no JSON object. */
function fieldsOf(data: string | Uint8Array): { readonly [name: string]: unknown } {
  const parsed = parseFrame(data);
  return parsed.ok ? parsed.body : {};
}
