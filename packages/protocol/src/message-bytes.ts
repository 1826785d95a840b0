/** Messages between text and bytes. */
import type { MessageBytes } from './ports.js';

/** A text that is there already. */
export function stringToMessageBytes(text: string): MessageBytes {
  const bytes = new TextEncoder().encode(text);
  return { byteLength: bytes.length, writeTo: (target, offset) => target.set(bytes, offset) };
}

/** The message as a text, for sockets that take nothing else. */
export function messageBytesToString(message: MessageBytes): string {
  const bytes = new Uint8Array(message.byteLength);
  message.writeTo(bytes, 0);
  return new TextDecoder().decode(bytes);
}
