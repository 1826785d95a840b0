import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ENCRYPTION_SCHEME } from './keys.js';

/** Cipher of the payloads (NIST SP 800-38D). */
const CIPHER = 'aes-256-gcm';

/** Length of a nonce: 8 random bytes of its sealer, and a counter of 4 bytes, big-endian. */
const NONCE_BYTES = 12;
const PREFIX_BYTES = 8;

/** Length of an authentication tag in bytes. */
const TAG_BYTES = 16;

/** Bytes by which a sealed payload is longer than the payload: its nonce and its tag (PROTOCOL.md §12.5). */
export const SEAL_BYTES = NONCE_BYTES + TAG_BYTES;

/** Number of nonces with the same prefix. */
const MAX_COUNTER = 0xffff_ffff;

/** Fields of a media message that its encryption protects from changes. */
export interface PayloadContext {
  /** `rtms_stream_id` of the stream. */
  readonly streamId: string;
  /** `msg_type` of the message as a number, 14 to 18. */
  readonly messageType: number;
  /** `user_id` of the message; absent in Contact Center. */
  readonly userId?: number | string | undefined;
  /** `channel_id` of the message; Contact Center and phone only. */
  readonly channelId?: number | string | undefined;
  /** `timestamp` of the message in Unix milliseconds. */
  readonly timestamp: number;
}

/**
 * Additional authenticated data of a message: scheme, stream id, message type, user id, channel id and timestamp in
 * UTF-8, separated by line feeds. A field that the message does not have is empty (PROTOCOL.md §12.5).
 */
export function payloadContextBytes(context: PayloadContext): Buffer {
  const { streamId, messageType, userId = '', channelId = '', timestamp } = context;
  return Buffer.from([ENCRYPTION_SCHEME, streamId, messageType, userId, channelId, timestamp].join('\n'));
}

/**
 * Encrypts the payloads of one media type on one connection. Every sealer has 8 random bytes, with which all its nonces
 * begin, and counts its messages in the other 4: no nonce is used twice, and receivers can notice repeated messages.
 */
export class PayloadSealer {
  readonly #key: Uint8Array;
  readonly #nonce = Buffer.alloc(NONCE_BYTES);
  #counter = 0;

  /**
   * @param key 32 bytes: the result of `derivePayloadKey`
   * @param prefix 8 bytes with which the nonces begin, for test vectors. Default: random
   */
  constructor(key: Uint8Array, prefix: Uint8Array = randomBytes(PREFIX_BYTES)) {
    this.#key = key;
    this.#nonce.set(prefix.subarray(0, PREFIX_BYTES), 0);
  }

  /** Returns nonce, ciphertext and tag. `context`: the result of {@link payloadContextBytes}. */
  seal(payload: Uint8Array, context: Uint8Array): Buffer {
    const nonce = this.#nextNonce();
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    cipher.setAAD(context);
    const encrypted = cipher.update(payload);
    cipher.final();
    const sealed = Buffer.allocUnsafe(payload.length + SEAL_BYTES);
    sealed.set(nonce, 0);
    sealed.set(encrypted, NONCE_BYTES);
    sealed.set(cipher.getAuthTag(), NONCE_BYTES + payload.length);
    return sealed;
  }

  #nextNonce(): Uint8Array {
    if (this.#counter > MAX_COUNTER) {
      randomBytes(PREFIX_BYTES).copy(this.#nonce);
      this.#counter = 0;
    }
    this.#nonce.writeUInt32BE(this.#counter, PREFIX_BYTES);
    this.#counter += 1;
    return this.#nonce;
  }
}

/** Why a sealed payload was refused. */
export type OpenFailure =
  /** It is shorter than nonce and tag. */
  | 'truncated'
  /** Its nonce does not follow the one before: the message is a copy, or from another connection. */
  | 'replayed'
  /** Key, payload or one of the fields of {@link PayloadContext} is not that of the sender. */
  | 'not-authentic';

/** Result of {@link PayloadOpener.open}. */
export type OpenResult =
  | { readonly ok: true; readonly payload: Buffer }
  | { readonly ok: false; readonly failure: OpenFailure };

/** Decrypts the payloads of one media type on one connection, in the order in which they arrive. */
export class PayloadOpener {
  readonly #key: Uint8Array;
  /** Prefix and counter of the last nonce that was accepted. */
  #prefix: bigint | undefined;
  #counter = -1;

  /** @param key 32 bytes: the result of `derivePayloadKey` */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Decrypts nonce, ciphertext and tag. `context`: the result of {@link payloadContextBytes}. Never throws. */
  open(sealed: Buffer, context: Uint8Array): OpenResult {
    if (sealed.length < SEAL_BYTES) return { ok: false, failure: 'truncated' };
    const prefix = sealed.readBigUInt64BE(0);
    const counter = sealed.readUInt32BE(PREFIX_BYTES);
    if (!this.#isNext(prefix, counter)) return { ok: false, failure: 'replayed' };
    const payload = this.#decrypt(sealed, context);
    if (payload === undefined) return { ok: false, failure: 'not-authentic' };
    this.#prefix = prefix;
    this.#counter = counter;
    return { ok: true, payload };
  }

  /** One sealer sends all messages, so its prefix stays until its counter is used up. */
  #isNext(prefix: bigint, counter: number): boolean {
    if (this.#prefix === undefined) return true;
    return prefix === this.#prefix ? counter > this.#counter : this.#counter === MAX_COUNTER;
  }

  #decrypt(sealed: Buffer, context: Uint8Array): Buffer | undefined {
    const tagAt = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(context);
    decipher.setAuthTag(sealed.subarray(tagAt));
    const payload = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
    try {
      decipher.final();
    } catch {
      // The tag is wrong. Node has no other way to tell.
      return undefined;
    }
    return payload;
  }
}
