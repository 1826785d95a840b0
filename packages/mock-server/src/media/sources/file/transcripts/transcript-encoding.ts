/** Decoding of transcript files. */

/** A decoded file. */
export interface DecodedText {
  readonly text: string;
  /** Windows-1252 is a guess for bytes that are not UTF-8 and have no byte order mark. */
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
}

/** Decodes UTF-16 with a byte order mark, valid UTF-8 with or without one, and anything else as Windows-1252. */
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
    return { text: decodeWindows1252(bytes), encoding: 'Windows-1252' };
  }
}

/** 0x80 to 0x9F, where Windows-1252 differs from Latin-1. Unassigned codes stay control characters. */
const BEYOND_LATIN_1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** By hand, because the decoder of some Node releases treats Windows-1252 as Latin-1. */
function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/[\u0080-\u009f]/g, (char) => BEYOND_LATIN_1[char.charCodeAt(0) - 0x80] ?? char);
}
