/** The example tables of the JPEG standard (ITU-T T.81, annex K), which most encoders use. */

/** Position in an 8×8 block, row by row, of each coefficient in zigzag order (figure A.6). */
export const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
] as const;

/** Quantization for luma, row by row (table K.1). */
const LUMA_QUANTIZATION = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
] as const;

/** Upper left corner of the quantization table for chroma (table K.2); the other steps are 99. */
const CHROMA_CORNER = [
  [17, 18, 24, 47],
  [18, 21, 26, 66],
  [24, 26, 56, 99],
  [47, 66, 99, 99],
] as const;
const CHROMA_QUANTIZATION = Array.from({ length: 64 }, (_, i) => CHROMA_CORNER[i >> 3]?.[i & 7] ?? 99);

/** Scales a table by a quality of 1 to 100, with the formula of the Independent JPEG Group. */
function scaled(table: readonly number[], quality: number): Uint8Array {
  const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Uint8Array.from(table, (step) =>
    Math.max(1, Math.min(255, Math.floor((step * percent + 50) / 100))),
  );
}

/** Returns the quantization tables for a quality of 1 to 100. */
export function quantizationTables(quality: number): {
  readonly luma: Uint8Array;
  readonly chroma: Uint8Array;
} {
  return { luma: scaled(LUMA_QUANTIZATION, quality), chroma: scaled(CHROMA_QUANTIZATION, quality) };
}

/** A Huffman code, indexed by symbol. */
export interface HuffmanTable {
  /** Content of a DHT segment: the number of codes of 1, 2, … 16 bits, then the symbols in order. */
  readonly definition: Buffer;
  readonly codes: Uint16Array;
  /** Number of bits of each code. */
  readonly lengths: Uint8Array;
}

function huffmanTable(counts: readonly number[], symbols: string): HuffmanTable {
  const values = Buffer.from(symbols, 'hex');
  const codes = new Uint16Array(256);
  const lengths = new Uint8Array(256);
  let code = 0;
  let next = 0;
  counts.forEach((count, i) => {
    for (let n = 0; n < count; n++) {
      const symbol = values[next++] as number;
      codes[symbol] = code++;
      lengths[symbol] = i + 1;
    }
    code <<= 1;
  });
  return { definition: Buffer.concat([Buffer.from(counts), values]), codes, lengths };
}

/** Tables K.3 to K.6. */
export const HUFFMAN = {
  lumaDc: huffmanTable([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], '000102030405060708090a0b'),
  chromaDc: huffmanTable([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], '000102030405060708090a0b'),
  lumaAc: huffmanTable(
    [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a34353637' +
      '38393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3' +
      'a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
  chromaAc: huffmanTable(
    [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119],
    '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a3536' +
      '3738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999a' +
      'a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
} as const;
