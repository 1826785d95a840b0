import { expect, test } from 'vitest';
import { Retries } from '../../src/fleet/retries.js';

test('one thing is attempted once at a time, whoever asks for it, until it succeeds', async () => {
  const ending = new AbortController();
  const retries = new Retries<string>(ending.signal);
  let attempts = 0;
  const attempt = (): Promise<string | undefined> => {
    attempts += 1;
    return Promise.resolve(attempts < 3 ? undefined : 'done');
  };
  const outcomes = ['a', 'a', 'a'].map((key) => retries.until(key, attempt));
  expect(retries.size).toBe(1);
  expect(await Promise.all(outcomes)).toEqual(['done', 'done', 'done']);
  expect([attempts, retries.size]).toEqual([3, 0]);
  // Another round begins with the next one.
  expect(await retries.until('a', attempt)).toBe('done');
  expect(attempts).toBe(4);
});

test('a node that does not answer holds up nothing else', async () => {
  const ending = new AbortController();
  const retries = new Retries<string>(ending.signal);
  let frozenAttempts = 0;
  void retries.until('frozen', () => {
    frozenAttempts += 1;
    return new Promise(() => {});
  });
  let attempts = 0;
  const late = (): Promise<string | undefined> => {
    attempts += 1;
    return Promise.resolve(attempts < 3 ? undefined : 'done');
  };
  expect(await retries.until('other', late)).toBe('done');
  expect([frozenAttempts, retries.size]).toEqual([1, 1]);
  ending.abort();
});

test('an attempt that fails is not repeated', async () => {
  const retries = new Retries<string>(new AbortController().signal);
  await expect(retries.until('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(retries.size).toBe(0);
});
