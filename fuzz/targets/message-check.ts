/** Checks the messages that the server sends: whatever it received, they must be messages of the protocol. */

/** Max length of a message without media, in characters: ids that it repeats are cut. */
const MAX_LENGTH = 8000;
const MEDIA = /^\{"msg_type":(?:1[4-8]\D|"MEDIA_DATA)/;
const NAME = /^[A-Z_]+$/;
const MAX_TYPE = 29;

/** The problem of a message, or `undefined`. Media messages are not checked: the neighbour counts them. */
export function problemOfMessage(payload: Buffer): string | undefined {
  const text = payload.toString();
  if (MEDIA.test(text)) return undefined;
  if (text.length > MAX_LENGTH) return `a message of ${text.length} characters`;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return 'a message that is no JSON';
  }
  const type = (message as { msg_type?: unknown } | null)?.msg_type;
  const isKnown =
    typeof type === 'number' ? type > 0 && type <= MAX_TYPE : typeof type === 'string' && NAME.test(type);
  return isKnown ? undefined : `a message with msg_type ${JSON.stringify(type)}`;
}
