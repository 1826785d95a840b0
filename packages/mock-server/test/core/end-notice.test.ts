import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { awaitEndNotice } from '../../src/meetings/end-notice.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Whether the promise has resolved after so many milliseconds. */
async function resolvedAfter(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let resolved = false;
  void (async () => {
    await promise;
    resolved = true;
  })();
  await vi.advanceTimersByTimeAsync(ms);
  return resolved;
}

test('sockets stay for the notice, even when the webhook was answered at once', async () => {
  const end = awaitEndNotice(Promise.resolve(), 150);
  expect(await resolvedAfter(149, end)).toBe(false);
  expect(await resolvedAfter(1, end)).toBe(true);
});

test('a receiver that does not answer is waited for no longer than 1.5 seconds', async () => {
  const end = awaitEndNotice(new Promise(() => {}), 150);
  expect(await resolvedAfter(1499, end)).toBe(false);
  expect(await resolvedAfter(1, end)).toBe(true);
});

test('nothing is left waiting when nobody needs notice', async () => {
  await awaitEndNotice(Promise.resolve(), 0);
  expect(vi.getTimerCount()).toBe(0);
});
