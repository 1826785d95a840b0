/** The measurements of `pnpm bench`, in their order. */
import { natsProgram } from '../test/cluster/nats-server.js';
import { measureCapacity } from './capacity.js';
import { measureClient } from './client.js';
import { measureFirstPreparation } from './first-preparation.js';
import { measureFirstUses } from './first-use.js';
import {
  measureCost,
  measureEncryption,
  measureLateness,
  measureMemory,
  type EncryptionCost,
} from './measurements.js';
import { measureMeetingStart, measurePlainStart } from './meeting-start.js';
import { measurePage } from './page.js';
import { measureRecording } from './recording.js';
import type { describeMachine, Results } from './report.js';
import { measureStartUp } from './start-up.js';
import { measureVirtualTime } from './virtual.js';

/** Results without those of the machine and the run. */
export type Found = Omit<Results, keyof ReturnType<typeof describeMachine> | 'quick' | 'seconds'>;

/** Results before anything is measured. */
export const NOTHING: Found = {
  costs: [],
  encryption: [],
  lateness: [],
  capacity: [],
  memory: [],
  stalls: [],
  firstUses: [],
  meetingStart: null,
  plainStart: null,
  client: [],
  virtualTime: [],
  startUp: null,
  page: null,
  recording: [],
};

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

/** Sizes of all measurements. */
export function sizeOf(quick: boolean): typeof FULL {
  return quick ? QUICK : FULL;
}

/** Input of a measurement. */
export interface MeasurementInput {
  readonly size: typeof FULL;
  readonly quick: boolean;
  /** Folder of the vendor's SDK; `undefined`: the client is not compared with it. */
  readonly sdk: string | undefined;
  /** Reports what is measured next, or why it is not. */
  readonly progress: (what: string) => void;
}

/** Something to measure. */
export interface Measurement {
  /** Name for `--only`. */
  readonly name: string;
  /** Measures. `found`: what the measurements before it have found. */
  readonly run: (input: MeasurementInput, found: Found) => Promise<Partial<Found>>;
}

const NOT_BUILT = 'skipped, because the server is not built';

/** All measurements. */
export const MEASUREMENTS: readonly Measurement[] = [
  {
    name: 'cost',
    run: async ({ size, quick, progress }) => {
      progress('cost of 20 ms audio');
      const audio = await measureCost('audio', { ...size.audioCost, quick });
      progress('cost of 12 kB video');
      const video = await measureCost('video', { ...size.videoCost, quick });
      return { costs: [audio, video] };
    },
  },
  {
    name: 'encryption',
    run: async ({ size, quick, progress }) => {
      progress('encrypted 20 ms audio');
      const encryption: EncryptionCost[] = [];
      for (const streams of size.encryptedStreams) {
        encryption.push(await measureEncryption({ ...size.audioCost, streams, quick }));
      }
      return { encryption };
    },
  },
  {
    name: 'lateness',
    run: async ({ size, quick, progress }) => {
      const lateness = [];
      for (const streams of size.audioStreams) {
        progress(`${streams} streams of audio`);
        lateness.push(await measureLateness('audio', { streams, forMs: size.forMs, quick }));
      }
      for (const streams of size.videoStreams) {
        progress(`${streams} streams of video`);
        lateness.push(await measureLateness('video', { streams, forMs: size.forMs, quick }));
      }
      return { lateness };
    },
  },
  {
    name: 'workers',
    run: async ({ size, progress }) => {
      const capacity = [];
      for (const count of [1, 2]) {
        progress(`streams of ${count} ${count === 1 ? 'process' : 'workers'}`);
        capacity.push(await measureCapacity({ kind: 'workers', count }, { ...size.capacity, registered: 0 }));
      }
      return { capacity };
    },
  },
  {
    name: 'cluster',
    run: async ({ size: { capacity, registered }, progress }, found) => {
      progress('streams of 2 nodes of a cluster');
      if (!natsProgram()) {
        progress('skipped, because there is no NATS server');
        return {};
      }
      const nodes = await measureCapacity({ kind: 'nodes', count: 2 }, { ...capacity, registered });
      return { capacity: [...found.capacity, nodes] };
    },
  },
  {
    name: 'memory',
    run: async ({ size, quick, progress }) => {
      progress(`memory of ${size.memory.streams} streams`);
      return { memory: [await measureMemory({ ...size.memory, quick })] };
    },
  },
  {
    name: 'preparation',
    run: async ({ size, progress }) => {
      progress('formats that are prepared for the first time');
      return { stalls: await measureFirstPreparation(size.preparation) };
    },
  },
  {
    name: 'first-use',
    run: async ({ size, progress }) => {
      progress('parts of the server that are used for the first time');
      const firstUses = (await measureFirstUses(size.firstUse)) ?? [];
      if (firstUses.length === 0) progress(NOT_BUILT);
      return { firstUses };
    },
  },
  {
    name: 'meetings',
    run: async ({ size, progress }) => {
      progress(`${size.meetingsAtOnce} meetings at once`);
      const meetingStart = (await measureMeetingStart(size.meetingsAtOnce)) ?? null;
      const plainStart = await measurePlainStart(size.meetingsAtOnce);
      if (!meetingStart) progress(NOT_BUILT);
      return { meetingStart, plainStart };
    },
  },
  {
    name: 'client',
    run: async ({ size, sdk, progress }) => {
      progress('the client against ws');
      if (sdk === undefined) progress('not against the SDK, because there is no --sdk');
      return { client: await measureClient(size.client, sdk) };
    },
  },
  {
    name: 'virtual',
    run: async ({ size, progress }) => {
      progress(`${size.virtualSeconds} s of virtual time`);
      return { virtualTime: await measureVirtualTime(size.virtualSeconds) };
    },
  },
  {
    name: 'start',
    run: async ({ size, progress }) => {
      progress('start');
      const startUp = (await measureStartUp(size.starts)) ?? null;
      if (!startUp) progress(NOT_BUILT);
      return { startUp };
    },
  },
  {
    name: 'page',
    run: async ({ size, progress }) => {
      progress('the page in Chromium');
      const page = (await measurePage(size.page.loads, size.page.speakMs)) ?? null;
      if (!page) progress('skipped, because there is no Chromium or the page is not built');
      return { page };
    },
  },
  {
    name: 'record',
    run: async ({ size, quick, progress }) => {
      const recording = [];
      for (const name of ['bench.rtms.jsonl', 'bench.rtms.jsonl.gz']) {
        progress(`${size.recording.streams} streams recorded in ${name}`);
        recording.push(await measureRecording(name, { ...size.recording, quick }));
      }
      return { recording };
    },
  },
];
