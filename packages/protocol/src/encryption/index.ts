/**
 * Payload encryption of the scheme `rtms-mock-1`: keys, and the encryption of payloads over WebSocket. Requires Node
 * (`node:crypto`); import it as `@rtms-mock/protocol/encryption`.
 */
export {
  createSrtpKeys,
  derivePayloadKey,
  deriveSrtpMasterKeys,
  ENCRYPTED_MEDIA,
  encryptedMediaOf,
  ENCRYPTION_SCHEME,
  type CompleteSrtpKeys,
  type EncryptedMedia,
  type SrtpMasterKeys,
} from './keys.js';
export {
  PayloadOpener,
  payloadContextBytes,
  PayloadSealer,
  SEAL_BYTES,
  type OpenFailure,
  type OpenResult,
  type PayloadContext,
} from './payload.js';
