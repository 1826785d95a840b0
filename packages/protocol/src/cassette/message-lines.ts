/** Turns messages into lines of a cassette, with payload and redaction as the recording wants them. */
import { isJsonObject, type JsonObject } from '../checks/fields.js';
import { MessageType } from '../message-type.js';
import { encodeCanonicalMessage, encodeCassetteLine, isCanonicalJson, messageOfText } from './encode.js';
import type { CassetteMessage, CassetteMessageMeta, CassettePayload, Redactable } from './lines.js';
import { Redactor } from './redactor.js';

/** Type of media whose payload is binary. */
export type RecordedMediaType = 'audio' | 'video' | 'share';

/** Payload of one media message. */
export interface RecordedMedia {
  /** Type of the media. */
  readonly type: RecordedMediaType;
  /** Id of the connection. */
  readonly connection: string;
  /** Participant or channel that it belongs to, as a string; `0` for mixed audio. */
  readonly source: string;
  /** Payload in base64, as it was sent. */
  readonly data: string;
}

/** Replacement of the payload in the recorded message. */
export interface RecordedPayload {
  /** Base64 in the message; empty if the payload is elsewhere. */
  readonly data: string;
  /** Place of the payload, if it is not in the message. */
  readonly payload?: CassettePayload;
  /** It is not what was sent. */
  readonly isRedacted?: boolean;
  /** Length of `data` before base64, in bytes, if it differs from the original. */
  readonly length?: number;
}

/** Options of {@link MessageLines}. */
export interface MessageLinesOptions {
  /** Parts that are replaced beside secrets. */
  readonly redacted: readonly Redactable[];
  /**
   * Called for the payload of each media message from the service. Returns what is recorded in its place.
   * @default the payload stays in the message
   */
  readonly recordMedia?: (media: RecordedMedia) => RecordedPayload;
}

/** Time, connection, direction and frame type of a message. */
export type MessagePlace = Pick<CassetteMessage, 'ms' | 'connection' | 'direction' | 'kind' | 'meta'>;

/** Messages with a payload usually begin so; others are found by parsing. */
const MEDIA_START = /^\{"msg_type":(?:1[456]|"MEDIA_DATA_(?:AUDIO|VIDEO|SHARE)"),/;

const MEDIA_TYPES: ReadonlyMap<unknown, RecordedMediaType> = new Map<unknown, RecordedMediaType>([
  [MessageType.MEDIA_DATA_AUDIO, 'audio'],
  [MessageType.MEDIA_DATA_VIDEO, 'video'],
  [MessageType.MEDIA_DATA_SHARE, 'share'],
  ['MEDIA_DATA_AUDIO', 'audio'],
  ['MEDIA_DATA_VIDEO', 'video'],
  ['MEDIA_DATA_SHARE', 'share'],
]);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Encodes the messages of one recording. */
export class MessageLines {
  /** Redacts webhooks in the same way, with the same names. */
  readonly redactor: Redactor;
  readonly #recordMedia: MessageLinesOptions['recordMedia'];
  readonly #keepsNames: boolean;

  constructor({ redacted, recordMedia }: MessageLinesOptions) {
    this.redactor = new Redactor(redacted);
    this.#recordMedia = recordMedia;
    this.#keepsNames = !redacted.includes('names');
  }

  /** Encodes a message that arrived or was sent as bytes. */
  bytes(place: MessagePlace, bytes: Uint8Array): string {
    try {
      return this.text(place, utf8.decode(bytes));
    } catch {
      // Not UTF-8. Whatever it is, it has no fields that could be redacted.
      const meta = { ...place.meta, encoding: 'base64' } as const;
      return encodeCassetteLine({ ...place, message: base64(bytes), meta });
    }
  }

  /** Encodes a message. */
  text(place: MessagePlace, text: string): string {
    if (MEDIA_START.test(text) && this.#keepsNames && this.#recordMedia === undefined) {
      // A media message has no secrets.
      return isCanonicalJson(withoutPayload(text))
        ? encodeCanonicalMessage(place, text)
        : encodeCassetteLine({ ...place, message: text });
    }
    const parsed = messageOfText(text);
    const type = isJsonObject(parsed) ? MEDIA_TYPES.get(parsed['msg_type']) : undefined;
    if (type !== undefined && isJsonObject(parsed)) return this.#media(place, parsed, type);
    const { text: redacted, isRedacted } = this.redactor.text(text);
    const meta = isRedacted ? { ...place.meta, redacted: true as const } : place.meta;
    return encodeCassetteLine({ ...withMeta(place, meta), message: messageOfText(redacted) });
  }

  #media(place: MessagePlace, message: JsonObject, type: RecordedMediaType): string {
    const { content } = message;
    const fields = isJsonObject(content) ? content : message;
    const data = isJsonObject(content) ? content['data'] : content;
    const recorded =
      typeof data === 'string' && this.#recordMedia !== undefined
        ? this.#recordMedia({ type, connection: place.connection, source: sourceOf(fields), data })
        : undefined;
    const emptied = recorded === undefined ? message : withData(message, content, recorded);
    const { value, isRedacted } = this.#keepsNames
      ? { value: emptied, isRedacted: false }
      : this.redactor.value(emptied);
    const meta: CassetteMessageMeta = {
      ...place.meta,
      ...(recorded?.payload !== undefined && { payload: recorded.payload }),
      ...((isRedacted || recorded?.isRedacted === true) && { redacted: true }),
    };
    return encodeCanonicalMessage(withMeta(place, meta), JSON.stringify(value));
  }
}

/** Base64, which JSON writes as it is. */
const PLAIN = /[\w+/=-]*/y;

const DATA = '"data":"';

/**
 * Leaves the payload out of a media message, if it is base64: `JSON.stringify` of the rest shows whether the whole is
 * canonical, at a fraction of the time.
 */
function withoutPayload(text: string): string {
  const start = text.indexOf(DATA) + DATA.length;
  if (start < DATA.length) return text;
  PLAIN.lastIndex = start;
  PLAIN.test(text);
  return text.slice(0, start) + text.slice(Math.max(start, PLAIN.lastIndex));
}

function withMeta(place: MessagePlace, meta: CassetteMessageMeta | undefined): MessagePlace {
  const { ms, connection, direction, kind } = place;
  const hasMeta = meta !== undefined && Object.keys(meta).length > 0;
  return { ms, connection, direction, kind, ...(hasMeta && { meta }) };
}

/** Puts another payload in place of `content.data`, or of `content` in the flat shape. Keeps the order of fields. */
function withData(message: JsonObject, content: unknown, { data, length }: RecordedPayload): JsonObject {
  const fields = isJsonObject(content) ? content : message;
  const sized = length !== undefined && typeof fields['length'] === 'number' ? { length } : {};
  if (isJsonObject(content)) return { ...message, content: { ...content, data, ...sized } };
  return { ...message, content: data, ...sized };
}

function sourceOf(fields: JsonObject): string {
  const source = fields['user_id'] ?? fields['channel_id'] ?? 0;
  return typeof source === 'string' || typeof source === 'number' ? String(source) : '0';
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
