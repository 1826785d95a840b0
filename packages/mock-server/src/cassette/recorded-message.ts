/** Messages of a cassette as they are, whatever their generation and however unusual: nothing is checked. */
import { MessageType, messageTypeName } from '@rtms-mock/protocol';
import type { CassetteMessage } from '@rtms-mock/protocol/cassette';
import { isObject } from '../input/kinds.js';
import { parsedJson } from '../input/json.js';

/** Name of a media type, as in counters and in the journal. */
export type RecordedKind = 'audio' | 'video' | 'deskshare' | 'transcript' | 'chat';

/** Fields of a JSON object that were not checked. */
export interface Fields {
  /** A value by its name. */
  readonly [name: string]: unknown;
}

/** A recorded message with the number of its type. */
export interface RecordedMessage {
  /** Number of the type; `undefined` for a message without a known type. */
  readonly type: number | undefined;
  /** The JSON object; empty for a message that is none. */
  readonly body: Fields;
}

const KINDS: ReadonlyMap<number | undefined, RecordedKind> = new Map([
  [MessageType.MEDIA_DATA_AUDIO, 'audio'],
  [MessageType.MEDIA_DATA_VIDEO, 'video'],
  [MessageType.MEDIA_DATA_SHARE, 'deskshare'],
  [MessageType.MEDIA_DATA_TRANSCRIPT, 'transcript'],
  [MessageType.MEDIA_DATA_CHAT, 'chat'],
]);

/** Returns the media type that a message carries; `undefined` for other messages. */
export function mediaKindOf(type: number | undefined): RecordedKind | undefined {
  return KINDS.get(type);
}

/** Reads a line with a message. */
export function readRecorded({ message }: Pick<CassetteMessage, 'message'>): RecordedMessage {
  const body = typeof message === 'string' ? parsedJson(message) : message;
  if (!isObject(body)) return { type: undefined, body: {} };
  return { type: typeNumber(body['msg_type']), body };
}

/** Name of a message for people: `KEEP_ALIVE_REQ`, the number of an unknown type, or `no message`. */
export function shownType(type: number | undefined): string {
  return type === undefined ? 'no message' : (messageTypeName(type) ?? `message ${type}`);
}

/** Fields about the sender and the time of a media message, nested in `content` or flat (PROTOCOL.md §12.3). */
export function mediaContentOf(body: Fields): Fields {
  const { content } = body;
  if (isObject(content)) return content;
  return typeof content === 'string' ? { ...body, data: content } : body;
}

function typeNumber(type: unknown): number | undefined {
  if (typeof type === 'number') return type;
  if (typeof type !== 'string' || !Object.hasOwn(MessageType, type)) return undefined;
  return MessageType[type as keyof typeof MessageType];
}
