/** Codec and size of an image. */
export interface ImageFacts {
  readonly codec: 'JPG' | 'PNG';
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

/** Reads the size from the header of a JPG or PNG image; `undefined` for other bytes. */
export function sizeOfImage(bytes: Buffer): ImageFacts | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 4).equals(PNG_START)) {
    return { codec: 'PNG', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? sizeOfJpeg(bytes) : undefined;
}

/** Frame headers of JPEG: SOF0 to SOF15, without DHT, JPG and DAC, which have numbers in between. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function sizeOfJpeg(bytes: Buffer): ImageFacts | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (!isFrameHeader(bytes[at + 1] ?? 0)) continue;
    return { codec: 'JPG', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  }
  return undefined;
}
