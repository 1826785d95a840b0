import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { awaitEndNotice } from '../../src/meetings/end-notice.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Returns true if the promise has resolved after a time in milliseconds. */
async function resolvedAfter(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let resolved = false;
  void (async () => {
    await promise;
    resolved = true;
  })();
  await vi.advanceTimersByTimeAsync(ms);
  return resolved;
}

test('sockets stay open for the notice time, even if the webhook is answered at once', async () => {
  const end = awaitEndNotice(Promise.resolve(), 150);
  expect(await resolvedAfter(149, end)).toBe(false);
  expect(await resolvedAfter(1, end)).toBe(true);
});

test('the wait for a receiver that does not respond ends after 1.5 seconds', async () => {
  const end = awaitEndNotice(new Promise(() => {}), 150);
  expect(await resolvedAfter(1499, end)).toBe(false);
  expect(await resolvedAfter(1, end)).toBe(true);
});

test('nothing waits if there is no connection to notify', async () => {
  await awaitEndNotice(Promise.resolve(), 0);
  expect(vi.getTimerCount()).toBe(0);
});
