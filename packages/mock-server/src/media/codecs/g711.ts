/** G.711 A-law (PCMA), the only G.711 variant of RTMS (PROTOCOL.md §18.9). */

function encodeALawSample(sample: number): number {
  const positive = sample >= 0;
  // A-law uses 12 bits of magnitude; negative numbers are complemented, so that −1 is adjacent to 0.
  const magnitude = (positive ? sample : ~sample) >> 4;
  const segment = magnitude < 16 ? 0 : 31 - Math.clz32(magnitude) - 3;
  const step = segment === 0 ? magnitude : (magnitude >> (segment - 1)) & 0x0f;
  const code = (positive ? 0x80 : 0) | (segment << 4) | step;
  return code ^ 0x55;
}

/** Encodes one byte per sample, with every second bit inverted, as G.711 requires. */
export function encodeALaw(samples: Int16Array): Buffer {
  const bytes = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < samples.length; i++) bytes[i] = encodeALawSample(samples[i] ?? 0);
  return bytes;
}
