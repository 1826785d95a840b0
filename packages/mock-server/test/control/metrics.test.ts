import { once } from 'node:events';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { renderMetrics } from '../../src/control/metrics.js';
import { Histogram, type HistogramView } from '../../src/figures/histogram.js';
import { startMockServer, toneSource } from '../../src/index.js';
import { JournalRecorder } from '../../src/journal.js';
import { FigureBook } from '../../src/server/figures.js';
import { joinAsApp } from '../support/app-sockets.js';
import { fakeServer } from './fake-server.js';

/** Samples of one family of metrics, by what follows its name. */
function samplesOf(text: string, family: string): { readonly [suffix: string]: number } {
  const lines = text.split('\n').filter((line) => line.startsWith(family));
  return Object.fromEntries(
    lines.map((line) => [line.slice(family.length, line.indexOf(' ')), Number(line.split(' ')[1])]),
  );
}

test('times are histograms with fixed buckets, each of which contains those before it', async () => {
  const figures = new FigureBook(new JournalRecorder(new ManualClock()), new ManualClock());
  const before = figures.figures({ streams: [], verdicts: new Map() });
  for (const latenessMs of [0, 0.5, 3, 3, 30, 5000]) figures.media.countSent(100, latenessMs);
  const after = figures.figures({ streams: [], verdicts: new Map() });
  const textOf = (times: typeof after): string =>
    renderMetrics([], {
      forgottenMedia: {},
      journalEntries: 0,
      residentBytes: 0,
      uptimeSeconds: 0,
      verdictCounts: () => new Map(),
      times: { ...times, lag: times.waiting.ms },
    });
  const lateness = samplesOf(textOf(after), 'rtms_mock_media_lateness_seconds');
  expect(lateness).toMatchObject({
    '_bucket{le="0.001"}': 2,
    '_bucket{le="0.002"}': 2,
    '_bucket{le="0.005"}': 4,
    '_bucket{le="0.05"}': 5,
    '_bucket{le="1.6"}': 5,
    '_bucket{le="+Inf"}': 6,
    _count: 6,
    _sum: 5.0365,
  });
  const empty = samplesOf(textOf(before), 'rtms_mock_media_lateness_seconds');
  expect(Object.keys(empty)).toEqual(Object.keys(lateness));
  expect(textOf(after)).toContain('# TYPE rtms_mock_join_seconds histogram\n');
});

test('every limit of a bucket is one of the figures, so that its count is exact', async () => {
  await using server = await fakeServer();
  const { text } = await server.get('/metrics');
  const limits = [...text.matchAll(/_bucket\{le="([\d.]+)"\}/g)].map(([, limit]) => Number(limit) * 1000);
  expect(limits.length).toBeGreaterThan(50);
  for (const limitMs of limits) {
    const times = new Histogram();
    times.record(limitMs - 0.01);
    expect(times.view().buckets).toEqual([[limitMs, 1]]);
  }
});

test('the lag of readers is counted once for each request of the metrics', async () => {
  const lag = new Histogram();
  const countLag = (): HistogramView => {
    lag.record(300);
    return lag.view();
  };
  await using server = await fakeServer({ countLag });
  await server.get('/metrics');
  const { text } = await server.get('/metrics');
  const samples = samplesOf(text, 'rtms_mock_media_lag_seconds');
  expect(samples).toMatchObject({ '_bucket{le="0.2"}': 0, '_bucket{le="0.4"}': 2, _sum: 0.6, _count: 2 });
});

test('a request of the metrics pings the readers of media, and a reset removes their lag', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0, media: toneSource() });
  await using app = await joinAsApp(await server.startMeeting());
  await app.media();
  const countOfLag = async (): Promise<number | undefined> => {
    const response = await fetch(`${server.controlUrl}/metrics`);
    return samplesOf(await response.text(), 'rtms_mock_media_lag_seconds')['_count'];
  };
  const pinged = once(app.mediaSocket.socket, 'ping');
  expect(await countOfLag()).toBe(1);
  await pinged;
  expect(await countOfLag()).toBe(2);
  await server.reset();
  expect(await countOfLag()).toBe(0);
});
