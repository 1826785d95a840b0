/** DER, the encoding of certificates (X.690): a tag, a length, the content. Only what certificates need. */
import { isIP } from 'node:net';

type Content = Uint8Array | readonly number[];

/** One value: tag, length, content. */
export function der(tag: number, ...content: readonly Content[]): Buffer {
  const body = Buffer.concat(content.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(body.length)]), body]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

export const sequence = (...content: readonly Content[]): Buffer => der(0x30, ...content);
export const set = (...content: readonly Content[]): Buffer => der(0x31, ...content);
export const octets = (content: Content): Buffer => der(0x04, content);
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, 'utf8'));
export const yes = (): Buffer => der(0x01, [0xff]);

/** Whole bytes; `unused` of the last one's low bits do not count. */
export const bits = (content: Content, unused = 0): Buffer => der(0x03, [unused], content);

/** A number as it stands; the first bit must not be set, or it would be negative. */
export const integer = (content: Content): Buffer => der(0x02, content);

/** `[n]` in front of a value of another type; `[n]` in place of its tag is `der(0x80 | n, …)`. */
export const tagged = (number: number, content: Content): Buffer => der(0xa0 | number, content);

/** `2.5.29.17` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(0x06, [first * 40 + second, ...rest.flatMap(base128)]);
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function time(unixMs: number): Buffer {
  const digits = new Date(unixMs).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return digits < '2050'
    ? der(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : der(0x18, Buffer.from(`${digits}Z`));
}

/** A name in a certificate's list of names: an address as bytes, anything else as text. */
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

/** IPv4 addresses once more, as text: the vendor's SDK looks for an address among the host names (observed). */
export function addressesAsText(names: readonly string[]): Buffer[] {
  return names.filter((name) => isIP(name) === 4).map((name) => der(0x82, Buffer.from(name, 'ascii')));
}

function ipv6Bytes(address: string): number[] {
  // The URL parser brings every way of writing an address into one form, such as 1:2::3.
  const normal = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = normal.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.map((group) => parseInt(group, 16)).flatMap((value) => [value >> 8, value & 0xff]);
}
