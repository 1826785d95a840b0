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
import type { ChunkWriter, PlayedChunk } from './lanes/chunk-writer.js';

/** A message with an encrypted payload, which is also available without encryption. */
export class EncryptedMessage implements MessageBytes {
  readonly byteLength: number;
  readonly #message: MessageBytes;
  readonly #encrypt: (payload: Uint8Array) => MessageBytes;
  readonly #plain: () => MessageBytes;

  /** `encrypt` and `plain` create the message around another payload, and without encryption. */
  constructor(
    message: MessageBytes,
    encrypt: (payload: Uint8Array) => MessageBytes,
    plain: () => MessageBytes,
  ) {
    this.byteLength = message.byteLength;
    this.#message = message;
    this.#encrypt = encrypt;
    this.#plain = plain;
  }

  writeTo(target: Uint8Array, offset: number): void {
    this.#message.writeTo(target, offset);
  }

  /** Returns the message without encryption. */
  plain(): MessageBytes {
    return this.#plain();
  }

  /** Returns the message around another payload, encrypted. */
  withPayload(payload: Uint8Array): EncryptedMessage {
    return new EncryptedMessage(this.#encrypt(payload), this.#encrypt, this.#plain);
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
    const context = `${[ENCRYPTION_SCHEME, this.#streamId, msg_type, user_id, channel_id].join('\n')}\n`;
    return (chunk: PlayedChunk, timestampMs: number) => {
      const encrypt = (payload: Uint8Array): MessageBytes => {
        const sealed = sealer.seal(payload, Buffer.from(context + String(timestampMs)));
        return write(Buffer.from(sealed.toString('base64'), 'latin1'), payload.length, timestampMs);
      };
      const plain = (): MessageBytes => write(chunk.base64, chunk.data.length, timestampMs);
      return new EncryptedMessage(encrypt(chunk.data), encrypt, plain);
    };
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
    const encrypt = (payload: Uint8Array): MessageBytes => {
      const data = sealer.seal(payload, context).toString('base64');
      const content = { ...message.content, data };
      return stringToMessageBytes(dialect.encode({ ...message, content } as typeof message));
    };
    const plain = (): MessageBytes => stringToMessageBytes(dialect.encode(message));
    return new EncryptedMessage(encrypt(Buffer.from(message.content.data)), encrypt, plain);
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
