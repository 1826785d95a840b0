/**
 * Creates certificates: of an authority, and of servers, signed by the authority. Written by hand, because small packages
 * for this omit the key identifiers that strict checkers require (Python 3.13 and later), and large ones patch globals.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  addressesAsDnsNames,
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
  trueValue,
} from './der.js';

/** A certificate with its private key. */
export interface CertifiedKey {
  /** Certificate in PEM; may be followed by intermediate certificates. */
  readonly cert: string;
  /** Private key in PEM, without passphrase. */
  readonly key: string;
}

/** Name and keys that sign other certificates. */
export interface Authority {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Validity period of a certificate. */
export interface Validity {
  /** Start, in Unix milliseconds. */
  readonly fromMs: number;
  /** End, in Unix milliseconds. */
  readonly untilMs: number;
}

/** Creates an authority, which may sign certificates of servers but no further authorities. */
export function createAuthority(name: string, validity: Validity): CertifiedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = certificate({
    authority: { name, privateKey, publicKey },
    subject: name,
    publicKey,
    validity,
    extensions: [
      // basicConstraints: an authority with no authority below it
      extension('2.5.29.19', true, sequence(trueValue(), integer([0]))),
      // keyCertSign, cRLSign
      extension('2.5.29.15', true, bits([0b0000_0110], 1)),
      extension('2.5.29.14', false, octets(keyId(publicKey))),
    ],
  });
  return { cert, key: pem(privateKey) };
}

/** Creates a certificate for a server with these names and addresses, at least one. */
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
      extension('2.5.29.17', false, sequence(...names.map(generalName), ...addressesAsDnsNames(names))),
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

/** Encodes and signs a certificate (RFC 5280 §4.1). Returns it in PEM. */
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

/** Returns a random serial number that is positive and has no leading zero byte. */
function serialNumber(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function commonName(name: string): Buffer {
  return sequence(set(sequence(oid('2.5.4.3'), utf8(name))));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [trueValue()] : []), octets(value));
}

/** Identifies a key, also among authorities of the same name (RFC 7093 §2, method 4). */
function keyId(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
