/** Digests, and how a received signature writes one. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Hash functions that a wrong signature may use. `sha256` is the right one. */
export type DigestAlgorithm = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** The HMAC of `message`, keyed with `key`. */
export function hmac(algorithm: DigestAlgorithm, key: string, message: string): Buffer {
  return createHmac(algorithm, key).update(message).digest();
}

/** Compares two digests in constant time, so that the duration does not show where they differ. */
export function equalDigests(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A digest as bytes, with what is unusual about the way it was written. */
export interface ReceivedDigest {
  /** The digest. */
  readonly bytes: Buffer;
  /** Hash function of digests of this length. */
  readonly algorithm: DigestAlgorithm;
  /** Descriptions of what differs from lowercase hex SHA-256; empty if nothing does. */
  readonly oddities: readonly string[];
}

const ALGORITHMS: ReadonlyMap<number, DigestAlgorithm> = new Map([
  [16, 'md5'],
  [20, 'sha1'],
  [32, 'sha256'],
  [48, 'sha384'],
  [64, 'sha512'],
]);

/** Reads a digest in hex or base64. `undefined` if the text is no digest of a known length. */
export function readDigest(text: string): ReceivedDigest | undefined {
  const bare = text.trim().replaceAll(/^["']|["']$/g, '');
  const encoded = hexBytes(bare) ?? base64Bytes(bare);
  const algorithm = encoded && ALGORITHMS.get(encoded.bytes.length);
  if (!encoded || !algorithm) return undefined;
  const oddities = [
    ...(bare === text ? [] : ['it has white space or quotes around it']),
    ...(encoded.oddity === undefined ? [] : [encoded.oddity]),
    ...(algorithm === 'sha256' ? [] : [`it is an HMAC-${nameOf(algorithm)} in place of HMAC-SHA256`]),
  ];
  return { bytes: encoded.bytes, algorithm, oddities };
}

function nameOf(algorithm: DigestAlgorithm): string {
  return algorithm === 'sha1' ? 'SHA-1' : algorithm.toUpperCase();
}

function hexBytes(text: string): { bytes: Buffer; oddity?: string } | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return undefined;
  const bytes = Buffer.from(text, 'hex');
  return text === text.toLowerCase() ? { bytes } : { bytes, oddity: 'it is in upper case' };
}

function base64Bytes(text: string): { bytes: Buffer; oddity: string } | undefined {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  return { bytes: Buffer.from(text, 'base64'), oddity: 'it is in base64 in place of hex' };
}
