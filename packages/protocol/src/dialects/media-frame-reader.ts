import type { MediaDataAudio, MediaDataShare, MediaDataVideo } from '../messages/index.js';
import { isJsonObject, type JsonObject } from '../checks/fields.js';
import { isNestedDeeper } from '../checks/nesting.js';
import { frameToString } from './parse.js';

/** A media message with a base64 payload: audio, video or screen share. */
export type MediaFrameMessage = MediaDataAudio | MediaDataVideo | MediaDataShare;

/**
 * Matches audio, video or share with `msg_type` as the first key. Other orders of keys are left to `decode`.
 */
const STARTS_WITH_MEDIA_TYPE = /^\s*\{\s*"msg_type"\s*:\s*(14|15|16)\s*[,}]/;

/**
 * Placeholder for the payload while the rest is parsed. Base64 never contains it, so the peer cannot send it.
 */
const PLACEHOLDER = '\u0001';
const PLACEHOLDER_AS_JSON = String.raw`\u0001`;

/**
 * Fast path of `decode` for large payloads, the counterpart of `createMediaFrameWriter`: cuts the base64 out
 * of the frame and parses only the rest. Reads both shapes (PROTOCOL.md §12.3). Returns the same message as
 * `decode`, or `undefined` if that is not certain: another message type, another order of keys, escapes in
 * the payload, invalid JSON. Use `decode` then.
 */
export function readMediaFrame(frame: string | Uint8Array): MediaFrameMessage | undefined {
  const json = frameToString(frame);
  const type = STARTS_WITH_MEDIA_TYPE.exec(json)?.[1];
  if (type === undefined) return undefined;
  const msg_type = Number(type) as MediaFrameMessage['msg_type'];
  return readAround(json, '"data":"', msg_type) ?? readAround(json, '"content":"', msg_type);
}

/** A key with its quotes cannot occur inside a JSON string, since quotes are escaped there. */
function readAround(
  json: string,
  key: string,
  msg_type: MediaFrameMessage['msg_type'],
): MediaFrameMessage | undefined {
  const keyAt = json.indexOf(key);
  if (keyAt === -1) return undefined;
  const start = keyAt + key.length;
  const end = json.indexOf('"', start);
  if (end === -1) return undefined;
  const payload = json.slice(start, end);
  if (payload.includes('\\')) return undefined;
  const rest = parseObject(json.slice(0, start) + PLACEHOLDER_AS_JSON + json.slice(end));
  if (rest?.['msg_type'] !== msg_type) return undefined;
  return messageWith(payload, rest, msg_type);
}

function parseObject(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) && !isNestedDeeper(value) ? value : undefined;
  } catch {
    return undefined; // `decode` reports the problem.
  }
}

/** Inserts the payload, if the placeholder is at the place of the payload. */
function messageWith(
  payload: string,
  rest: JsonObject,
  msg_type: MediaFrameMessage['msg_type'],
): MediaFrameMessage | undefined {
  const { msg_type: _type, content, ...beside } = rest;
  if (isJsonObject(content) && content['data'] === PLACEHOLDER) {
    return { msg_type, content: { ...content, data: payload } } as MediaFrameMessage;
  }
  if (content === PLACEHOLDER)
    return { msg_type, content: { ...beside, data: payload } } as MediaFrameMessage;
  return undefined;
}
