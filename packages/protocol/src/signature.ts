/**
 * Signatures: of handshakes, of webhooks, and the answer to URL validation. The only file of the package
 * that needs Node (`node:crypto`); import it as `@rtms-mock/protocol/signature`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

function hmacHex(key: string, message: string): string {
  return createHmac('sha256', key).update(message).digest('hex');
}

/** Compares without telling by its duration where two texts differ. */
function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** An app's credentials: OAuth client id and secret, or Video SDK key and secret. */
export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * Signature of signaling and media handshakes: 64 lowercase hex characters over
 * `clientId,entityId,streamId` (PROTOCOL.md §5.1, documented). It does not expire.
 */
export function signHandshake(credentials: AppCredentials, entityId: string, streamId: string): string {
  return hmacHex(credentials.clientSecret, `${credentials.clientId},${entityId},${streamId}`);
}

/** Verification of {@link signHandshake}. */
export interface VerifyHandshakeOptions {
  /**
   * Also accept the ids written together without commas, as the oldest documents have it (PROTOCOL.md §5.3).
   */
  readonly acceptConcatenated?: boolean;
}

/** Is this the signature of these ids? Compares in constant time; hex must be lowercase. */
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
  /** Unix time in **seconds**, as text. */
  'x-zm-request-timestamp': string;
  /** `v0=` and 64 hex characters. */
  'x-zm-signature': string;
}

/** Signs exactly the bytes that are posted. */
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

/** Whether a webhook can be trusted, and if not, why. */
export type WebhookVerificationResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly reason: 'signature-missing' | 'timestamp-outside-window' | 'signature-wrong';
    };

/** What {@link verifyWebhook} looks at. */
export interface WebhookVerificationInput {
  /** Value of `x-zm-signature`. */
  readonly signature: string | undefined;
  /** Value of `x-zm-request-timestamp`, in seconds. */
  readonly timestamp: string | undefined;
  /** The body exactly as received. */
  readonly rawBody: string;
  readonly secretToken: string;
  /** Unix seconds. */
  readonly nowSeconds: number;
  /** How old or how far ahead a timestamp may be, in seconds. Default 300. */
  readonly windowSeconds?: number;
}

/** Checks a webhook's signature and its replay window (PROTOCOL.md §6.2). */
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
  plainToken: string;
  /** Lowercase hex HMAC-SHA256 of `plainToken` with the webhook secret token. */
  encryptedToken: string;
}

/** Answers a URL validation challenge. */
export function answerUrlValidation(plainToken: string, secretToken: string): UrlValidationAnswer {
  return { plainToken, encryptedToken: hmacHex(secretToken, plainToken) };
}

/** Is this the right `encryptedToken`? */
export function verifyEncryptedToken(
  encryptedToken: string,
  plainToken: string,
  secretToken: string,
): boolean {
  return equal(encryptedToken, hmacHex(secretToken, plainToken));
}
