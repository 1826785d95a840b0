/** Values of a load report for people. */
import { shownBytes, shownMs } from '../cassette/report/report-text.js';
import type { LoadReport, ThresholdResult, Times } from './load-report.js';

/** A duration: `0.4 ms`, `85 ms`, `2.345 s`. */
export function shownTime(ms: number): string {
  return ms < 10 ? `${Math.round(ms * 10) / 10} ms` : shownMs(ms);
}

/** Rows of the table of times. Rows without a measured value have none. */
export function timeRows(times: readonly (readonly [string, Omit<Times, 'count'> & { count?: number }])[]): {
  readonly name: string;
  readonly cells: readonly string[];
}[] {
  return times.map(([name, { count, p50Ms, p99Ms, maxMs }]) => ({
    name,
    cells: count === 0 ? ['-', '-', '-'] : [p50Ms, p99Ms, maxMs].map(shownTime),
  }));
}

/** Use of processor and memory. */
export function shownUsage({
  cpuPercent,
  cpuMaxPercent,
  residentMaxBytes,
}: {
  readonly cpuPercent: number;
  readonly cpuMaxPercent: number;
  readonly residentMaxBytes: number;
}): string {
  return `${cpuPercent} % of a core (max ${cpuMaxPercent} %), ${shownBytes(residentMaxBytes)}`;
}

/** A threshold with its outcome: `max-join-p99 2.000 s: not kept, 3.100 s`; `max-lost 0: kept, 0`. */
export function shownThreshold({ name, limit, actual, unit, passed }: ThresholdResult): string {
  const value = (number: number): string => {
    if (unit === 'ms') return shownTime(number);
    return unit === 'percent' ? `${number} %` : number.toLocaleString('en');
  };
  const outcome = actual === null ? 'nothing was measured' : value(actual);
  return `${name} ${value(limit)}: ${passed ? 'kept' : 'not kept'}, ${outcome}`;
}

/** A number of occurrences: `once`, `3 times`. */
export function shownTimes(count: number): string {
  return count === 1 ? 'once' : `${count.toLocaleString('en')} times`;
}

/** A number of things: `1 meeting`, `3 meetings`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Interruptions, and what became of meetings: `0; 10 meetings went on in another process; 1 meeting was lost`. */
export function shownLosses({ interruptions, meetings: { continued }, lost }: LoadReport): string {
  const moved = continued > 0 ? `; ${counted(continued, 'meeting')} went on in another process` : '';
  const gone =
    lost > 0
      ? `; ${counted(lost, 'meeting')} lost at the end, because the app or the process of the server was gone`
      : '';
  return `${interruptions.toLocaleString('en')}${moved}${gone}`;
}

/** The number of meetings that the app has joined, and what became of the others. One clause. */
export function shownMeetings({ plan, meetings }: LoadReport): string {
  const { joined, started, connected, continued, failed } = meetings;
  const few = started < plan.meetings ? `, ${started} were started` : '';
  const halfway = connected > joined ? `, ${connected} connected` : '';
  const refused = failed > 0 ? `, ${failed} not started by the server` : '';
  const moved = continued > 0 ? `, ${continued} went on in another process` : '';
  return `${joined} of ${counted(plan.meetings, 'meeting')} joined${few}${halfway}${moved}${refused}`;
}

/** Frames that were dropped, with the reason. */
export function shownDrops({ dropped }: LoadReport['media']): string {
  const frames = `${dropped.toLocaleString('en')} frame${dropped === 1 ? '' : 's'}`;
  return dropped === 0 ? frames : `${frames}, because the app read too slowly`;
}

/** The server: its use of the machine. */
export function shownMock({ mock }: LoadReport): string {
  return `${shownUsage(mock)}${mock.processes > 1 ? ` in ${mock.processes} processes` : ''}`;
}

/** The processes of the app: their use of the machine. */
export function shownApp(app: NonNullable<LoadReport['app']>): string {
  const ended = app.ended.length > 0 ? `; ended during the run: ${app.ended.join(', ')}` : '';
  return `${shownUsage(app)} (pid ${app.pids.join(', ')}${ended})`;
}

/** Says that no verdict is more than a note. An app that has not joined yet gets one only after some seconds. */
export function shownInnocence({ meetings: { started, joined }, webhooks, interrupted }: LoadReport): string {
  const absent = Math.min(started - joined, webhooks.delivered);
  if (absent <= 0 || interrupted === true) return 'no rule is broken';
  return `no rule is broken; ${counted(absent, 'meeting')} ended before the app had joined: a longer --for shows if it does, or why not`;
}

/** Returns the meaning of the exit code, one clause. */
export function shownOutcome(
  exitCode: number,
  thresholds: readonly ThresholdResult[],
  failure: string | undefined,
): string {
  if (exitCode === 0) return 'every threshold is kept';
  if (exitCode === 2) return 'the app answered no webhook';
  if (exitCode > 128) return 'interrupted, so nothing is judged';
  const broken = thresholds.filter(({ passed }) => !passed).map(({ name }) => name);
  if (broken.length === 0) return failure ?? 'the run failed';
  return `not kept: ${broken.join(', ')}${failure === undefined ? '' : `; ${failure}`}`;
}
