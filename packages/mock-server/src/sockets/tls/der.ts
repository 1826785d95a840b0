/** DER, the encoding of certificates (X.690): tag, length, content. Contains only what certificates need. */
import { isIP } from 'node:net';

type Content = Uint8Array | readonly number[];

/** Encodes one value: tag, length, content. */
export function der(tag: number, ...content: readonly Content[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(body.length)]), body]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

/** SEQUENCE */
export const sequence = (...content: readonly Content[]): Buffer => der(0x30, ...content);
/** SET */
export const set = (...content: readonly Content[]): Buffer => der(0x31, ...content);
/** OCTET STRING */
export const octets = (content: Content): Buffer => der(0x04, content);
/** UTF8String */
export const utf8 = (value: string): Buffer => der(0x0c, Buffer.from(value, 'utf8'));
/** BOOLEAN TRUE */
export const trueValue = (): Buffer => der(0x01, [0xff]);

/** BIT STRING. `unused`: number of low bits in the last byte that are not part of it. */
export const bits = (content: Content, unused = 0): Buffer => der(0x03, [unused], content);

/** INTEGER from big-endian bytes. The first bit must not be set, or the number would be negative. */
export const integer = (content: Content): Buffer => der(0x02, content);

/** Explicit tag `[n]` around another value. The implicit tag `[n]` is `der(0x80 | n, …)`. */
export const tagged = (number: number, content: Content): Buffer => der(0xa0 | number, content);

/** OBJECT IDENTIFIER in dotted form, such as `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, [first * 40 + second, ...rest.flatMap(base128)]);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). */
export function time(unixMs: number): Buffer {
  const digits = new Date(unixMs).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return digits < '2050'
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : der(0x18, Buffer.from(`${digits}Z`));
}

/** GeneralName of a subject: an address as bytes, any other name as a DNS name. */
export function generalName(name: string): Buffer {
  switch (isIP(name)) {
    case 4:
      return der(0x87, name.split('.').map(Number));
    case 6:
      return der(0x87, ipv6Bytes(name));
    default:
      return der(0x82, Buffer.from(name, 'ascii'));
  }
}

/** IPv4 addresses as DNS names too: the vendor's SDK searches for an address among the DNS names (observed). */
export function addressesAsDnsNames(names: readonly string[]): Buffer[] {
  return names.filter((name) => isIP(name) === 4).map((name) => der(0x82, Buffer.from(name, 'ascii')));
}

function ipv6Bytes(address: string): number[] {
  // The URL parser normalizes all notations of an address to one, such as 1:2::3.
  const normal = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = normal.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.map((group) => parseInt(group, 16)).flatMap((value) => [value >> 8, value & 0xff]);
}
