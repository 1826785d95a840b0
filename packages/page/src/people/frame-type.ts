/** The kind of an encoded video frame, by its first bytes. */

/** Media type of an image file; `undefined` for H.264. */
export function imageTypeOf(data: Uint8Array): string | undefined {
  if (data[0] === 0xff && data[1] === 0xd8) return 'image/jpeg';
  if (data[0] === 0x89 && data[1] === 0x50) return 'image/png';
  return undefined;
}

const SPS = 7;

/** Codec string of an access unit with an SPS, as keyframes have one: `avc1.42e01f`. `undefined` for others. */
export function codecOf(data: Uint8Array): string | undefined {
  for (let index = 0; index + 6 < data.length; index += 1) {
    if (data[index] !== 0 || data[index + 1] !== 0 || data[index + 2] !== 1) continue;
    const type = (data[index + 3] ?? 0) & 0x1f;
    if (type === SPS) {
      const hex = [4, 5, 6].map((offset) => (data[index + offset] ?? 0).toString(16).padStart(2, '0'));
      return `avc1.${hex.join('')}`;
    }
    // Slices follow the parameter sets: no SPS comes after one.
    if (type === 1 || type === 5) return undefined;
  }
  return undefined;
}
