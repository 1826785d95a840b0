/** Decides if a load test has passed. Pure. */
import type { LoadReport, ThresholdResult } from './load-report.js';

/** Limits that a run must keep. A limit that is absent is not judged. */
export interface Thresholds {
  /** Time from `rtms_started` until media flows (99 %), in milliseconds. */
  readonly maxJoinP99?: number;
  /** Lag of the app (99 %), in milliseconds. */
  readonly maxLagP99?: number;
  /** Frames that are dropped because the app reads too slowly. */
  readonly maxDrops?: number;
  /** Meetings whose app had joined and is lost at the end. */
  readonly maxLost?: number;
  /** Times that a running stream is interrupted, each until its app is back. */
  readonly maxInterruptions?: number;
  /** Verdicts with the severity `error`. */
  readonly maxErrors?: number;
  /** Meetings whose app receives media, in percent of those that were to start. */
  readonly minJoined?: number;
}

/** The measured part of a report. */
export type Measured = Pick<
  LoadReport,
  'plan' | 'meetings' | 'join' | 'keepAlive' | 'lag' | 'media' | 'lost' | 'interruptions' | 'verdicts'
>;

/** Exit codes of a run that was not interrupted. */
export const LOAD_EXIT_CODES = { passed: 0, exceeded: 1, unreachable: 2 } as const;

/** Judges a run by its limits. */
export function judge(measured: Measured, limits: Thresholds): ThresholdResult[] {
  const { plan, meetings, join, lag, media, lost, interruptions, verdicts } = measured;
  const hasLag = meetings.joined > 0;
  const errorCount = verdicts.reduce((sum, { errors }) => sum + errors, 0);
  const { maxJoinP99, maxLagP99, maxDrops, maxLost, maxInterruptions, maxErrors, minJoined } = limits;
  return [
    ...atLeast('min-joined', minJoined, (meetings.joined / plan.meetings) * 100),
    ...atMost('max-lost', maxLost, lost, 'count'),
    ...atMost('max-join-p99', maxJoinP99, join.count === 0 ? null : join.p99Ms, 'ms'),
    ...atMost('max-lag-p99', maxLagP99, hasLag ? lag.p99Ms : null, 'ms'),
    ...atMost('max-drops', maxDrops, media.dropped, 'count'),
    ...atMost('max-interruptions', maxInterruptions, interruptions, 'count'),
    ...atMost('max-errors', maxErrors, errorCount, 'count'),
  ];
}

function atMost(
  name: string,
  limit: number | undefined,
  actual: number | null,
  unit: 'ms' | 'count',
): ThresholdResult[] {
  if (limit === undefined) return [];
  return [{ name, limit, actual, unit, passed: actual !== null && actual <= limit }];
}

function atLeast(name: string, limit: number | undefined, actual: number): ThresholdResult[] {
  if (limit === undefined) return [];
  return [{ name, limit, actual: Math.floor(actual * 10) / 10, unit: 'percent', passed: actual >= limit }];
}

/** True if no app was ever reached: not one webhook was answered, and no app has connected. */
export function wasUnreachable({ webhooks, meetings }: Pick<LoadReport, 'webhooks' | 'meetings'>): boolean {
  const { delivered, refused, failed } = webhooks;
  return failed > 0 && delivered + refused === 0 && meetings.connected === 0;
}
