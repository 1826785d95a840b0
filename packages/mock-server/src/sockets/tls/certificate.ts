/**
 * Certificates of our own: an authority, and what it vouches for. Written by hand because the key
 * identifiers that strict checkers ask for (Python 3.13 and later) are missing from what the small
 * packages for this make, and the large ones patch globals.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  addressesAsText,
  bits,
  der,
  generalName,
  integer,
  octets,
  oid,
  sequence,
  set,
  tagged,
  time,
  utf8,
  yes,
} from './der.js';

/** A certificate with its private key, both PEM. */
export interface CertifiedKey {
  readonly cert: string;
  readonly key: string;
}

/** What signs other certificates. */
export interface Authority {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** From when until when, in Unix milliseconds. */
export interface Validity {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A new authority: it may sign certificates of servers, and no further authorities. */
export function createAuthority(name: string, validity: Validity): CertifiedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate({
    authority: { name, privateKey, publicKey },
    subject: name,
    publicKey,
    validity,
    extensions: [
      // An authority with no authority below it.
      extension('2.5.29.19', true, sequence(yes(), integer([0]))),
      // keyCertSign, cRLSign
      extension('2.5.29.15', true, bits([0b0000_0110], 1)),
      extension('2.5.29.14', false, octets(keyId(publicKey))),
    ],
  });
  return { cert, key: pem(privateKey) };
}

/** A certificate for a server that is reached by these names and addresses; at least one. */
export function issueCertificate(
  authority: Authority,
  names: readonly string[],
  validity: Validity,
): CertifiedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate({
    authority,
    subject: 'rtms-mock',
    publicKey,
    validity,
    extensions: [
      extension('2.5.29.19', true, sequence()),
      // digitalSignature
      extension('2.5.29.15', true, bits([0b1000_0000], 7)),
      // serverAuth
      extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', false, sequence(...names.map(generalName), ...addressesAsText(names))),
      extension('2.5.29.14', false, octets(keyId(publicKey))),
      extension('2.5.29.35', false, sequence(der(0x80, keyId(authority.publicKey)))),
    ],
  });
  return { cert, key: pem(privateKey) };
}

interface CertificateInput {
  readonly authority: Authority;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: readonly Buffer[];
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));

/** RFC 5280 §4.1. */
function certificate({ authority, subject, publicKey, validity, extensions }: CertificateInput): string {
  const content = sequence(
    tagged(0, integer([2])), // version 3
    integer(serialNumber()),
    ECDSA_WITH_SHA256,
    commonName(authority.name),
    sequence(time(validity.fromMs), time(validity.untilMs)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const signature = sign('sha256', content, authority.privateKey);
  const lines =
    sequence(content, ECDSA_WITH_SHA256, bits(signature))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** Random, positive, and without a leading zero byte. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function commonName(name: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(name))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [yes()] : []), octets(value));
}

/** Tells keys apart that belong to authorities of the same name (RFC 7093 §2, method 4). */
function keyId(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
