import { hkdfSync, randomBytes } from 'node:crypto';
import type { SrtpKeys } from '../messages/handshake.js';
import { MessageType } from '../message-type.js';

/**
 * Name of the encryption scheme of rtms-mock. It is a mock's own, because the scheme of the service is not published
 * (PROTOCOL.md §12.5, assumed).
 */
export const ENCRYPTION_SCHEME = 'rtms-mock-1';

/** Media types that have a key in `srtp_keys`, in the order in which message 2 lists them (PROTOCOL.md §12.5). */
export const ENCRYPTED_MEDIA = ['audio', 'video', 'share', 'transcript', 'chat'] as const;

/** Name of a media type in `srtp_keys` (PROTOCOL.md §12.5). */
export type EncryptedMedia = (typeof ENCRYPTED_MEDIA)[number];

/** One key for each media type, 64 hex characters each (PROTOCOL.md §12.5). */
export type CompleteSrtpKeys = Required<SrtpKeys>;

/** Length of a key of `srtp_keys`, in bytes. */
const KEY_BYTES = 32;

/** Length of the master key and the master salt of SRTP with AES-128 in counter mode, in bytes (RFC 3711 §8.2). */
const MASTER_KEY_BYTES = 16;
const MASTER_SALT_BYTES = 14;

/**
 * Creates the keys of one stream: 32 random bytes for each media type.
 *
 * @param bytes returns a number of random bytes. Default: those of the system
 */
export function createSrtpKeys(bytes: (count: number) => Buffer = randomBytes): CompleteSrtpKeys {
  const key = (): string => bytes(KEY_BYTES).toString('hex');
  return { audio: key(), video: key(), share: key(), transcript: key(), chat: key() };
}

/** Name under which `srtp_keys` has the key of a media message. */
export function encryptedMediaOf(messageType: number): EncryptedMedia | undefined {
  switch (messageType) {
    case MessageType.MEDIA_DATA_AUDIO:
      return 'audio';
    case MessageType.MEDIA_DATA_VIDEO:
      return 'video';
    case MessageType.MEDIA_DATA_SHARE:
      return 'share';
    case MessageType.MEDIA_DATA_TRANSCRIPT:
      return 'transcript';
    case MessageType.MEDIA_DATA_CHAT:
      return 'chat';
    default:
      return undefined;
  }
}

/**
 * Derives bytes from a key of `srtp_keys`: HKDF with SHA-256 (RFC 5869), the stream id as salt, and `info`, both in UTF-8.
 *
 * @throws Error if `keyHex` is not 64 hex characters
 */
function derive(keyHex: string, streamId: string, info: string, bytes: number): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(keyHex)) throw new Error('a key of srtp_keys has 64 hex characters');
  return Buffer.from(hkdfSync('sha256', Buffer.from(keyHex, 'hex'), streamId, info, bytes));
}

/**
 * Derives the AES-256 key of the payloads of one media type over WebSocket: 32 bytes, HKDF info
 * `rtms-mock-1 payload audio` (PROTOCOL.md §12.5).
 *
 * @throws Error if `keyHex` is not 64 hex characters
 */
export function derivePayloadKey(keyHex: string, streamId: string, media: EncryptedMedia): Buffer {
  return derive(keyHex, streamId, `${ENCRYPTION_SCHEME} payload ${media}`, KEY_BYTES);
}

/** Keys of one SRTP stream with the profile `AES_CM_128_HMAC_SHA1_80` (RFC 3711 §8.2, RFC 4568 §6.2.1). */
export interface SrtpMasterKeys {
  /** Master key: 16 bytes. */
  readonly masterKey: Buffer;
  /** Master salt: 14 bytes. */
  readonly masterSalt: Buffer;
}

/**
 * Derives the master key and the master salt of one RTP stream: 16 and 14 bytes of HKDF with the info
 * `rtms-mock-1 srtp audio 305419896`, which ends in the SSRC in decimal. Every SSRC has keys of its own, so no two
 * streams share a key stream (PROTOCOL.md §12.6).
 *
 * @throws Error if `keyHex` is not 64 hex characters
 */
export function deriveSrtpMasterKeys(
  keyHex: string,
  streamId: string,
  media: EncryptedMedia,
  ssrc: number,
): SrtpMasterKeys {
  const info = `${ENCRYPTION_SCHEME} srtp ${media} ${ssrc}`;
  const bytes = derive(keyHex, streamId, info, MASTER_KEY_BYTES + MASTER_SALT_BYTES);
  return { masterKey: bytes.subarray(0, MASTER_KEY_BYTES), masterSalt: bytes.subarray(MASTER_KEY_BYTES) };
}
