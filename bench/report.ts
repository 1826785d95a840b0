/** Results and their limits, as JSON and as a table. */
import { availableParallelism, cpus } from 'node:os';
import type { Capacity } from './capacity.js';
import type { ClientCost } from './client.js';
import type { Stall } from './first-preparation.js';
import type { FirstUse } from './first-use.js';
import type { MeetingStart } from './meeting-start.js';
import type { Cost, EncryptionCost, Lateness, Memory } from './measurements.js';
import type { PageFigures } from './page.js';
import type { RecordingCost } from './recording.js';
import type { StartUp } from './start-up.js';
import type { VirtualTime } from './virtual.js';

/** All results of one run. */
export interface Results {
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly quick: boolean;
  readonly seconds: number;
  readonly costs: readonly Cost[];
  readonly encryption: readonly EncryptionCost[];
  readonly lateness: readonly Lateness[];
  readonly capacity: readonly Capacity[];
  readonly memory: readonly Memory[];
  readonly stalls: readonly Stall[];
  readonly firstUses: readonly FirstUse[];
  /** `null` if it was not measured: not selected, or the package is not built. */
  readonly meetingStart: MeetingStart | null;
  /** `null` if it was not selected. */
  readonly plainStart: MeetingStart | null;
  readonly client: readonly ClientCost[];
  readonly virtualTime: readonly VirtualTime[];
  /** `null` if it was not measured: not selected, or the package is not built. */
  readonly startUp: StartUp | null;
  /** `null` if it was not measured: not selected, no Chromium, or the page is not built. */
  readonly page: PageFigures | null;
  readonly recording: readonly RecordingCost[];
}

/** Node version, CPU and number of cores. */
export function describeMachine(): Pick<Results, 'node' | 'cpu' | 'cores'> {
  return { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: availableParallelism() };
}

/** One line of the table. `held` is absent if there is no limit. */
export interface Row {
  readonly what: string;
  readonly found: string;
  readonly toHold: string;
  readonly held?: boolean;
}

/** Max ratio to the cost of ready-made frames, for 20 ms audio. */
const MAX_TIMES_READY_FRAMES = 1.25;
/** Max ratio of encrypted to plain 20 ms audio. */
const MAX_TIMES_PLAIN = 1.6;
/** Min ratio of the cost of JSON.stringify, for 12 kB video. */
const MIN_CHEAPER_THAN_STRINGIFY = 2.5;
/** Max 99th percentile with {@link JUDGED_STREAMS} streams of 20 ms audio. */
const MAX_LATENESS_P99_MS = 10;
const JUDGED_STREAMS = 500;
/** Max memory with 1000 streams of the default meeting. */
const MAX_MEGABYTES = 500;
const MAX_START_UP_MS = 1000;
/** Max time for which a format that is prepared stops all streams. */
const MAX_STALL_MS = 10;
/** Max delay of the microphone. */
const MAX_MICROPHONE_MS = 300;

/** Max that recording adds to the 99th percentile with {@link RECORDED_STREAMS} streams. */
const MAX_RECORDING_MS = 1;
const RECORDED_STREAMS = 100;
/** Max ratio of the client's CPU time to that of the other reader. */
const MAX_CLIENT_RATIO = { ws: 0.6, sdk: 0.5 };
/** Sessions of which the ratio to `ws` is judged. */
const JUDGED_SESSIONS: readonly number[] = [60, 100];
/** Min streams of two workers, as a multiple of those of one. */
const MIN_TIMES_ONE_WORKER = 1.8;
/** Min speed of virtual time, as a multiple of real time, with one core for server and reading client. */
const MIN_TIMES_REAL_TIME = { all: 300, speech: 1200 };

/** Compares the results with their limits. */
export function rowsOf(results: Results): Row[] {
  const rows = [
    ...results.costs.flatMap(costRows),
    ...results.encryption.map(encryptionRow),
    ...results.lateness.map(latenessRow),
    ...capacityRows(results.capacity),
    ...results.memory.map(memoryRow),
    ...results.recording.map(recordingRow),
    ...results.stalls.map(({ format, ...times }) => stallRow(`first preparation of ${format}`, times)),
    ...results.firstUses.map(({ use, ...times }) => stallRow(`first use of ${use}`, times)),
    ...results.client.map(clientRow),
    ...results.virtualTime.map(virtualRow),
  ];
  const { startUp, page, meetingStart, plainStart } = results;
  if (meetingStart) rows.push(meetingStartRow('POST to webhook', meetingStart));
  if (plainStart) rows.push(meetingStartRow('Express and a webhook only', plainStart));
  return [...rows, ...(startUp ? [startUpRow(startUp)] : []), ...(page ? pageRows(page) : [])];
}

function capacityRows(capacities: readonly Capacity[]): Row[] {
  const one = capacities.find(({ players: { kind, count } }) => kind === 'workers' && count === 1)?.best;
  return capacities.map(({ players: { kind, count }, registered, best }) => {
    const others = registered > 0 ? `, ${registered} streams registered` : '';
    const what = `streams of 20 ms audio, p99 below 10 ms: ${count} ${count === 1 ? kind.slice(0, -1) : kind}${others}`;
    if (!best) return { what, found: 'fewer than in the first step', toHold: '' };
    const times = one && kind === 'workers' && count === 2 ? best.streams / one.streams : undefined;
    const found = `${best.streams} (p99 ${best.p99Ms} ms, ${best.cpu} % of a core)`;
    if (times === undefined) return { what, found, toHold: '' };
    return {
      what,
      found: `${found}, ${times.toFixed(2)} × one`,
      toHold: `≥ ${MIN_TIMES_ONE_WORKER} ×`,
      held: times >= MIN_TIMES_ONE_WORKER,
    };
  });
}

function stallRow(what: string, { medianMs, maxMs }: Pick<Stall, 'medianMs' | 'maxMs'>): Row {
  return {
    what: `${what}, longest stall`,
    found: `${medianMs} ms (worst ${maxMs} ms)`,
    toHold: `≤ ${MAX_STALL_MS} ms`,
    held: medianMs <= MAX_STALL_MS,
  };
}

function meetingStartRow(what: string, { meetings, p50Ms, p99Ms }: MeetingStart): Row {
  return {
    what: `${meetings} meetings requested at once, ${what}`,
    found: `p50 ${p50Ms}, p99 ${p99Ms} ms`,
    toHold: '',
  };
}

function encryptionRow({ timesPlain, plainMicros, encryptedMicros, streams }: EncryptionCost): Row {
  return {
    what: `encrypted 20 ms audio message, against a plain one (${streams} streams)`,
    found: `${timesPlain} × (${encryptedMicros} and ${plainMicros} µs)`,
    ...(streams < JUDGED_STREAMS
      ? { toHold: `≤ ${MAX_TIMES_PLAIN} ×`, held: timesPlain <= MAX_TIMES_PLAIN }
      : { toHold: '' }),
  };
}

function recordingRow(cost: RecordingCost): Row {
  const { name, streams, relayedP99Ms, recordedP99Ms, addedP99Ms, microsPerMessage } = cost;
  const judged = streams === RECORDED_STREAMS;
  return {
    what: `${streams} streams of 20 ms audio recorded in ${name}, added to p99`,
    found: `${addedP99Ms} ms (${recordedP99Ms} against ${relayedP99Ms} ms), ${microsPerMessage} µs per message`,
    toHold: judged ? `< ${MAX_RECORDING_MS} ms` : '',
    ...(judged && { held: addedP99Ms < MAX_RECORDING_MS }),
  };
}

function startUpRow({ bestMs, worstMs }: StartUp): Row {
  return {
    what: 'rtms-mock ready',
    found: `${bestMs} ms (worst ${worstMs} ms)`,
    toHold: '≤ 1 s',
    held: worstMs <= MAX_START_UP_MS,
  };
}

function pageRows({ firstPaintMs, microphoneMs }: PageFigures): Row[] {
  const { p50, p99, packets } = microphoneMs;
  return [
    {
      what: 'page, first paint with every region',
      found: `${firstPaintMs.median} ms (worst ${firstPaintMs.max} ms)`,
      toHold: '',
    },
    {
      what: 'page, worklet of the microphone to the app',
      found: `p50 ${p50}, p99 ${p99} ms (${packets} packets)`,
      toHold: `p99 < ${MAX_MICROPHONE_MS} ms`,
      held: p99 < MAX_MICROPHONE_MS,
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
      toHold: audio ? `≤ ${MAX_TIMES_READY_FRAMES} ×` : '',
      ...(audio && { held: cost.timesReadyFrames <= MAX_TIMES_READY_FRAMES }),
    },
    {
      what: `${what}, cheaper than JSON.stringify`,
      found: `${cost.cheaperThanStringify} × ${against(cost.stringifyMicros)}`,
      toHold: audio ? '' : `≥ ${MIN_CHEAPER_THAN_STRINGIFY} ×`,
      ...(!audio && { held: cost.cheaperThanStringify >= MIN_CHEAPER_THAN_STRINGIFY }),
    },
  ];
}

function latenessRow({ kind, streams, delivered, latenessMs, cpu }: Lateness): Row {
  const { p50, p95, p99, max } = latenessMs;
  const judged = kind === 'audio' && streams === JUDGED_STREAMS;
  return {
    what: `${streams} streams of ${kind === 'audio' ? '20 ms audio' : 'HD video at 25 fps'}, lateness`,
    found: `p50 ${p50}, p95 ${p95}, p99 ${p99}, max ${max} ms; ${delivered} % arrived, ${cpu} % of a core`,
    toHold: judged ? `p99 < ${MAX_LATENESS_P99_MS} ms` : '',
    ...(judged && { held: p99 < MAX_LATENESS_P99_MS }),
  };
}

function memoryRow({ streams, megabytes, emptyMegabytes, kilobytesPerStream }: Memory): Row {
  const judged = streams === 1000;
  return {
    what: `${streams} streams of the default meeting, memory`,
    found: `${megabytes} MB (${emptyMegabytes} MB without, ${kilobytesPerStream} kB per stream)`,
    toHold: judged ? `< ${MAX_MEGABYTES} MB` : '',
    ...(judged && { held: megabytes < MAX_MEGABYTES }),
  };
}

function clientRow(cost: ClientCost): Row {
  const { sessions, against, clientMicros, otherMicros, ratio, spread } = cost;
  const isJudged = against === 'sdk' || JUDGED_SESSIONS.includes(sessions);
  const max = MAX_CLIENT_RATIO[against];
  const other = against === 'sdk' ? "the vendor's SDK" : 'bare ws';
  return {
    what: `client with ${sessions} ${sessions === 1 ? 'session' : 'sessions'}, CPU per message, against ${other}`,
    found: `${ratio} × (${spread[0]} to ${spread[1]}; ${clientMicros} and ${otherMicros} µs; ${cost.messagesPerSecond}/s)`,
    toHold: isJudged ? `≤ ${max} ×` : '',
    ...(isJudged && { held: ratio <= max }),
  };
}

function virtualRow(run: VirtualTime): Row {
  const { media, seconds, timesRealTime, timesRealTimeByClock, read, sent, lost, lagging } = run;
  const isJudged = seconds >= 3600;
  const frames = read.audio + read.video + read.share + read.transcript;
  const isComplete = frames === sent && lost === 0 && lagging === 0;
  const counts = media === 'all' ? `${read.audio} audio, ${read.video} video` : `${read.audio} audio`;
  const min = MIN_TIMES_REAL_TIME[media];
  return {
    what: `${seconds} s of virtual time, ${media === 'all' ? 'all media' : 'audio and transcript'}, with a client`,
    found: `${timesRealTime} × by CPU time, ${timesRealTimeByClock} × by the clock; ${counts}, ${isComplete ? 'nothing' : `${sent - frames + lost}`} lost`,
    toHold: isJudged ? `≥ ${min} ×, nothing lost` : '',
    ...(isJudged && { held: timesRealTime >= min && isComplete }),
  };
}

/** The table as plain text. */
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
