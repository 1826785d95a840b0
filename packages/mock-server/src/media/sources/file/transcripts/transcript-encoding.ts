/** Bytes of a text file → text. */

export interface DecodedText {
  readonly text: string;
  /** Windows-1252 is a guess: the file says nothing, and is not UTF-8. */
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
}

/** UTF-16 is known by its byte order mark; UTF-8 by being correct, with or without one. */
export function decodeText(bytes: Buffer): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  }
  if (first === 0xfe && second === 0xff) {
    const swapped = Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
    return { text: new TextDecoder('utf-16le').decode(swapped), encoding: 'UTF-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: windows1252(bytes), encoding: 'Windows-1252' };
  }
}

/** 0x80 to 0x9F, where Windows-1252 is not Latin-1. Places that it leaves free stay control characters. */
const BEYOND_LATIN_1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** By hand: the decoder of some releases of Node takes Windows-1252 for Latin-1. */
function windows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/[\u0080-\u009f]/g, (char) => BEYOND_LATIN_1[char.charCodeAt(0) - 0x80] ?? char);
}
