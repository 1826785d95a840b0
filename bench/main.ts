/**
 * `pnpm bench`: measures the CPU time of sending, the lateness of messages and the memory. Server and readers are
 * separate processes on loopback.
 *
 *   --quick           small numbers, a few seconds: tests the bench, measures nothing
 *   --only NAME       what to measure, such as cost or memory; may be repeated
 *   --against COMMIT  compares the working tree with a commit instead, as ratios
 *   --sdk FOLDER      measures the client against the vendor's SDK too: a virtual environment to use or to create
 *   --json FILE       writes the results to FILE too; `-` prints only JSON
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UnusableCommit } from './against/checkout.js';
import { comparedTable } from './against/comparison.js';
import { COMPARISON_NAMES, runAgainst } from './against/run.js';
import {
  measureCost,
  measureEncryption,
  measureLateness,
  measureMemory,
  type EncryptionCost,
} from './measurements.js';
import { measureCapacity, type Capacity } from './capacity.js';
import { measureClient } from './client.js';
import { measureFirstPreparation } from './first-preparation.js';
import { measureFirstUses } from './first-use.js';
import { measureMeetingStart, measurePlainStart } from './meeting-start.js';
import { describeMachine, rowsOf, tableOf, type Results } from './report.js';
import { measurePage } from './page.js';
import { natsProgram } from '../test/cluster/nats-server.js';
import { measureRecording } from './recording.js';
import { measureStartUp } from './start-up.js';
import { measureVirtualTime } from './virtual.js';

/** Sizes of the measurements. */
const FULL = {
  audioCost: { streams: 500, rounds: 3, roundMs: 2000 },
  videoCost: { streams: 50, rounds: 3, roundMs: 2000 },
  encryptedStreams: [50, 500],
  audioStreams: [100, 500, 1000, 2000, 4000],
  videoStreams: [50, 100],
  forMs: 6000,
  capacity: { first: 500, step: 250, last: 6000, settleMs: 2000, forMs: 4000 },
  registered: 10_000,
  memory: { streams: 1000, forMs: 10_000 },
  starts: 3,
  meetingsAtOnce: 200,
  preparation: { processes: 3, forMs: 1500 },
  firstUse: { processes: 5, forMs: 400 },
  page: { loads: 9, speakMs: 10_000 },
  recording: { streams: 100, rounds: 7, roundMs: 2000 },
  virtualSeconds: 3600,
  client: { sessions: [1, 60, 100], rounds: 7, roundMs: 2500, warmUpMs: 4000 },
};

const QUICK: typeof FULL = {
  audioCost: { streams: 5, rounds: 1, roundMs: 200 },
  videoCost: { streams: 2, rounds: 1, roundMs: 200 },
  encryptedStreams: [5],
  audioStreams: [5],
  videoStreams: [2],
  forMs: 300,
  capacity: { first: 2, step: 2, last: 4, settleMs: 50, forMs: 200 },
  registered: 10,
  memory: { streams: 3, forMs: 300 },
  starts: 1,
  meetingsAtOnce: 3,
  preparation: { processes: 1, forMs: 100 },
  firstUse: { processes: 1, forMs: 50 },
  page: { loads: 1, speakMs: 1000 },
  recording: { streams: 2, rounds: 1, roundMs: 200 },
  virtualSeconds: 10,
  client: { sessions: [2], rounds: 1, roundMs: 300, warmUpMs: 200 },
};

const startMs = performance.now();

function progress(what: string): void {
  const seconds = Math.round((performance.now() - startMs) / 1000);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${what} …\n`);
}

async function run(
  quick: boolean,
  wants: (name: string) => boolean,
  sdk: string | undefined,
): Promise<Results> {
  const size = quick ? QUICK : FULL;
  const costs = [];
  if (wants('cost')) {
    progress('cost of 20 ms audio');
    costs.push(await measureCost('audio', { ...size.audioCost, quick }));
    progress('cost of 12 kB video');
    costs.push(await measureCost('video', { ...size.videoCost, quick }));
  }
  const encryption: EncryptionCost[] = [];
  if (wants('encryption')) {
    progress('encrypted 20 ms audio');
    for (const streams of size.encryptedStreams) {
      encryption.push(await measureEncryption({ ...size.audioCost, streams, quick }));
    }
  }
  const lateness = [];
  if (wants('lateness')) {
    for (const streams of size.audioStreams) {
      progress(`${streams} streams of audio`);
      lateness.push(await measureLateness('audio', { streams, forMs: size.forMs, quick }));
    }
    for (const streams of size.videoStreams) {
      progress(`${streams} streams of video`);
      lateness.push(await measureLateness('video', { streams, forMs: size.forMs, quick }));
    }
  }
  const capacity: Capacity[] = [];
  if (wants('workers')) {
    for (const count of [1, 2]) {
      progress(`streams of ${count} ${count === 1 ? 'process' : 'workers'}`);
      capacity.push(await measureCapacity({ kind: 'workers', count }, { ...size.capacity, registered: 0 }));
    }
  }
  if (wants('cluster')) {
    progress('streams of 2 nodes of a cluster');
    if (!natsProgram()) progress('skipped, because there is no NATS server');
    else
      capacity.push(
        await measureCapacity({ kind: 'nodes', count: 2 }, { ...size.capacity, registered: size.registered }),
      );
  }
  const memory = [];
  if (wants('memory')) {
    progress(`memory of ${size.memory.streams} streams`);
    memory.push(await measureMemory({ ...size.memory, quick }));
  }
  let stalls: Results['stalls'] = [];
  if (wants('preparation')) {
    progress('formats that are prepared for the first time');
    stalls = await measureFirstPreparation(size.preparation);
  }
  let firstUses: Results['firstUses'] = [];
  if (wants('first-use')) {
    progress('parts of the server that are used for the first time');
    firstUses = (await measureFirstUses(size.firstUse)) ?? [];
    if (firstUses.length === 0) progress('skipped, because the server is not built');
  }
  let meetingStart: Results['meetingStart'] = null;
  let plainStart: Results['plainStart'] = null;
  if (wants('meetings')) {
    progress(`${size.meetingsAtOnce} meetings at once`);
    meetingStart = (await measureMeetingStart(size.meetingsAtOnce)) ?? null;
    plainStart = await measurePlainStart(size.meetingsAtOnce);
    if (!meetingStart) progress('skipped, because the server is not built');
  }
  let client: Results['client'] = [];
  if (wants('client')) {
    progress('the client against ws');
    if (sdk === undefined) progress('not against the SDK, because there is no --sdk');
    client = await measureClient(size.client, sdk);
  }
  let virtualTime: Results['virtualTime'] = [];
  if (wants('virtual')) {
    progress(`${size.virtualSeconds} s of virtual time`);
    virtualTime = await measureVirtualTime(size.virtualSeconds);
  }
  let startUp: Results['startUp'] = null;
  if (wants('start')) {
    progress('start');
    startUp = (await measureStartUp(size.starts)) ?? null;
    if (!startUp) progress('skipped, because the server is not built');
  }
  let page: Results['page'] = null;
  if (wants('page')) {
    progress('the page in Chromium');
    page = (await measurePage(size.page.loads, size.page.speakMs)) ?? null;
    if (!page) progress('skipped, because there is no Chromium or the page is not built');
  }
  const recording = [];
  if (wants('record')) {
    for (const name of ['bench.rtms.jsonl', 'bench.rtms.jsonl.gz']) {
      progress(`${size.recording.streams} streams recorded in ${name}`);
      recording.push(await measureRecording(name, { ...size.recording, quick }));
    }
  }
  const seconds = Math.round((performance.now() - startMs) / 1000);
  return {
    ...describeMachine(),
    quick,
    seconds,
    costs,
    encryption,
    lateness,
    capacity,
    memory,
    stalls,
    firstUses,
    meetingStart,
    plainStart,
    client,
    virtualTime,
    startUp,
    page,
    recording,
  };
}

const NAMES = [
  'cost',
  'encryption',
  'lateness',
  'workers',
  'cluster',
  'memory',
  'preparation',
  'first-use',
  'meetings',
  'client',
  'start',
  'page',
  'record',
  'virtual',
];

/** Ends the program with one sentence about a wrong argument. */
function refuse(problem: string): never {
  process.stderr.write(`bench: ${problem}\n`);
  process.exit(2);
}

function readArguments(): {
  quick: boolean;
  only: string[];
  against?: string | undefined;
  sdk?: string | undefined;
  json?: string | undefined;
} {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        against: { type: 'string' },
        sdk: { type: 'string' },
        json: { type: 'string' },
      },
    });
    const names = values.against === undefined ? NAMES : COMPARISON_NAMES;
    const unknown = values.only.find((name) => !names.includes(name));
    if (unknown !== undefined) refuse(`--only must be one of ${names.join(', ')}, found "${unknown}"`);
    return values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function write(results: object, heading: string, table: string, file: string | undefined): void {
  const json = `${JSON.stringify(results, null, 2)}\n`;
  if (file === '-') {
    process.stdout.write(json);
    return;
  }
  console.log(`\n${heading}\n\n${table}`);
  if (file === undefined) console.log(`\n${json}`);
  else writeFileSync(file, json);
}

// A signal ends the program in the normal way, so that folders and processes of a comparison are removed.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.once(signal, () => process.exit(128 + number));
}

const { quick, only, against, sdk, json } = readArguments();
const wants = (name: string): boolean => only.length === 0 || only.includes(name);
const machine = ({
  cpu,
  cores,
  node,
  seconds,
}: Pick<Results, 'cpu' | 'cores' | 'node' | 'seconds'>): string =>
  `${cpu}, ${cores} cores, Node ${node}, ${seconds} s`;
if (against === undefined) {
  const results = await run(quick, wants, sdk);
  write(results, machine(results), tableOf(rowsOf(results)), json);
} else {
  try {
    const results = await runAgainst(against, { quick, wants, progress });
    const { hash, subject } = results.against;
    const heading = `${machine(results)}\nworking tree against ${hash.slice(0, 10)} ${subject}`;
    write(results, heading, comparedTable(results.compared), json);
  } catch (error) {
    if (!(error instanceof UnusableCommit)) throw error;
    refuse(error.message);
  }
}
