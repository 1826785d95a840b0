import type { MediaDataAudio, MediaDataShare, MediaDataVideo } from '../messages/index.js';
import { isJsonObject, type JsonObject } from '../checks/fields.js';
import { frameText } from './parse.js';

/** A message whose `data` is base64. */
export type MediaFrameMessage = MediaDataAudio | MediaDataVideo | MediaDataShare;

/** Audio, video or share as the first key; any other order goes the slow way. */
const STARTS_WITH_MEDIA_TYPE = /^\s*\{\s*"msg_type"\s*:\s*(14|15|16)\s*[,}]/;

/** Stands in for the payload while the rest is parsed. No base64 holds it, so it cannot come from the peer. */
const MARK = '\u0001';
const MARK_AS_JSON = String.raw`\u0001`;

/**
 * The fast path for large payloads, the reading twin of `createMediaFrameWriter`: cuts the base64 out of the text
 * and parses only what is left. Both message shapes are read (PROTOCOL.md §12.3). Gives the same message as
 * `decode`, or `undefined` where that is not certain at a glance: another message type, another key order,
 * escapes in the payload, broken JSON. Then `decode` has the last word.
 */
export function readMediaFrame(frame: string | Uint8Array): MediaFrameMessage | undefined {
  const text = frameText(frame);
  const type = STARTS_WITH_MEDIA_TYPE.exec(text)?.[1];
  if (type === undefined) return undefined;
  const msg_type = Number(type) as MediaFrameMessage['msg_type'];
  return readAround(text, '"data":"', msg_type) ?? readAround(text, '"content":"', msg_type);
}

/** A key and its opening quote cannot occur inside a JSON string: the quotes would be escaped there. */
function readAround(
  text: string,
  key: string,
  msg_type: MediaFrameMessage['msg_type'],
): MediaFrameMessage | undefined {
  const keyAt = text.indexOf(key);
  if (keyAt === -1) return undefined;
  const start = keyAt + key.length;
  const end = text.indexOf('"', start);
  if (end === -1) return undefined;
  const payload = text.slice(start, end);
  if (payload.includes('\\')) return undefined;
  const rest = parseObject(text.slice(0, start) + MARK_AS_JSON + text.slice(end));
  if (rest?.['msg_type'] !== msg_type) return undefined;
  return messageWith(payload, rest, msg_type);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // decode() will say what is wrong with it
  }
}

/** Puts the payload back, if the mark is where the payload belongs. */
function messageWith(
  payload: string,
  rest: JsonObject,
  msg_type: MediaFrameMessage['msg_type'],
): MediaFrameMessage | undefined {
  const { msg_type: _type, content, ...beside } = rest;
  if (isJsonObject(content) && content['data'] === MARK) {
    return { msg_type, content: { ...content, data: payload } } as MediaFrameMessage;
  }
  if (content === MARK) return { msg_type, content: { ...beside, data: payload } } as MediaFrameMessage;
  return undefined;
}
