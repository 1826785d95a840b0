/** Reproducible white noise: returns the sample at an index, from -1 to 1, the same in every run. */
export function whiteNoiseAt(index: number): number {
  let value = Math.imul(index ^ (index >>> 15), 0x2c_1b_3c_6d);
  value = Math.imul(value ^ (value >>> 12), 0x29_7a_2d_39);
  return (2 * ((value ^ (value >>> 15)) >>> 0)) / 2 ** 32 - 1;
}
