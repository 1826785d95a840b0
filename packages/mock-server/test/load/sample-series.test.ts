import { expect, test } from 'vitest';
import { SampleSeries } from '../../src/load/sample-series.js';
import { sampleAt } from './load-report-example.js';

test('keeps every sample of a short run', () => {
  const series = new SampleSeries();
  for (let second = 1; second <= 599; second += 1) series.add(sampleAt(second * 1000));
  expect(series.all).toHaveLength(599);
});

test('joins neighbours of a long run, of which the worst counts', () => {
  const series = new SampleSeries();
  for (let second = 1; second <= 5000; second += 1) {
    series.add(sampleAt(second * 1000, { lagP99Ms: second === 17 ? 999 : 1, dropped: second }));
  }
  const { all } = series;
  expect(all.length).toBeGreaterThan(300);
  expect(all.length).toBeLessThan(600);
  expect(all.filter(({ lagP99Ms }) => lagP99Ms === 999)).toHaveLength(1);
  expect(all[0]).toMatchObject({ atMs: 16_000, dropped: 16 });
  expect(all.at(-1)).toMatchObject({ atMs: 5_000_000, dropped: 5000 });
  const widths = new Set(all.slice(1).map(({ atMs }, index) => atMs - (all[index]?.atMs ?? 0)));
  // The last one may be shorter.
  expect([...widths].toSorted((a, b) => b - a)[0]).toBe(16_000);
  expect(widths.size).toBeLessThanOrEqual(2);
});
