/** G.711 A-law (ITU-T G.711, table 1a). */

const SAMPLES = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const step = ((code & 0x0f) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
});

/** Decodes to 16-bit samples. */
export function decodeALaw(data: Uint8Array): Int16Array {
  return Int16Array.from(data, (byte) => SAMPLES[byte] ?? 0);
}
