/** Merges the responses of several nodes into one. Pure functions; a node that did not answer is absent. */
import type { ActionResults, ResetDone, StreamList } from '../control/api-bodies.js';
import type { AllVerdicts, JournalPage } from '../control/observing-bodies.js';
import type { ServerSnapshot } from '../server/snapshot.js';

/** Warnings of several responses, each once; nothing if there are none. */
function warningsOf(bodies: readonly { readonly warnings?: readonly string[] }[]): {
  readonly warnings?: readonly string[];
} {
  const warnings = [...new Set(bodies.flatMap((body) => body.warnings ?? []))];
  return warnings.length > 0 ? { warnings } : {};
}

/** The note that one of several responses lacks something; nothing if none does. */
function incompletenessOf(bodies: readonly { readonly incomplete?: boolean }[]): {
  readonly incomplete?: boolean;
} {
  return bodies.some(({ incomplete }) => incomplete === true) ? { incomplete: true } : {};
}

/** Meetings that the list of all nodes, or their snapshot, must include. */
export interface MeetingsExtent {
  /** Ids of streams that have not ended. @default none is known */
  readonly running?: readonly string[];
  /** A node has not answered. @default false */
  readonly isAnyMissing?: boolean;
}

/** Meetings of all nodes, oldest first; last those that were not started yet. */
export function mergeMeetings(
  bodies: readonly StreamList[],
  { running = [], isAnyMissing = false }: MeetingsExtent = {},
): StreamList {
  const startOf = ({ startedAtUnixMs }: StreamList['meetings'][number]): number =>
    startedAtUnixMs ?? Number.MAX_SAFE_INTEGER;
  const meetings = bodies.flatMap((body) => body.meetings);
  const listed = new Set(meetings.map(({ streamId }) => streamId));
  const isIncomplete = isAnyMissing || running.some((id) => !listed.has(id));
  return {
    meetings: meetings.toSorted((a, b) => startOf(a) - startOf(b)),
    ...(isIncomplete && { incomplete: true }),
  };
}

/** Which entries of the merged journal a request asks for. */
export interface JournalExtent {
  /** The first entries, in number. @default all */
  readonly first?: number | undefined;
  /** The last entries of these. @default all */
  readonly limit?: number | undefined;
  /** Largest number: that of the moment before the first node was asked. @default all */
  readonly until?: number | undefined;
  /** Entries are in none of the pages. @default false */
  readonly isPartial?: boolean;
}

/**
 * Entries of all nodes by time, which their numbers follow. A node that was asked first may have further entries by now, so
 * those of all nodes that are newer than `until` are left to the next request.
 */
export function mergeJournals(
  bodies: readonly JournalPage[],
  { first, limit, until = Infinity, isPartial = false }: JournalExtent = {},
): JournalPage {
  const entries = bodies.flatMap((body) => body.entries).filter(({ seq }) => seq <= until);
  const found = entries.toSorted((a, b) => a.seq - b.seq).slice(0, first);
  return {
    entries: limit === undefined ? found : found.slice(-limit),
    lastSeq: Math.min(until, Math.max(0, ...bodies.map(({ lastSeq }) => lastSeq))),
    ...warningsOf(bodies),
    ...incompletenessOf([...bodies, { incomplete: isPartial }]),
  };
}

/**
 * Verdicts of all nodes: those about streams, then those about none.
 *
 * @param isPartial verdicts are in none of the answers
 */
export function mergeVerdicts(bodies: readonly AllVerdicts[], isPartial = false): AllVerdicts {
  const all = bodies.flatMap(({ verdicts }) => verdicts);
  const ofStreams = all.filter(({ streamId }) => streamId !== undefined);
  const ofNone = all.filter(({ streamId }) => streamId === undefined);
  return {
    verdicts: [...ofStreams, ...ofNone],
    ...warningsOf(bodies),
    ...incompletenessOf([...bodies, { incomplete: isPartial }]),
  };
}

/** Outcomes of an action on the meetings of all nodes. */
export function mergeActions(bodies: readonly ActionResults[]): ActionResults {
  const results = bodies.flatMap((body) => body.results);
  return { results, ...warningsOf(bodies), ...incompletenessOf(bodies) };
}

/** The number of meetings that all nodes have ended. */
export function mergeResets(bodies: readonly ResetDone[]): ResetDone {
  const ended = bodies.reduce((sum, body) => sum + body.ended, 0);
  return { ended, ...warningsOf(bodies), ...incompletenessOf(bodies) };
}

/** The running meetings of all nodes. Ids cannot be repeated, because each node has a sequence of its own. */
export function mergeSnapshots(
  bodies: readonly ServerSnapshot[],
  { running = [], isAnyMissing = false }: MeetingsExtent = {},
): ServerSnapshot {
  const meetings = bodies.flatMap((body) => body.meetings);
  const saved = new Set(meetings.flatMap(({ streams }) => streams.map(({ streamId }) => streamId)));
  const isIncomplete = isAnyMissing || running.some((id) => !saved.has(id));
  return { version: 1, seed: null, meetings, ...(isIncomplete && { incomplete: true }) };
}

/** Divides the meetings of a snapshot among a number of nodes. A body that is no snapshot goes to each as it is. */
export function dealSnapshot(snapshot: unknown, nodes: number): readonly unknown[] {
  const meetings: unknown = (snapshot as { readonly meetings?: unknown } | null)?.meetings;
  return Array.from({ length: nodes }, (_, node) =>
    Array.isArray(meetings)
      ? { ...(snapshot as object), seed: null, meetings: meetings.filter((__, at) => at % nodes === node) }
      : snapshot,
  );
}

/** Metrics of one process in the text format of Prometheus. */
export interface NodeMetrics {
  /** Value of the label that tells the processes apart. */
  readonly name: string;
  readonly text: string;
}

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})?(?<value> .*)$/;

/** Metrics of all processes: each family once, each sample with one more label. */
export function mergeMetrics(label: string, all: readonly NodeMetrics[]): string {
  const families = new Map<string, { readonly head: string[]; readonly samples: string[] }>();
  for (const { name, text } of all) {
    const isFirst = (family: string): boolean => !families.has(family);
    for (const block of text.split(/^(?=# HELP )/m)) {
      const family = /^# HELP (\S+)/.exec(block)?.[1];
      if (family === undefined) continue;
      const lines = block.split('\n').filter((line) => line !== '');
      const head = lines.filter((line) => line.startsWith('#'));
      if (isFirst(family)) families.set(family, { head, samples: [] });
      const samples = lines
        .filter((line) => !line.startsWith('#'))
        .map((line) => labelled(line, label, name));
      families.get(family)?.samples.push(...samples);
    }
  }
  return [...families.values()].map(({ head, samples }) => [...head, ...samples, ''].join('\n')).join('');
}

function labelled(line: string, label: string, value: string): string {
  const { name = line, labels, value: rest = '' } = SAMPLE.exec(line)?.groups ?? {};
  const others = labels === undefined || labels === '' ? '' : `,${labels}`;
  return `${name}{${label}=${JSON.stringify(value)}${others}}${rest}`;
}
