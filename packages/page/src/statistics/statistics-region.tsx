import { computed } from '@preact/signals';
import { selected } from '../state/meetings.js';
import { Region } from '../ui/region.js';
import { bytesText } from '../ui/words.js';
import { Plot } from './plot.js';
import type { Course, Point } from './course.js';
import { courses } from './samples.js';

/** Courses of the shown stream's connections, oldest connection first. */
const shown = computed<readonly Course[]>(() => {
  const streamId = selected.value?.streamId;
  return [...courses.value.values()].filter((course) => course.streamId === streamId);
});

/** Seconds at which any of the connections has a value. */
const times = computed(() =>
  [...new Set(shown.value.flatMap(({ points }) => points.map(({ atS }) => atS)))].sort((a, b) => a - b),
);

/** Plots by title, value and text of a value. */
const PLOTS: readonly (readonly [
  title: string,
  value: (point: Point) => number,
  format: (value: number) => string,
])[] = [
  ['Frames per second', ({ framesPerS }) => framesPerS, (value) => String(Math.round(value))],
  ['Bytes per second', ({ bytesPerS }) => bytesPerS, (value) => bytesText(Math.round(value))],
  ['Max lateness', ({ latenessMs }) => latenessMs, (value) => `${Math.round(value)} ms`],
  ['Dropped and skipped frames', ({ lost }) => lost, (value) => String(Math.round(value))],
  ['Buffered bytes', ({ bufferedBytes }) => bufferedBytes, (value) => bytesText(Math.round(value))],
];

/** Frames, bytes, lateness, drops and buffered bytes of each connection. */
export function StatisticsRegion() {
  return (
    <Region name="Statistics">
      {shown.value.length === 0 && <p class="hint">Plots begin when an app is connected.</p>}
      <Numbers />
      <div class="plots">
        {PLOTS.map(([title, value, format]) => (
          <Plot
            key={title}
            title={title}
            times={times.value}
            format={format}
            lines={shown.value.map((course, index) => ({
              label: course.connectionId,
              colour: index,
              values: valuesOf(course, value),
            }))}
          />
        ))}
      </div>
    </Region>
  );
}

function valuesOf({ points }: Course, value: (point: Point) => number): (number | null)[] {
  const byTime = new Map(points.map((point) => [point.atS, value(point)]));
  return times.value.map((atS) => byTime.get(atS) ?? null);
}

/** The newest values in numbers, which is also the legend. */
function Numbers() {
  if (shown.value.length === 0) return null;
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label="Newest values">
      <table>
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col">Frames/s</th>
            <th scope="col">Bytes/s</th>
            <th scope="col">Max lateness</th>
            <th scope="col">Lost in all</th>
            <th scope="col">Buffered</th>
          </tr>
        </thead>
        <tbody>
          {shown.value.map(({ connectionId, points, totals }, index) => {
            const point = points.at(-1);
            return (
              <tr key={connectionId}>
                <th scope="row">
                  <span class={`swatch series-${index % 6}`} /> <code>{connectionId}</code>
                </th>
                <td>{Math.round(point?.framesPerS ?? 0)}</td>
                <td>{bytesText(Math.round(point?.bytesPerS ?? 0))}</td>
                <td>{Math.round(totals.latenessMs)} ms</td>
                <td>{totals.lost}</td>
                <td>{bytesText(point?.bufferedBytes ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
