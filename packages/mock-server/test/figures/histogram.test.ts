import { expect, test } from 'vitest';
import { Histogram } from '../../src/figures/histogram.js';

function of(...values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

test('percentiles are at most 6 % too high, or a sixteenth of a millisecond, from microseconds to hours', () => {
  for (const value of [0.01, 0.5, 1, 3.3, 20, 250, 999, 12_345, 3_600_000]) {
    const p50 = of(value, value, value * 1000).percentile(50);
    expect(p50).toBeGreaterThanOrEqual(value);
    expect(p50).toBeLessThanOrEqual(1 / 16 + value * 1.0625);
  }
  const hundred = of(...Array.from({ length: 100 }, (_, index) => index + 1));
  expect(hundred.view()).toMatchObject({ count: 100, p50Ms: 52, p99Ms: 100, maxMs: 100, sumMs: 5050 });
});

test('without values everything is 0, and what is no duration counts as 0', () => {
  expect(of().view()).toEqual({
    count: 0,
    p50Ms: 0,
    p99Ms: 0,
    maxMs: 0,
    sumMs: 0,
    buckets: [],
  });
  expect(of(-5, Number.NaN, 0).view()).toEqual({
    count: 3,
    p50Ms: 0,
    p99Ms: 0,
    maxMs: 0,
    sumMs: 0,
    buckets: [[1 / 16, 3]],
  });
  expect(of(Infinity).percentile(99)).toBe(2 ** 26 + 2 ** 22);
});

test('histograms of several servers are added as JSON, and an earlier state is subtracted', () => {
  const before = of(1, 20);
  const after = of(1, 20, 5, 300);
  const difference = Histogram.from(after.view()).since(Histogram.from(before.view()));
  expect(difference.view().buckets).toEqual(of(5, 300).view().buckets);
  expect(difference.maxMs).toBe(300);
  const sum = Histogram.from(before.view()).add(Histogram.from(of(7000).view()));
  expect(sum.view()).toMatchObject({ count: 3, maxMs: 7000, sumMs: 7021 });
  expect(difference.view().sumMs).toBe(305);
  // The greatest value came earlier, so only its bucket is known.
  expect(of(900, 3).since(of(900)).maxMs).toBeCloseTo(3.125);
  // After a reset of the server.
  expect(of(3).since(of(3, 3)).count).toBe(0);
});
