import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { giveEndNotice } from '../../src/meetings/end-notice.js';

const CONNECTED = { isEmpty: false };
const GONE = { isEmpty: true };

/** Settings of a stream's end, with a clock that stands still unless the test advances it. */
function context(endNoticeMs: number, stoppedWebhookDelayMs: number) {
  return { clock: new ManualClock(), settings: { endNoticeMs, stoppedWebhookDelayMs } };
}

async function isPending(promise: Promise<void>): Promise<boolean> {
  const pending = Symbol('pending');
  const first = await Promise.race([promise, Promise.resolve(pending)]);
  return (first as unknown) === pending;
}

function withFakeTime(name: string, body: () => Promise<void>): void {
  test(name, async () => {
    vi.useFakeTimers();
    try {
      await body();
    } finally {
      vi.useRealTimers();
    }
  });
}

withFakeTime('sockets stay open long enough for the app to read why, however fast it answers', async () => {
  const end = giveEndNotice(context(150, 0), CONNECTED, () => Promise.resolve());
  await vi.advanceTimersByTimeAsync(149);
  expect(await isPending(end)).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isPending(end)).toBe(false);
});

withFakeTime('sockets close after 1.5 s at the latest, also when the receiver never answers', async () => {
  const end = giveEndNotice(context(150, 0), CONNECTED, () => new Promise(() => {}));
  await vi.advanceTimersByTimeAsync(1499);
  expect(await isPending(end)).toBe(true);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isPending(end)).toBe(false);
});

withFakeTime('rtms_stopped is sent 200 ms after the last messages, and 200 ms before the close', async () => {
  const ending = context(150, 200);
  const send = vi.fn(() => Promise.resolve());
  const end = giveEndNotice(ending, CONNECTED, send);
  ending.clock.advance(199);
  await vi.advanceTimersByTimeAsync(150);
  expect(send).not.toHaveBeenCalled();
  ending.clock.advance(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(send).toHaveBeenCalledOnce();
  ending.clock.advance(199);
  await vi.advanceTimersByTimeAsync(0);
  expect(await isPending(end)).toBe(true);
  ending.clock.advance(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(await isPending(end)).toBe(false);
});

withFakeTime('a clock that nobody advances delays the end by real time at most', async () => {
  const send = vi.fn(() => Promise.resolve());
  const end = giveEndNotice(context(0, 200), CONNECTED, send);
  await vi.advanceTimersByTimeAsync(200);
  expect(send).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(200);
  expect(await isPending(end)).toBe(false);
});

test('at speed 1000 the delay takes a thousandth', async () => {
  const settings = { endNoticeMs: 0, stoppedWebhookDelayMs: 60_000 };
  let hasEnded = false;
  await giveEndNotice({ clock: systemClock(1000), settings }, CONNECTED, () => {
    hasEnded = true;
    return Promise.resolve();
  });
  expect(hasEnded).toBe(true);
});

test('without a signaling socket or a receiver nothing is waited for', async () => {
  const send = vi.fn(() => Promise.resolve());
  const end = giveEndNotice(context(150, 200), GONE, send);
  expect(send).toHaveBeenCalledOnce();
  await end;
  await giveEndNotice(context(0, 200), CONNECTED, undefined);
});
