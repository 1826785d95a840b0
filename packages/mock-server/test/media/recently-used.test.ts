import { expect, test } from 'vitest';
import { recentlyUsed } from '../../src/media/sources/rendering/recently-used.js';

test('a value is created on use, and again after many others have been used', () => {
  let created = 0;
  const value = recentlyUsed(() => ({ number: (created += 1) }));
  expect(created).toBe(0);
  const first = value();
  const others = Array.from({ length: 64 }, () => recentlyUsed(() => ({})));
  for (const other of others.slice(1)) other();
  expect(value()).toBe(first);
  for (const other of others) other();
  expect(value()).toEqual({ number: 2 });
  for (const other of others.slice(1)) other();
  expect(value()).toEqual({ number: 2 });
});
