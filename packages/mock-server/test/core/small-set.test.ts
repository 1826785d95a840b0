import { describe, expect, test } from 'vitest';
import { SmallSet } from '../../src/small-set.js';

describe.each([1, 8, 9, 50])('a small set of %i members', (size) => {
  const full = (): SmallSet<number> => {
    const set = new SmallSet<number>();
    for (let value = 0; value < size; value += 1) set.add(value);
    return set;
  };

  test('has each once, in order', () => {
    const set = full();
    for (let value = 0; value < size; value += 1) set.add(value);
    expect([...set]).toEqual(Array.from({ length: size }, (_, value) => value));
    expect(set.size).toBe(size);
    expect(set.has(size - 1)).toBe(true);
    expect(set.has(size)).toBe(false);
  });

  test('loses those that are removed', () => {
    const set = full();
    expect(set.delete(0)).toBe(true);
    expect(set.delete(0)).toBe(false);
    expect(set.has(0)).toBe(false);
    expect(set.size).toBe(size - 1);
    set.clear();
    expect([...set]).toEqual([]);
    set.add(7);
    expect([...set]).toEqual([7]);
  });

  test('may change while it is iterated', () => {
    const set = full();
    const seen: number[] = [];
    for (const value of set) {
      seen.push(value);
      set.delete(value);
      set.add(-1 - value);
    }
    expect(seen).toHaveLength(size);
    expect(set.size).toBe(size);
  });
});
