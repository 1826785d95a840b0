/**
 * Signatures of handshakes and webhooks, the diagnosis of wrong ones, and the answer to URL validation. The only part
 * of the package that requires Node (`node:crypto`); import it as `@rtms-mock/protocol/signature`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AppCredentials } from './app-credentials.js';

function hmacHex(key: string, message: string): string {
  return createHmac('sha256', key).update(message).digest('hex');
}

/** Compares two strings in constant time, so that the duration does not show where they differ. */
function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * Signs signaling and media handshakes: 64 lowercase hex characters, the HMAC-SHA256 of
 * `clientId,entityId,streamId` (PROTOCOL.md §5.1, documented). The signature does not expire.
 */
export function signHandshake(credentials: AppCredentials, entityId: string, streamId: string): string {
  return hmacHex(credentials.clientSecret, `${credentials.clientId},${entityId},${streamId}`);
}

/** Options of {@link verifyHandshake}. */
export interface VerifyHandshakeOptions {
  /**
   * Also accepts a signature over the three parts without commas, as the oldest documents write it
   * (PROTOCOL.md §5.3).
   * @default false
   */
  readonly acceptConcatenated?: boolean;
}

/**
 * True if `signature` is that of {@link signHandshake}. Compares in constant time; the hex must be lowercase.
 */
export function verifyHandshake(
  signature: string,
  credentials: AppCredentials,
  entityId: string,
  streamId: string,
  options: VerifyHandshakeOptions = {},
): boolean {
  if (equal(signature, signHandshake(credentials, entityId, streamId))) return true;
  if (options.acceptConcatenated !== true) return false;
  return equal(signature, hmacHex(credentials.clientSecret, credentials.clientId + entityId + streamId));
}

/** Headers that sign a webhook (PROTOCOL.md §6.2, documented). */
export interface WebhookSignatureHeaders {
  /** Unix time in **seconds**, as a decimal string. */
  'x-zm-request-timestamp': string;
  /** `v0=` and 64 lowercase hex characters. */
  'x-zm-signature': string;
}

/**
 * Signs a webhook (PROTOCOL.md §6.2). `rawBody` is the body exactly as it is posted, `timestampSeconds` Unix
 * time in seconds.
 */
export function signWebhook(
  secretToken: string,
  timestampSeconds: number,
  rawBody: string,
): WebhookSignatureHeaders {
  return {
    'x-zm-request-timestamp': String(timestampSeconds),
    'x-zm-signature': `v0=${hmacHex(secretToken, `v0:${timestampSeconds}:${rawBody}`)}`,
  };
}

/** Result of {@link verifyWebhook}: valid, or the reason why the webhook must not be trusted. */
export type WebhookVerificationResult =
  | {
      /** True: the signature is valid and the timestamp is inside the window. */
      readonly ok: true;
    }
  | {
      /** False: the webhook must not be trusted. */
      readonly ok: false;
      /** The first check that failed: headers present, then timestamp, then signature. */
      readonly reason: 'signature-missing' | 'timestamp-outside-window' | 'signature-wrong';
    };

/** Input of {@link verifyWebhook}. */
export interface WebhookVerificationInput {
  /** Value of the header `x-zm-signature`; `undefined` if it is missing. */
  readonly signature: string | undefined;
  /** Value of the header `x-zm-request-timestamp`: Unix time in seconds; `undefined` if it is missing. */
  readonly timestamp: string | undefined;
  /** The body exactly as received, not JSON that was serialized again. */
  readonly rawBody: string;
  /** Secret token of the webhook: the HMAC key. */
  readonly secretToken: string;
  /** Current Unix time in seconds. */
  readonly nowSeconds: number;
  /**
   * Max distance between timestamp and current time, in seconds, in both directions.
   * @default 300
   */
  readonly windowSeconds?: number;
}

/** Checks the signature of a webhook and the age of its timestamp (PROTOCOL.md §6.2). */
export function verifyWebhook(input: WebhookVerificationInput): WebhookVerificationResult {
  const { signature, timestamp, rawBody, secretToken, nowSeconds, windowSeconds = 300 } = input;
  if (signature === undefined || timestamp === undefined) return { ok: false, reason: 'signature-missing' };
  const age = Math.abs(nowSeconds - Number(timestamp));
  if (!(age <= windowSeconds)) return { ok: false, reason: 'timestamp-outside-window' };
  const expected = `v0=${hmacHex(secretToken, `v0:${timestamp}:${rawBody}`)}`;
  return equal(signature, expected) ? { ok: true } : { ok: false, reason: 'signature-wrong' };
}

/** The answer to `endpoint.url_validation` (PROTOCOL.md §6.3, documented). */
export interface UrlValidationAnswer {
  /** The `plainToken` of the request, unchanged. */
  plainToken: string;
  /** Lowercase hex HMAC-SHA256 of `plainToken`, keyed with the secret token of the webhook. */
  encryptedToken: string;
}

/** Creates the answer to a URL validation, to be sent as JSON in the same response (PROTOCOL.md §6.3). */
export function answerUrlValidation(plainToken: string, secretToken: string): UrlValidationAnswer {
  return { plainToken, encryptedToken: hmacHex(secretToken, plainToken) };
}

/** True if `encryptedToken` is the one of {@link answerUrlValidation}. Compares in constant time. */
export function verifyEncryptedToken(
  encryptedToken: string,
  plainToken: string,
  secretToken: string,
): boolean {
  return equal(encryptedToken, hmacHex(secretToken, plainToken));
}

export { diagnoseHandshakeSignature } from './signature-diagnosis/handshake.js';
export type { HandshakeSignatureInput, KnownStream } from './signature-diagnosis/handshake.js';
export { serializersThatChange } from './signature-diagnosis/serializers.js';
export type { Serializer } from './signature-diagnosis/serializers.js';
export { diagnoseEncryptedToken, diagnoseWebhookSignature } from './signature-diagnosis/webhook.js';
export type { EncryptedTokenInput, WebhookSignatureInput } from './signature-diagnosis/webhook.js';
export type { AppCredentials } from './app-credentials.js';
