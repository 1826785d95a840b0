/** Decrypts the payloads of one media socket (PROTOCOL.md §12.5). */
import { MessageType, type SrtpKeys } from '@rtms-mock/protocol';
import {
  derivePayloadKey,
  encryptedMediaOf,
  ENCRYPTION_SCHEME,
  PayloadOpener,
  payloadContextBytes,
  type OpenFailure,
} from '@rtms-mock/protocol/encryption';
import type { MediaMessage } from './media-message.js';

/** Result of {@link MediaDecryption.decrypt}. */
export type Decrypted =
  | { readonly ok: true; readonly message: MediaMessage }
  | { readonly ok: false; readonly failure: OpenFailure };

/** Decryption with the keys of one stream. Messages of each media type have to arrive in order. */
export class MediaDecryption {
  readonly #keys: SrtpKeys;
  readonly #streamId: string;
  readonly #openers = new Map<number, PayloadOpener>();

  constructor(keys: SrtpKeys, streamId: string) {
    this.#keys = keys;
    this.#streamId = streamId;
  }

  /** Returns a message with its payload as the service had it before encryption. */
  decrypt(message: MediaMessage): Decrypted {
    const { msg_type: messageType, content } = message;
    const { channel_id: channelId } = content as { readonly channel_id?: string };
    const opener = this.#opener(messageType);
    if (!opener) return { ok: false, failure: 'not-authentic' };
    const context = payloadContextBytes({
      streamId: this.#streamId,
      messageType,
      userId: content.user_id,
      channelId,
      timestamp: content.timestamp,
    });
    const opened = opener.open(message.payload ?? Buffer.from(content.data, 'base64'), context);
    if (!opened.ok) return opened;
    const isText =
      messageType === MessageType.MEDIA_DATA_TRANSCRIPT || messageType === MessageType.MEDIA_DATA_CHAT;
    content.data = isText ? opened.payload.toString() : '';
    return { ok: true, message: isText ? message : { ...message, payload: opened.payload } };
  }

  #opener(messageType: number): PayloadOpener | undefined {
    const existing = this.#openers.get(messageType);
    if (existing) return existing;
    const media = encryptedMediaOf(messageType);
    const key = media && this.#keys[media];
    if (!media || key === undefined || !/^[0-9a-f]{64}$/i.test(key)) return undefined;
    const opener = new PayloadOpener(derivePayloadKey(key, this.#streamId, media));
    this.#openers.set(messageType, opener);
    return opener;
  }
}

/**
 * Reason why an accepted media handshake cannot be used by an app that requires encryption; `undefined` if it can.
 * `scheme` is absent in answers of servers that do not name it.
 */
export function unusableEncryption(
  keys: SrtpKeys | undefined,
  answer: { readonly payload_encryption?: boolean; readonly payload_encryption_scheme?: string },
): string | undefined {
  if (answer.payload_encryption !== true) return 'the server has not confirmed the encryption of media';
  if (!keys) return 'the answer of the signaling handshake has no srtp_keys';
  const { payload_encryption_scheme: scheme } = answer;
  if (scheme === ENCRYPTION_SCHEME) return undefined;
  return `the encryption scheme is ${scheme ?? 'not named'}; this client knows ${ENCRYPTION_SCHEME}`;
}
