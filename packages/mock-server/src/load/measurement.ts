import { Histogram, type HistogramView } from '../figures/histogram.js';
import type { ServerFigures } from '../figures/server-figures.js';
import { RULES } from '../verdicts/rules/index.js';
import { SEVERITIES } from '../verdicts/verdict.js';
import type { LoadReport, LoadSample, RuleCount, Times, Usage } from './load-report.js';
import { mockLimits } from './mock-limits.js';
import { ProcessLedger, type LedgerFigures } from './process-ledger.js';
import type { ProcessFigures } from './process-usage.js';
import { SampleSeries } from './sample-series.js';
import { fixByCauses, highestSeverity, webhooksSince } from './webhook-causes.js';

/** Figures of the processes of the app, by their ids; `undefined` for one that has ended. */
export type AppProcesses = ReadonlyMap<number, ProcessFigures | undefined>;

/** The measured part of a {@link LoadReport}. */
export type Measurements = Omit<
  LoadReport,
  'version' | 'startedAt' | 'ms' | 'exitCode' | 'interrupted' | 'plan' | 'meetings' | 'failure' | 'thresholds'
> & { readonly meetings: Pick<LoadReport['meetings'], 'connected' | 'joined' | 'continued'> };

/** Collects the figures of a server interval by interval. What happened before the first ones does not count. */
export class Measurement {
  readonly #ledger = new ProcessLedger();
  readonly #baseline: LedgerFigures;
  readonly #baselineApp: AppProcesses;
  #latest: LedgerFigures;
  #latestApp: AppProcesses;
  readonly #waiting = new Histogram();
  readonly #series = new SampleSeries();
  readonly #mock: UsageMeter;
  readonly #app: UsageMeter;
  readonly #ended = new Set<number>();
  /** Figures after the end. */
  #end: Pick<ServerFigures, 'verdicts' | 'errors' | 'webhooks'>;
  /** Meetings that ran when the server stopped answering. */
  #lostWithServer = 0;

  /** `first`: figures at the beginning. */
  constructor(first: ServerFigures, app: AppProcesses) {
    const baseline = this.#ledger.take(first);
    this.#baseline = baseline;
    this.#baselineApp = app;
    this.#latest = baseline;
    this.#latestApp = app;
    this.#end = baseline;
    this.#mock = new UsageMeter(baseline.process.residentBytes);
    this.#app = new UsageMeter(residentOf(app));
  }

  /**
   * Adds the figures at the end of an interval. `started`: meetings so far; `isFull`: all of them ran in the whole interval.
   */
  add(given: ServerFigures, app: AppProcesses, started: number, isFull: boolean): LoadSample {
    const figures = this.#ledger.take(given);
    const earlier = this.#latest;
    const intervalMs = Math.max(1, figures.atMs - earlier.atMs);
    const waiting = Histogram.from(figures.waiting.ms);
    this.#waiting.add(waiting);
    const keepAlive = between(earlier.keepAlive, figures.keepAlive);
    const lag = keepAlive.percentile(99) > waiting.percentile(99) ? keepAlive : waiting;
    const mockCpuPercent = percent(figures.process.cpuMs - earlier.process.cpuMs, intervalMs);
    this.#mock.add(mockCpuPercent, figures.process.residentBytes, intervalMs, isFull);
    const baseline = this.#baseline;
    const sample: LoadSample = {
      atMs: figures.atMs - baseline.atMs,
      started,
      joined: figures.streams.joined - baseline.streams.joined,
      active: Math.max(0, figures.streams.active - baseline.streams.active),
      lagP99Ms: rounded(lag.percentile(99)),
      lagCount: lag.count,
      latenessP99Ms: rounded(between(earlier.lateness, figures.lateness).percentile(99)),
      frames: figures.media.frames - baseline.media.frames,
      dropped: figures.media.dropped - baseline.media.dropped,
      interruptions: figures.streams.interruptions - baseline.streams.interruptions,
      mockCpuPercent,
      mockBytes: figures.process.residentBytes,
      ...this.#appSample(app, intervalMs, isFull),
    };
    this.#latest = figures;
    this.#latestApp = app;
    this.#end = figures;
    this.#series.add(sample);
    return sample;
  }

  /** Takes verdicts and answers to webhooks from the figures after the end of all meetings; what else happens at the end is no load. */
  addEnd(figures: ServerFigures): void {
    this.#end = this.#ledger.take(figures);
  }

  /** The server no longer answers: the meetings that ran are lost with it. */
  addServerLoss(): void {
    this.#lostWithServer = Math.max(0, this.#latest.streams.active - this.#baseline.streams.active);
  }

  #appSample(
    app: AppProcesses,
    intervalMs: number,
    isFull: boolean,
  ): Pick<LoadSample, 'appCpuPercent' | 'appBytes'> {
    if (app.size === 0) return {};
    let cpuMs = 0;
    for (const [pid, process] of app) {
      const earlier = this.#latestApp.get(pid);
      if (process === undefined) this.#ended.add(pid);
      else cpuMs += process.cpuMs - (earlier?.cpuMs ?? process.cpuMs);
    }
    const appCpuPercent = percent(cpuMs, intervalMs);
    const appBytes = residentOf(app);
    this.#app.add(appCpuPercent, appBytes, intervalMs, isFull);
    return { appCpuPercent, appBytes };
  }

  /** Returns everything that was measured. */
  get results(): Measurements {
    const before = this.#baseline;
    const now = this.#latest;
    const end = this.#end;
    const webhooks = webhooksSince(before.webhooks, end.webhooks);
    const since = (pick: (figures: ServerFigures) => HistogramView): Times =>
      timesOf(between(pick(before), pick(now)));
    const count = (pick: (figures: ServerFigures) => number): number => Math.max(0, pick(now) - pick(before));
    const keepAlive = since((figures) => figures.keepAlive);
    const waiting = timesOf(this.#waiting);
    const lateness = since((figures) => figures.lateness);
    const mock = this.#mock.usage;
    const { processes } = now.process;
    const { ended } = this.#ledger;
    return {
      meetings: {
        connected: count(({ streams }) => streams.connected),
        joined: count(({ streams }) => streams.joined),
        continued: now.continued,
      },
      webhooks,
      connect: since(({ connect }) => connect),
      join: since(({ join }) => join),
      firstFrame: since(({ firstFrame }) => firstFrame),
      keepAlive,
      waiting,
      lag: {
        p50Ms: Math.max(keepAlive.p50Ms, waiting.p50Ms),
        p99Ms: Math.max(keepAlive.p99Ms, waiting.p99Ms),
        maxMs: Math.max(keepAlive.maxMs, waiting.maxMs),
      },
      lateness,
      media: {
        frames: count(({ media }) => media.frames),
        bytes: count(({ media }) => media.bytes),
        dropped: count(({ media }) => media.dropped),
        skipped: count(({ media }) => media.skipped),
      },
      lost: count(({ streams }) => streams.lost) + this.#lostWithServer,
      interruptions: count(({ streams }) => streams.interruptions),
      verdicts: ruleCounts(before, end, (rule, fix) =>
        fixByCauses(rule, fix, webhooks.causes, now.streams.connected > 0),
      ),
      mock: {
        ...mock,
        processes,
        ended,
        limits: mockLimits({ lateness, cpuPercent: mock.cpuPercent, processes, ended }),
      },
      ...(this.#baselineApp.size > 0 && {
        app: { pids: [...this.#baselineApp.keys()], ended: [...this.#ended], ...this.#app.usage },
      }),
      samples: this.#series.all,
    };
  }
}

/** Sums up the use of processor and memory. */
class UsageMeter {
  #maxBytes: number;
  #maxPercent = 0;
  /** Sums of use by duration, in the intervals in which all meetings ran, and in all. */
  readonly #full = { weighted: 0, ms: 0 };
  readonly #any = { weighted: 0, ms: 0 };

  constructor(residentBytes: number) {
    this.#maxBytes = residentBytes;
  }

  add(cpuPercent: number, residentBytes: number, ms: number, isFull: boolean): void {
    this.#maxPercent = Math.max(this.#maxPercent, cpuPercent);
    this.#maxBytes = Math.max(this.#maxBytes, residentBytes);
    for (const sum of isFull ? [this.#full, this.#any] : [this.#any]) {
      sum.weighted += cpuPercent * ms;
      sum.ms += ms;
    }
  }

  get usage(): Usage {
    const { weighted, ms } = this.#full.ms > 0 ? this.#full : this.#any;
    return {
      cpuPercent: ms === 0 ? 0 : Math.round(weighted / ms),
      cpuMaxPercent: this.#maxPercent,
      residentMaxBytes: this.#maxBytes,
    };
  }
}

function between(earlier: HistogramView, later: HistogramView): Histogram {
  return Histogram.from(later).since(Histogram.from(earlier));
}

function timesOf(histogram: Histogram): Times {
  const { count, p50Ms, p99Ms, maxMs } = histogram.view();
  return { count, p50Ms, p99Ms, maxMs };
}

function residentOf(app: AppProcesses): number {
  return [...app.values()].reduce((sum, process) => sum + (process?.residentBytes ?? 0), 0);
}

function percent(cpuMs: number, intervalMs: number): number {
  return Math.max(0, Math.round((cpuMs / intervalMs) * 100));
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

/** Verdicts that were added since the beginning, errors first. `fixOf`: returns what to change, by rule and its own fix. */
function ruleCounts(
  before: Pick<ServerFigures, 'verdicts' | 'errors'>,
  now: Pick<ServerFigures, 'verdicts' | 'errors'>,
  fixOf: (rule: string, fix: string) => string,
): RuleCount[] {
  return RULES.flatMap(({ id, severity, fix, timed = false }) => {
    const count = (now.verdicts[id] ?? 0) - (before.verdicts[id] ?? 0);
    const errors = Math.max(0, (now.errors[id] ?? 0) - (before.errors[id] ?? 0));
    if (count <= 0) return [];
    const highest = highestSeverity(severity, errors);
    return [{ rule: id, severity: highest, count, errors, timed, fix: fixOf(id, fix) }];
  }).toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}
