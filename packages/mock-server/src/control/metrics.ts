import { Histogram, type HistogramView } from '../figures/histogram.js';
import type { ConnectionView, MediaCounters, StreamView } from '../meetings/stream-view.js';
import { RULES } from '../verdicts/rules/index.js';
import { SEVERITIES } from '../verdicts/verdict.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

/** Counters and histograms for Prometheus, in its text format. */
export function metricsRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      handle: (_request, response) => {
        const views = context.server.meetings().map((meeting) => meeting.view());
        response.type('text/plain; version=0.0.4; charset=utf-8').send(
          renderMetrics(views, {
            forgottenMedia: context.forgottenMedia?.() ?? {},
            journalEntries: context.server.journal.recordedEntries,
            residentBytes: process.memoryUsage.rss(),
            uptimeSeconds: process.uptime(),
            verdictCounts: context.verdictCounts,
            times: {
              ...context.server.figures(),
              lag: context.countLag?.() ?? new Histogram().view(),
            },
          }),
        );
      },
    },
  ];
}

interface ProcessFigures {
  /** Media of streams that are not held any more: without it, counters would decrease, as if the process had begun anew. */
  readonly forgottenMedia: StreamView['media'];
  readonly journalEntries: number;
  readonly residentBytes: number;
  readonly uptimeSeconds: number;
  /** Returns the number of verdicts with a severity by rule. */
  readonly verdictCounts: ControlContext['verdictCounts'];
  /** Times of all streams since the start or the last reset. */
  readonly times: { readonly [name in (typeof TIMES)[number]['of']]: HistogramView };
}

/** Limits of the buckets of apps' times, in ms. Each limit is one of {@link Histogram}, so that its count is exact. */
const APP_LIMITS_MS = [5, 10, 20, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200];

/** Limits of the buckets of the server's own delay, in ms. */
const SERVER_LIMITS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 400, 800, 1600];

/** Figures that are histograms. */
const TIMES = [
  {
    of: 'connect',
    name: 'connect_seconds',
    help: 'Time from the webhook rtms_started to the accepted signaling handshake',
    limitsMs: APP_LIMITS_MS,
  },
  {
    of: 'join',
    name: 'join_seconds',
    help: 'Time from the webhook rtms_started until media flows, because the app is ready for it',
    limitsMs: APP_LIMITS_MS,
  },
  {
    of: 'firstMedia',
    name: 'first_media_seconds',
    help: 'Time from the webhook rtms_started to the first frame of audio, video or share',
    limitsMs: APP_LIMITS_MS,
  },
  {
    of: 'keepAlive',
    name: 'keep_alive_seconds',
    help: 'Time until the answer to a keep-alive, or until the next one',
    limitsMs: APP_LIMITS_MS,
  },
  {
    of: 'lag',
    name: 'media_lag_seconds',
    help: 'Time by which the reader of a media connection is behind, once for each request of these metrics, which sends the ping that the next one counts',
    limitsMs: APP_LIMITS_MS,
  },
  {
    of: 'lateness',
    name: 'media_lateness_seconds',
    help: 'Delay between the due time of a frame and its write to the socket',
    limitsMs: SERVER_LIMITS_MS,
  },
] as const;

type Sample = readonly [labels: { readonly [name: string]: string }, value: number];

/** Sums over all streams since the start or the last reset. A label for each stream would make the number of series grow without limit. */
export function renderMetrics(views: readonly StreamView[], figures: ProcessFigures): string {
  return [
    metric('meetings', 'gauge', 'Meetings by state', counted(views, 'state')),
    metric('connections', 'gauge', 'Open connections', counted(connectionsOf(views), 'socket')),
    ...mediaMetrics([...views.map(({ media }) => media), figures.forgottenMedia]),
    ...TIMES.map(({ of, name, help, limitsMs }) => histogram(name, help, figures.times[of], limitsMs)),
    metric('journal_entries_total', 'counter', 'Entries written to the journal', [
      [{}, figures.journalEntries],
    ]),
    metric(
      'verdicts_total',
      'counter',
      'Verdicts about apps by rule and severity',
      verdictSamples(figures.verdictCounts),
    ),
    metric('resident_memory_bytes', 'gauge', 'Memory of the process', [[{}, figures.residentBytes]]),
    metric('uptime_seconds', 'gauge', 'Age of the process', [[{}, figures.uptimeSeconds]]),
  ].join('');
}

function verdictSamples(countsOf: ControlContext['verdictCounts']): Sample[] {
  const counts = SEVERITIES.map((severity) => [severity, countsOf(severity)] as const);
  return RULES.flatMap(({ id }) =>
    counts.flatMap(([severity, byRule]): Sample[] => {
      const count = byRule.get(id);
      return count === undefined ? [] : [[{ rule: id, severity }, count]];
    }),
  );
}

function connectionsOf(views: readonly StreamView[]): readonly ConnectionView[] {
  return views.flatMap((view) => view.connections);
}

function mediaMetrics(media: readonly StreamView['media'][]): string[] {
  const counters = media.flatMap((ofStream) => Object.entries(ofStream));
  const byType = (pick: (one: MediaCounters) => number, join = sum): Sample[] =>
    grouped(
      counters,
      ([type]) => type,
      'type',
      (group) => join(group.map(([, one]) => pick(one))),
    );
  const max = (values: readonly number[]): number => Math.max(...values);
  const latenessMax = byType((one) => one.latenessMaxMs / 1000, max);
  return [
    metric(
      'media_frames_total',
      'counter',
      'Media frames sent',
      byType(({ frames }) => frames),
    ),
    metric(
      'media_bytes_total',
      'counter',
      'Media bytes sent, before base64',
      byType(({ bytes }) => bytes),
    ),
    metric(
      'media_dropped_total',
      'counter',
      'Frames dropped for slow readers',
      byType(({ dropped }) => dropped),
    ),
    metric('media_lateness_max_seconds', 'gauge', 'Latest frame so far', latenessMax),
  ];
}

/** The number of items for each value of a property. */
function counted<K extends string>(items: readonly { readonly [key in K]: string }[], key: K): Sample[] {
  return grouped(
    items,
    (item) => item[key],
    key,
    (group) => group.length,
  );
}

function grouped<T>(
  items: readonly T[],
  key: (item: T) => string,
  label: string,
  value: (group: T[]) => number,
): Sample[] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups].map(([name, group]) => [{ [label]: name }, value(group)]);
}

function metric(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  return family(
    name,
    type,
    help,
    samples.map((sample) => ['', ...sample]),
  );
}

/** A histogram in seconds. Every bucket contains those before it, as Prometheus wants it. */
function histogram(name: string, help: string, times: HistogramView, limitsMs: readonly number[]): string {
  const atMost = (limitMs: number): number =>
    sum(times.buckets.map(([endMs, count]) => (endMs <= limitMs ? count : 0)));
  return family(name, 'histogram', help, [
    ...limitsMs.map((ms) => ['_bucket', { le: String(ms / 1000) }, atMost(ms)] as const),
    ['_bucket', { le: '+Inf' }, times.count],
    ['_sum', {}, times.sumMs / 1000],
    ['_count', {}, times.count],
  ]);
}

function family(
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  help: string,
  samples: readonly (readonly [suffix: string, ...Sample])[],
): string {
  const full = `rtms_mock_${name}`;
  const lines = samples.map(([suffix, labels, value]) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
    return `${full}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${full} ${help}.\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
