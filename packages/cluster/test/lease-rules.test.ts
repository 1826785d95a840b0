import { describe, expect, test } from 'vitest';
import { deadlineOf, isBefore, LEASE_TIMES } from '../src/lease-rules.js';

const times = { ttlMs: 3000, marginMs: 300, renewMs: 750 };

describe('the deadline of a lease', () => {
  const deadline = deadlineOf({ nowMs: 100, unixMs: 5000 }, times);

  test('counts from before the renewal, and ends the margin before the lease', () => {
    expect(deadline).toEqual({ nowMs: 2800, unixMs: 7700 });
  });

  test.each([
    ['neither clock has reached it', { nowMs: 2799, unixMs: 7699 }, true],
    ['elapsed time has reached it: Unix time was set back', { nowMs: 2800, unixMs: 5000 }, false],
    ['Unix time has reached it: the machine was asleep', { nowMs: 200, unixMs: 7700 }, false],
  ])('%s', (_, moment, isHeld) => {
    expect(isBefore(moment, deadline)).toBe(isHeld);
  });

  test('is never before for a node without a lease', () => {
    expect(isBefore({ nowMs: 0, unixMs: 0 }, undefined)).toBe(false);
  });

  test('two renewals may fail before it', () => {
    const { ttlMs, marginMs, renewMs } = LEASE_TIMES;
    expect(3 * renewMs).toBeLessThan(ttlMs - marginMs);
  });
});
