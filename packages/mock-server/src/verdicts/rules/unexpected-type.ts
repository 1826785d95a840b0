/** Types of messages that are not valid where they came. */
import { MESSAGES_BY_SOCKET, messageTypeName } from '@rtms-mock/protocol';

/** True for a type of messages that clients send on sockets of this kind. */
export function belongs(type: string, socket: 'signaling' | 'media'): boolean {
  return MESSAGES_BY_SOCKET[socket].client.some((number) => messageTypeName(number) === type);
}

/** The type of a message that is not valid where it came, by the explanation; `undefined` if this says something else. */
export function unexpectedType(reason: string): string | undefined {
  return /^(\w+) \(message \d+\) is not expected on/.exec(reason)?.[1];
}
