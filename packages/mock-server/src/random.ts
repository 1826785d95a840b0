/**
 * Returns a sequence of random numbers from 0 to below 1. With a seed it is repeatable, and different for each name.
 *
 * @param seed start of the sequence; `undefined` for other numbers in each run
 */
export function randomSequence(seed: number | undefined, name: string): () => number {
  if (seed === undefined) return Math.random;
  let state = seed >>> 0;
  for (const character of name) state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  // mulberry32: a small generator, sufficient for tests.
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Returns a number of bytes of a random sequence. They protect nothing. */
export function randomBytesOf(random: () => number, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
}
