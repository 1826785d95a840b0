/** Results beside the numbers to hold, as JSON and as a table. */
import { availableParallelism, cpus } from 'node:os';
import type { Cost, Lateness, Memory } from './measurements.js';
import type { StartUp } from './start-up.js';

/** Everything one run found. */
export interface Results {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly quick: boolean;
  readonly seconds: number;
  readonly costs: readonly Cost[];
  readonly lateness: readonly Lateness[];
  readonly memory: readonly Memory[];
  /** `null` when it was not measured: not asked for, or the package is not built. */
  readonly startUp: StartUp | null;
}

export function describeMachine(): Pick<Results, 'node' | 'cpu' | 'cores'> {
  return { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
}

/** One line of the table. `held` is absent where there is no number to hold. */
export interface Row {
  readonly what: string;
  readonly found: string;
  readonly toHold: string;
  readonly held?: boolean;
}

/** At most this many times the cost of writing ready-made frames, for 20 ms audio. */
const MOST_TIMES_READY_FRAMES = 1.25;
/** At least this many times cheaper than JSON.stringify, for 12 kB video. */
const LEAST_CHEAPER_THAN_STRINGIFY = 2.5;
/** 99th percentile with {@link JUDGED_STREAMS} streams of 20 ms audio. */
const MOST_LATENESS_P99_MS = 10;
const JUDGED_STREAMS = 500;
/** 1000 streams of the default meeting. */
const MOST_MEGABYTES = 500;
const MOST_START_UP_MS = 1000;

export function rowsOf(results: Results): Row[] {
  const rows = [
    ...results.costs.flatMap(costRows),
    ...results.lateness.map(latenessRow),
    ...results.memory.map(memoryRow),
  ];
  const { startUp } = results;
  if (!startUp) return rows;
  return [
    ...rows,
    {
      what: 'rtms-mock ready',
      found: `${startUp.bestMs} ms (worst ${startUp.worstMs} ms)`,
      toHold: '≤ 1 s',
      held: startUp.worstMs <= MOST_START_UP_MS,
    },
  ];
}

function costRows(cost: Cost): Row[] {
  const audio = cost.kind === 'audio';
  const what = audio ? '20 ms audio message' : '12 kB video message';
  const against = (other: number): string => `(${cost.rtmsMockMicros} against ${other} µs)`;
  return [
    {
      what: `${what}, cost against ready-made frames`,
      found: `${cost.timesReadyFrames} × ${against(cost.readyFramesMicros)}`,
      toHold: audio ? `≤ ${MOST_TIMES_READY_FRAMES} ×` : '',
      ...(audio && { held: cost.timesReadyFrames <= MOST_TIMES_READY_FRAMES }),
    },
    {
      what: `${what}, cheaper than JSON.stringify`,
      found: `${cost.cheaperThanStringify} × ${against(cost.stringifyMicros)}`,
      toHold: audio ? '' : `≥ ${LEAST_CHEAPER_THAN_STRINGIFY} ×`,
      ...(!audio && { held: cost.cheaperThanStringify >= LEAST_CHEAPER_THAN_STRINGIFY }),
    },
  ];
}

function latenessRow({ kind, streams, delivered, latenessMs, cpu }: Lateness): Row {
  const { p50, p95, p99, max } = latenessMs;
  const judged = kind === 'audio' && streams === JUDGED_STREAMS;
  return {
    what: `${streams} streams of ${kind === 'audio' ? '20 ms audio' : 'HD video at 25 fps'}, lateness`,
    found: `p50 ${p50}, p95 ${p95}, p99 ${p99}, max ${max} ms; ${delivered} % arrived, ${cpu} % of a core`,
    toHold: judged ? `p99 < ${MOST_LATENESS_P99_MS} ms` : '',
    ...(judged && { held: p99 < MOST_LATENESS_P99_MS }),
  };
}

function memoryRow({ streams, megabytes, emptyMegabytes, kilobytesPerStream }: Memory): Row {
  const judged = streams === 1000;
  return {
    what: `${streams} streams of the default meeting, memory`,
    found: `${megabytes} MB (${emptyMegabytes} MB without, ${kilobytesPerStream} kB per stream)`,
    toHold: judged ? `< ${MOST_MEGABYTES} MB` : '',
    ...(judged && { held: megabytes < MOST_MEGABYTES }),
  };
}

/** Plain text in columns. */
export function tableOf(rows: readonly Row[]): string {
  const width = (key: 'what' | 'found' | 'toHold'): number => Math.max(...rows.map((row) => row[key].length));
  const [what, found, toHold] = [width('what'), width('found'), width('toHold')];
  return rows
    .map((row) => {
      const verdict = row.held === undefined ? '' : row.held ? 'held' : 'MISSED';
      return `${row.what.padEnd(what)}  ${row.found.padEnd(found)}  ${row.toHold.padEnd(toHold)}  ${verdict}`.trimEnd();
    })
    .join('\n');
}
