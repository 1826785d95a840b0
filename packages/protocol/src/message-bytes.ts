/** Conversions between strings and {@link MessageBytes}. */
import type { MessageBytes } from './ports.js';

/** Encodes a whole message as UTF-8. */
export function stringToMessageBytes(message: string): MessageBytes {
  const bytes = new TextEncoder().encode(message);
  return { byteLength: bytes.length, writeTo: (target, offset) => target.set(bytes, offset) };
}

/** Decodes a message, for sockets that send strings only. */
export function messageBytesToString(message: MessageBytes): string {
  const bytes = new Uint8Array(message.byteLength);
  message.writeTo(bytes, 0);
  return new TextDecoder().decode(bytes);
}
