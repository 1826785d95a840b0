import type { ConnectionView, MediaCounters, StreamView } from '../meetings/stream-view.js';
import { RULES } from '../verdicts/rules/index.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

/** Counters for Prometheus, in its text format. */
export function metricsRoutes(context: ControlContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/metrics',
      handle: (_request, response) => {
        const views = context.server.meetings().map((meeting) => meeting.view());
        response.type('text/plain; version=0.0.4; charset=utf-8').send(
          renderMetrics(views, {
            journalEntries: context.server.journal.recordedEntries,
            residentBytes: process.memoryUsage.rss(),
            uptimeSeconds: process.uptime(),
            verdicts: context.server.verdictCounts,
          }),
        );
      },
    },
  ];
}

interface ProcessFigures {
  readonly journalEntries: number;
  readonly residentBytes: number;
  readonly uptimeSeconds: number;
  /** Number of verdicts by rule. */
  readonly verdicts: ReadonlyMap<string, number>;
}

type Sample = readonly [labels: { readonly [name: string]: string }, value: number];

/** Sums over all streams. A label for each stream would make the number of series grow without limit. */
export function renderMetrics(views: readonly StreamView[], figures: ProcessFigures): string {
  return [
    metric('meetings', 'gauge', 'Meetings by state', counted(views, 'state')),
    metric('connections', 'gauge', 'Open connections', counted(connectionsOf(views), 'socket')),
    ...mediaMetrics(views),
    metric('journal_entries_total', 'counter', 'Entries written to the journal', [
      [{}, figures.journalEntries],
    ]),
    metric('verdicts_total', 'counter', 'Verdicts about apps by rule', verdictSamples(figures.verdicts)),
    metric('resident_memory_bytes', 'gauge', 'Memory of the process', [[{}, figures.residentBytes]]),
    metric('uptime_seconds', 'gauge', 'Age of the process', [[{}, figures.uptimeSeconds]]),
  ].join('');
}

function verdictSamples(counts: ReadonlyMap<string, number>): Sample[] {
  return RULES.flatMap(({ id, severity }): Sample[] => {
    const count = counts.get(id);
    return count === undefined ? [] : [[{ rule: id, severity }, count]];
  });
}

function connectionsOf(views: readonly StreamView[]): readonly ConnectionView[] {
  return views.flatMap((view) => view.connections);
}

function mediaMetrics(views: readonly StreamView[]): string[] {
  const counters = views.flatMap((view) => Object.entries(view.media));
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
  const full = `rtms_mock_${name}`;
  const lines = samples.map(([labels, value]) => {
    const pairs = Object.entries(labels).map(([key, text]) => `${key}=${JSON.stringify(text)}`);
    return `${full}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`;
  });
  return `# HELP ${full} ${help}.\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
