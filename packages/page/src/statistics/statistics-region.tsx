import { computed } from '@preact/signals';
import { noSocketText } from '../meeting/meeting-words.js';
import { selected } from '../state/meetings.js';
import { Region } from '../ui/region.js';
import { bytesText } from '../ui/words.js';
import { Plot } from './plot.js';
import type { Course, Point } from './course.js';
import { courses } from './samples.js';
import { byteTicks, countTicks, millisecondTicks } from './ticks.js';

/** Courses of the shown stream's connections, oldest connection first. */
const shown = computed<readonly Course[]>(() => {
  const streamId = selected.value?.streamId;
  return [...courses.value.values()].filter((course) => course.streamId === streamId);
});

/** Ids of the shown stream's open connections. */
const openIds = computed<ReadonlySet<string>>(() => new Set(selected.value?.connections.map(({ id }) => id)));

/** Unix seconds at which any of the connections has a value. */
const times = computed(() =>
  [...new Set(shown.value.flatMap(({ points }) => points.map(({ unixS }) => unixS)))].sort((a, b) => a - b),
);

/** The same as positions in the meeting, in seconds. */
const positions = computed(() => {
  const startedS = (selected.value?.startedAtUnixMs ?? 0) / 1000;
  return times.value.map((unixS) => unixS - startedS);
});

/** Plots by title, value and labels of values. */
const PLOTS: readonly (readonly [
  title: string,
  value: (point: Point) => number,
  ticks: (values: readonly number[]) => string[],
])[] = [
  ['Frames per second', ({ framesPerS }) => framesPerS, countTicks],
  ['Bytes per second', ({ bytesPerS }) => bytesPerS, byteTicks],
  ['Max lateness', ({ latenessMs }) => latenessMs, millisecondTicks],
  ['Dropped and skipped frames', ({ lost }) => lost, countTicks],
  ['Buffered bytes', ({ bufferedBytes }) => bufferedBytes, byteTicks],
];

/** Frames, bytes, lateness, drops and buffered bytes of each connection. */
export function StatisticsRegion() {
  return (
    <Region name="Statistics">
      {shown.value.length === 0 && <p class="hint">{nothingText()}</p>}
      <Numbers />
      <div class="plots">
        {PLOTS.map(([title, value, ticks]) => (
          <Plot
            key={title}
            title={title}
            times={positions.value}
            ticks={ticks}
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

function nothingText(): string {
  const stream = selected.value;
  return stream?.state === 'terminated' ? noSocketText(stream) : 'Plots begin when an app is connected.';
}

function valuesOf({ points }: Course, value: (point: Point) => number): (number | null)[] {
  const byTime = new Map(points.map((point) => [point.unixS, value(point)]));
  return times.value.map((unixS) => byTime.get(unixS) ?? null);
}

/** The newest values in numbers, which is also the legend. */
function Numbers() {
  if (shown.value.length === 0) return null;
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label="Newest values">
      <table class="numbers">
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
          {shown.value.map((course, index) => (
            <NumbersRow key={course.connectionId} course={course} colour={index % 6} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A closed connection keeps its totals until it has left the plots. */
function NumbersRow({ course, colour }: { readonly course: Course; readonly colour: number }) {
  const { connectionId, points, totals } = course;
  const isOpen = openIds.value.has(connectionId);
  const point = points.at(-1);
  return (
    <tr class={isOpen ? '' : 'closed'}>
      <th scope="row">
        <span class={`swatch series-${colour}`} /> <code>{connectionId}</code>
        {!isOpen && ' closed'}
      </th>
      <td>{isOpen ? Math.round(point?.framesPerS ?? 0) : '–'}</td>
      <td>{isOpen ? bytesText(Math.round(point?.bytesPerS ?? 0)) : '–'}</td>
      <td>{Math.round(totals.latenessMs)} ms</td>
      <td>{totals.lost}</td>
      <td>{isOpen ? bytesText(point?.bufferedBytes ?? 0) : '–'}</td>
    </tr>
  );
}
