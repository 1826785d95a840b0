/** The timeline that is being written: steps with their times, as a scenario file contains them. */
import { computed, signal } from '@preact/signals';
import type { TimelineEntry } from './timeline-text.js';

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
