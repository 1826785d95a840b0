import { signal } from '@preact/signals';
import type { StatisticsEvent } from '../api/bodies.js';
import { extended, SHOWN_SECONDS, type Course } from './course.js';

/** Courses of all connections, by stream and connection. */
export const courses = signal<ReadonlyMap<string, Course>>(new Map());

/** Takes over one set of samples. Connections that are gone keep their course until it has left the plot. */
export function takeSamples({ atMs, unixMs, streams }: StatisticsEvent): void {
  const first = [...courses.value.values()][0];
  const isRestarted = first !== undefined && first.totals.atMs > atMs;
  const next = new Map(isRestarted ? [] : courses.value);
  for (const { streamId, connections } of streams) {
    for (const connection of connections) {
      const key = `${streamId} ${connection.id}`;
      next.set(key, extended(next.get(key), { streamId, connection, atMs, unixMs }));
    }
  }
  for (const [key, course] of next) {
    if (course.totals.atMs < atMs - SHOWN_SECONDS * 1000) next.delete(key);
  }
  courses.value = next;
}
