import type { LoadReport, LoadSample } from '../../src/load/load-report.js';

/** A sample at a time, with the rest as wanted. */
export function sampleAt(atMs: number, rest: Partial<LoadSample> = {}): LoadSample {
  return {
    atMs,
    started: 2,
    joined: 2,
    active: 2,
    lagP99Ms: 1,
    lagCount: 100,
    latenessP99Ms: 0.5,
    frames: 100,
    dropped: 0,
    interruptions: 0,
    mockCpuPercent: 10,
    mockBytes: 1000,
    ...rest,
  };
}

/** A run without a fault, with changes. */
export function loadReport(changes: Partial<LoadReport> = {}): LoadReport {
  const times = { count: 3, p50Ms: 5, p99Ms: 80, maxMs: 81 };
  return {
    version: 1,
    startedAt: '2026-01-02T03:04:05.000Z',
    ms: 3210,
    exitCode: 0,
    plan: { meetings: 2, rampMs: 1000, forMs: 2000, scenario: 'two-speakers', speakers: 'media' },
    meetings: { started: 2, failed: 0, connected: 2, joined: 2, continued: 0 },
    webhooks: { delivered: 2, refused: 0, failed: 0, causes: {} },
    connect: times,
    join: times,
    firstFrame: times,
    keepAlive: { count: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 },
    waiting: times,
    lag: times,
    lateness: { count: 100, p50Ms: 0.1, p99Ms: 0.4, maxMs: 3 },
    media: { frames: 1234, bytes: 50_000, dropped: 0, skipped: 0 },
    lost: 0,
    interruptions: 0,
    verdicts: [],
    mock: {
      cpuPercent: 10,
      cpuMaxPercent: 20,
      residentMaxBytes: 100_000_000,
      processes: 1,
      ended: 0,
      limits: [],
    },
    thresholds: [{ name: 'min-joined', limit: 100, actual: 100, unit: 'percent', passed: true }],
    samples: [sampleAt(1000), sampleAt(2000), sampleAt(3000)],
    ...changes,
  };
}
