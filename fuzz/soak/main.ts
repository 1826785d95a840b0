/**
 * `pnpm soak`: many meetings in real time for a long time. Measures whether memory stays flat, whether media drifts, and
 * whether packets are lost.
 *
 *   --for DURATION   such as 60m; the default
 *   --meetings N     default 20
 *   --json FILE      file of the report; default soak-report.json
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readDuration } from '../options.js';
import type { Caller } from '../processes/calls.js';
import { ServerProcess, type FuzzMeeting } from '../processes/server-process.js';
import { WatchedProcess } from '../processes/watched-process.js';
import { fillJournal } from '../targets/fill-journal.js';
import { megabytes } from '../targets/round.js';
import type { Reading, ReaderCalls, StreamReading } from './reader-app.js';
import { lineThrough, type Line, type Sample } from './regression.js';

const SAMPLE_MS = 10_000;
/** Part of the run that is left out of the regression: code is compiled and caches are filled. */
const WARM_UP_SHARE = 0.1;
/** Change of the heap over the run that counts as growth, in MB. */
const MAX_HEAP_CHANGE_MB = 5;
/** Time for the last packets, in ms. */
const END_LIMIT_MS = 60_000;

interface MemorySample {
  readonly atMs: number;
  readonly heapMb: number;
  readonly rssMb: number;
  readonly latenessMs: Reading['latenessMs'];
}

interface StreamResult extends StreamReading {
  /** Messages that the server says it has sent and that did not arrive; for a tone, gaps in the timestamps too. */
  readonly lost: number;
}

/** A meeting; a tone has no pauses, so that its timestamps show every lost packet. */
interface SoakMeeting extends FuzzMeeting {
  readonly isTone: boolean;
}

/** The report. */
interface SoakReport {
  readonly minutes: number;
  readonly meetings: number;
  readonly frames: number;
  readonly lost: number;
  readonly interruptions: number;
  /** Drift with the largest absolute value. */
  readonly driftMs: number;
  readonly heap: Line;
  readonly rss: Line;
  readonly problems: readonly string[];
  readonly samples: readonly MemorySample[];
  readonly streams: readonly StreamResult[];
}

async function sample(
  server: ServerProcess,
  call: Caller<ReaderCalls>,
  startMs: number,
): Promise<MemorySample | undefined> {
  const memory = await server.process.collectedMemory(120_000);
  if (typeof memory !== 'object') return undefined;
  const { latenessMs } = await call('read', null);
  return {
    atMs: Math.round(performance.now() - startMs),
    heapMb: megabytes(memory.heapUsed),
    rssMb: megabytes(memory.rss),
    latenessMs,
  };
}

/** Ends the meetings, waits for the last packets and compares them with the counters of the server. */
async function finish(
  server: ServerProcess,
  call: Caller<ReaderCalls>,
  meetings: readonly SoakMeeting[],
): Promise<StreamResult[]> {
  for (const { streamId } of meetings) {
    await server.api(`/api/meetings/${streamId}/actions`, { action: 'end' });
  }
  const limitMs = performance.now() + END_LIMIT_MS;
  let { streams } = await call('read', null);
  while (streams.some(({ left }) => !left) && performance.now() < limitMs) {
    await delay(200);
    ({ streams } = await call('read', null));
  }
  const results: StreamResult[] = [];
  for (const reading of streams) {
    const view = (await server.api(`/api/meetings/${reading.streamId}`)) as {
      readonly media: { readonly [type: string]: { readonly frames: number } };
    };
    const isTone = meetings.some((meeting) => meeting.streamId === reading.streamId && meeting.isTone);
    let lost = isTone ? reading.missing : 0;
    for (const [type, { frames }] of Object.entries(view.media)) {
      if (type in reading.frames) lost += Math.abs(frames - (reading.frames[type] ?? 0));
    }
    results.push({ ...reading, lost });
  }
  return results;
}

function reportOf(
  samples: readonly MemorySample[],
  streams: readonly StreamResult[],
  forMs: number,
): SoakReport {
  const measured = samples.filter(({ atMs }) => atMs >= forMs * WARM_UP_SHARE);
  const line = (valueOf: (one: MemorySample) => number): Line =>
    lineThrough(measured.map((one): Sample => ({ atMs: one.atMs, value: valueOf(one) })));
  const heap = line(({ heapMb }) => heapMb);
  const sum = (valueOf: (stream: StreamResult) => number): number =>
    streams.reduce((total, stream) => total + valueOf(stream), 0);
  const frames = sum((stream) => Object.values(stream.frames).reduce((a, b) => a + b, 0));
  const lost = sum((stream) => stream.lost);
  const drifts = streams.map(({ driftMs }) => driftMs).sort((a, b) => Math.abs(b) - Math.abs(a));
  const problems: string[] = [];
  if (frames === 0) problems.push('no media arrived');
  if (lost > 0) problems.push(`${lost} messages were lost`);
  if (heap.change > MAX_HEAP_CHANGE_MB) problems.push(`the heap grew by ${heap.change.toFixed(1)} MB`);
  return {
    minutes: Math.round(forMs / 6000) / 10,
    meetings: streams.length,
    frames,
    lost,
    interruptions: sum(({ interruptions }) => interruptions),
    driftMs: drifts[0] ?? 0,
    heap,
    rss: line(({ rssMb }) => rssMb),
    problems,
    samples,
    streams,
  };
}

async function soak(forMs: number, count: number): Promise<SoakReport> {
  await using server = await ServerProcess.start([]);
  await using app = new WatchedProcess({
    file: 'fuzz/soak/reader-app.ts',
    nodeArgs: ['--import', 'tsx'],
    heapMegabytes: 512,
  });
  const call = app.caller<ReaderCalls>();
  // Otherwise the journal grows to its limit during the run.
  await fillJournal(server);
  const meetings: SoakMeeting[] = [];
  for (let i = 0; i < count; i += 1) {
    const isTone = i % 4 > 1;
    const meeting = await server.startMeeting(i % 2 === 0 ? '2025' : '2026', isTone ? { media: 'tone' } : {});
    if (!meeting) throw new Error(`the server did not start meeting ${i + 1}`);
    meetings.push({ ...meeting, isTone });
  }
  await call(
    'join',
    meetings.map(({ streamId, meetingUuid, signature }) => ({
      meeting_uuid: meetingUuid,
      rtms_stream_id: streamId,
      server_urls: `ws://127.0.0.1:${server.place.port}`,
      signature,
    })),
  );
  const startMs = performance.now();
  const samples: MemorySample[] = [];
  while (performance.now() - startMs < forMs) {
    await delay(Math.max(0, Math.min(SAMPLE_MS, forMs - (performance.now() - startMs))));
    const one = await sample(server, call, startMs);
    if (!one) throw new Error(`the server ended:\n${server.process.output}`);
    samples.push(one);
    const { p99, max } = one.latenessMs;
    process.stderr.write(
      `${Math.round(one.atMs / 1000)} s: heap ${one.heapMb} MB, rss ${one.rssMb} MB, lateness p99 ${p99} ms, max ${max} ms\n`,
    );
  }
  return reportOf(samples, await finish(server, call, meetings), forMs);
}

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: '60m' },
    meetings: { type: 'string', default: '20' },
    json: { type: 'string', default: 'soak-report.json' },
  },
});
const report = await soak(readDuration(values.for), Number(values.meetings));
writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
console.log(`
${report.minutes} minutes, ${report.meetings} meetings, ${report.frames.toLocaleString('en-US')} media messages
lost           ${report.lost}
interruptions  ${report.interruptions}
drift          ${report.driftMs} ms (largest)
heap           ${report.heap.perHour.toFixed(2)} MB per hour, ${report.heap.change.toFixed(2)} MB over the run
rss            ${report.rss.perHour.toFixed(2)} MB per hour
report         ${values.json}`);
for (const problem of report.problems) console.error(`FAILED: ${problem}`);
process.exitCode = report.problems.length > 0 ? 1 : 0;
