/** Encrypts the payloads of one media connection (PROTOCOL.md §12.5). */
import {
  MessageType,
  stringToMessageBytes,
  type Dialect,
  type MediaDataChat,
  type MediaDataTranscript,
  type MediaFrameHeader,
  type MediaFrameWriter,
  type MessageBytes,
} from '@rtms-mock/protocol';
import {
  derivePayloadKey,
  encryptedMediaOf,
  ENCRYPTION_SCHEME,
  payloadContextBytes,
  PayloadSealer,
  type CompleteSrtpKeys,
} from '@rtms-mock/protocol/encryption';
import { chunkOf } from '../tracks/chunk.js';
import type { ChunkWriter, PlayedChunk } from './lanes/chunk-writer.js';

/** Creates the message around a payload. */
interface MessageSource {
  /** Returns the message around another payload, encrypted. */
  encrypt(payload: Uint8Array, timestampMs: number): MessageBytes;
  /** Returns the message around a chunk, without encryption. */
  plain(chunk: PlayedChunk, timestampMs: number): MessageBytes;
}

/** A message with an encrypted payload, which is also available without encryption. */
export class EncryptedMessage implements MessageBytes {
  readonly byteLength: number;
  readonly #message: MessageBytes;
  readonly #source: MessageSource;
  readonly #chunk: PlayedChunk;
  readonly #timestampMs: number;

  /** `payload`: encrypted in place of the chunk's data. @default the chunk's data */
  constructor(
    source: MessageSource,
    chunk: PlayedChunk,
    timestampMs: number,
    payload: Uint8Array = chunk.data,
  ) {
    this.#source = source;
    this.#chunk = chunk;
    this.#timestampMs = timestampMs;
    this.#message = source.encrypt(payload, timestampMs);
    this.byteLength = this.#message.byteLength;
  }

  writeTo(target: Uint8Array, offset: number): void {
    this.#message.writeTo(target, offset);
  }

  /** Returns the message without encryption. */
  plain(): MessageBytes {
    return this.#source.plain(this.#chunk, this.#timestampMs);
  }

  /** Returns the message around another payload, encrypted. */
  withPayload(payload: Uint8Array): EncryptedMessage {
    return new EncryptedMessage(this.#source, this.#chunk, this.#timestampMs, payload);
  }
}

/** Returns a message without encryption, for readers in this server. */
export function plainMessage(message: MessageBytes): MessageBytes {
  return message instanceof EncryptedMessage ? message.plain() : message;
}

/** The encryption of one connection: one sealer for each media type. */
export class PayloadEncryption {
  readonly #keys: CompleteSrtpKeys;
  readonly #streamId: string;
  readonly #sealers = new Map<number, PayloadSealer>();

  constructor(keys: CompleteSrtpKeys, streamId: string) {
    this.#keys = keys;
    this.#streamId = streamId;
  }

  /** Returns a writer of messages from one sender whose payloads are encrypted. `write` creates the message around them. */
  writer(header: MediaFrameHeader, write: MediaFrameWriter): ChunkWriter {
    const { msg_type, user_id = '', channel_id = '' } = header;
    const sealer = this.#sealer(msg_type);
    const context = new ContextBytes(
      `${[ENCRYPTION_SCHEME, this.#streamId, msg_type, user_id, channel_id].join('\n')}\n`,
    );
    const source: MessageSource = {
      encrypt: (payload, timestampMs) => {
        const sealed = sealer.seal(payload, context.at(timestampMs));
        return write(sealed.toString('base64'), payload.length, timestampMs);
      },
      plain: ({ base64, data }, timestampMs) => write(base64, data.length, timestampMs),
    };
    return (chunk, timestampMs) => new EncryptedMessage(source, chunk, timestampMs);
  }

  /** Encodes a transcript or a chat message with an encrypted text. */
  encodeText(message: MediaDataChat | MediaDataTranscript, dialect: Dialect): MessageBytes {
    const { user_id: userId, timestamp } = message.content;
    const channelId =
      message.msg_type === MessageType.MEDIA_DATA_TRANSCRIPT ? message.content.channel_id : undefined;
    const { msg_type: messageType } = message;
    const context = payloadContextBytes({
      streamId: this.#streamId,
      messageType,
      userId,
      channelId,
      timestamp,
    });
    const sealer = this.#sealer(messageType);
    const source: MessageSource = {
      encrypt: (payload) => {
        const data = sealer.seal(payload, context).toString('base64');
        const content = { ...message.content, data };
        return stringToMessageBytes(dialect.encode({ ...message, content } as typeof message));
      },
      plain: () => stringToMessageBytes(dialect.encode(message)),
    };
    return new EncryptedMessage(source, chunkOf(Buffer.from(message.content.data)), timestamp);
  }

  #sealer(messageType: number): PayloadSealer {
    const existing = this.#sealers.get(messageType);
    if (existing) return existing;
    const media = encryptedMediaOf(messageType);
    if (media === undefined) throw new Error(`message ${messageType} carries no media`);
    const sealer = new PayloadSealer(derivePayloadKey(this.#keys[media], this.#streamId, media));
    this.#sealers.set(messageType, sealer);
    return sealer;
  }
}

/** Digits of Unix time in milliseconds, from 2001 to 2286. */
const TIMESTAMP_DIGITS = 13;

/** Context of messages that differ in their timestamp only. Reuses one buffer. */
class ContextBytes {
  readonly #bytes: Buffer;
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#bytes = Buffer.from(prefix + '0'.repeat(TIMESTAMP_DIGITS));
  }

  at(timestampMs: number): Uint8Array {
    const digits = String(timestampMs);
    if (digits.length !== TIMESTAMP_DIGITS) return Buffer.from(this.#prefix + digits);
    this.#bytes.write(digits, this.#bytes.length - TIMESTAMP_DIGITS, 'latin1');
    return this.#bytes;
  }
}
