/** The timeline that is being written: steps with their times, as a scenario file contains them. */
import { computed, signal } from '@preact/signals';

/** Conditions that an entry can wait for; a test compares them with the server's. */
export const CONDITIONS = [
  'handshake',
  'media-handshake',
  'rejected',
  'subscribed',
  'ready',
  'streaming',
  'active',
  'paused',
  'interrupted',
  'terminated',
  'signaling-lost',
  'media-lost',
] as const;

/** One entry of a timeline, as in a file: keys of time beside those of the step. */
export interface TimelineEntry {
  readonly [key: string]: unknown;
}

/** A scenario as a file contains it. */
export interface ScenarioFile {
  readonly name?: string;
  readonly timeline: readonly TimelineEntry[];
  readonly [key: string]: unknown;
}

/** Everything of the file beside name and timeline, kept when a loaded file is saved again. */
const others = signal<{ readonly [key: string]: unknown }>({});
/** Name of the scenario. */
export const timelineName = signal('my-scenario');
/** Entries in the order in which they are written. */
export const timeline = signal<readonly TimelineEntry[]>([]);

/** The scenario as a file contains it. */
export const timelineScenario = computed<ScenarioFile>(() => ({
  name: timelineName.value,
  ...others.value,
  timeline: timeline.value,
}));

/** Takes over a loaded file. */
export function loadTimeline({ name, timeline: entries, ...rest }: ScenarioFile): void {
  timelineName.value = typeof name === 'string' && name !== '' ? name : 'my-scenario';
  others.value = rest;
  timeline.value = entries;
}

/** Moves an entry up or down by one place. */
export function moveEntry(index: number, by: -1 | 1): void {
  const entry = timeline.value[index];
  const other = timeline.value[index + by];
  if (entry === undefined || other === undefined) return;
  timeline.value = timeline.value.with(index, other).with(index + by, entry);
}

/** Removes an entry. */
export function removeEntry(index: number): void {
  timeline.value = timeline.value.toSpliced(index, 1);
}

const TIME_KEYS = ['at', 'after', 'on', 'every', 'repeat'];

/** Time of an entry in words: `at 10s`, `after 5s, every 2s, 3 times`. */
export function timeText(entry: TimelineEntry): string {
  const words: readonly (readonly [key: string, text: (value: string) => string])[] = [
    ['at', (value) => `at ${value}`],
    ['on', (value) => `on ${value}`],
    ['after', (value) => `after ${value}`],
    ['every', (value) => `every ${value}`],
    ['repeat', (value) => `${value} times`],
  ];
  const parts = words.flatMap(([key, text]) => {
    const value = entry[key];
    return typeof value === 'string' || typeof value === 'number' ? [text(String(value))] : [];
  });
  return parts.length === 0 ? 'at once' : parts.join(', ');
}

/** The step of an entry without its time. */
export function stepOf(entry: TimelineEntry): TimelineEntry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !TIME_KEYS.includes(key)));
}

/** A step in one line: its name and fields. */
export function stepText(entry: TimelineEntry): string {
  const { do: name, fault, ...fields } = stepOf(entry);
  const values = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const shown = name ?? fault;
  return [typeof shown === 'string' ? shown : '?', ...values].join('  ');
}
