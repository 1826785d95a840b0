/** The comparisons of `--against`. */
import { ReadingTurn, startReader } from '../client.js';
import {
  AUDIO,
  ALL_MEDIA,
  HD_VIDEO,
  measureLateness,
  measureMemory,
  Pair,
  spentWhileFlowing,
  warmUpMs,
} from '../measurements.js';
import { FORMAT_NAMES, measureFirstPreparation } from '../first-preparation.js';
import { measureMeetingStart } from '../meeting-start.js';
import { AUDIO_BYTES, VIDEO_BYTES } from '../sources.js';
import { measureStartUp } from '../start-up.js';
import { sleep } from '../statistics.js';
import type { Tree } from '../tree.js';
import { runVirtualTime } from '../virtual.js';
import type { Comparison, Probe } from './comparison.js';

/** Sizes of the comparisons. */
export interface ComparisonSize {
  readonly quick: boolean;
  readonly audioStreams: number;
  readonly videoStreams: number;
  /** Meetings of which all media is sent. */
  readonly meetings: number;
  /** Sessions that a client reads. */
  readonly sessions: number;
  readonly lateStreams: number;
  /** Meetings that are started at once. */
  readonly meetingsAtOnce: number;
  readonly virtualSeconds: number;
  readonly roundMs: number;
  /** Rounds of processes that play for a while, and of those that start anew for each sample. */
  readonly rounds: number;
  readonly startedRounds: number;
}

/** Sizes with which differences of some percent show. */
export const FULL_COMPARISON: ComparisonSize = {
  quick: false,
  audioStreams: 500,
  videoStreams: 50,
  meetings: 100,
  sessions: 60,
  lateStreams: 2000,
  meetingsAtOnce: 200,
  virtualSeconds: 900,
  roundMs: 2000,
  rounds: 7,
  startedRounds: 5,
};

/** Small numbers, which test the bench and measure nothing. */
export const QUICK_COMPARISON: ComparisonSize = {
  quick: true,
  audioStreams: 5,
  videoStreams: 2,
  meetings: 2,
  sessions: 2,
  lateStreams: 5,
  meetingsAtOnce: 3,
  virtualSeconds: 10,
  roundMs: 200,
  rounds: 1,
  startedRounds: 1,
};

/** All comparisons, in the order in which they run. */
export function comparisons(size: ComparisonSize): Comparison[] {
  const { audioStreams, videoStreams, meetings, sessions, lateStreams, virtualSeconds, quick } = size;
  const started = { rounds: size.startedRounds };
  return [
    {
      name: 'cost',
      figures: [`20 ms audio message, ${audioStreams} streams, µs of CPU`],
      rounds: size.rounds,
      prepare: (tree) => sending(tree, size, 'audio'),
    },
    {
      name: 'cost',
      figures: [`12 kB video message, ${videoStreams} streams, µs of CPU`],
      rounds: size.rounds,
      prepare: (tree) => sending(tree, size, 'video'),
    },
    {
      name: 'cost',
      figures: [`default meeting with all media, ${meetings} at once, CPU in percent of a core for each`],
      rounds: size.rounds,
      prepare: (tree) => sending(tree, size, 'meeting'),
    },
    {
      name: 'client',
      figures: [`client with ${sessions} sessions, µs of CPU per message`],
      rounds: size.rounds,
      prepare: async (tree) => {
        const turn = new ReadingTurn();
        try {
          await turn.start(sessions, (place) => startReader('client', place, tree), warmUpMs('video', quick));
        } catch (error) {
          turn[Symbol.dispose]();
          throw error;
        }
        return {
          sample: async () => [(await turn.sample(size.roundMs)).micros],
          [Symbol.dispose]: () => turn[Symbol.dispose](),
        };
      },
    },
    {
      name: 'lateness',
      figures: [`${lateStreams} streams of 20 ms audio, p99 in ms`, 'the same, CPU in percent of a core'],
      ...started,
      prepare: (tree) =>
        Promise.resolve(
          probe(async () => {
            const options = { streams: lateStreams, forMs: size.roundMs, quick };
            const { latenessMs, cpu } = await measureLateness('audio', options, tree);
            return [latenessMs.p99, cpu];
          }),
        ),
    },
    {
      name: 'memory',
      figures: [`default meeting with all media, ${audioStreams} streams, kB for each`],
      ...started,
      prepare: (tree) =>
        Promise.resolve(
          probe(async () => {
            const options = { streams: audioStreams, forMs: 2 * size.roundMs, quick };
            return [(await measureMemory(options, tree)).kilobytesPerStream];
          }),
        ),
    },
    ...(['all', 'speech'] as const).map((media) => ({
      name: 'virtual',
      figures: [
        `${virtualSeconds} s of virtual time, ${media === 'all' ? 'all media' : 'audio and transcript'}, ms of CPU`,
        'the same, ms by the clock',
      ],
      ...started,
      prepare: (tree: Tree) =>
        Promise.resolve(
          probe(async () => {
            const { cpuMs, realMs } = await runVirtualTime({ media, seconds: virtualSeconds }, tree);
            return [cpuMs, realMs];
          }),
        ),
    })),
    {
      name: 'preparation',
      figures: FORMAT_NAMES.map((format) => `first preparation of ${format}, longest stall in ms`),
      ...started,
      prepare: (tree) =>
        Promise.resolve(
          probe(async () => {
            const stalls = await measureFirstPreparation({ processes: 1, forMs: size.roundMs }, tree);
            return stalls.map(({ maxMs }) => maxMs);
          }),
        ),
    },
    {
      name: 'meetings',
      figures: [`${size.meetingsAtOnce} meetings requested at once, POST to webhook, p99 in ms`],
      ...started,
      prepare: (tree) =>
        Promise.resolve(
          probe(async () => [(await measureMeetingStart(size.meetingsAtOnce, tree))?.p99Ms ?? NaN]),
        ),
    },
    {
      name: 'start',
      figures: ['command ready, ms'],
      ...started,
      prepare: (tree) =>
        Promise.resolve(probe(async () => [(await measureStartUp(quick ? 1 : 3, tree))?.bestMs ?? NaN])),
    },
  ];
}

/** A probe whose samples leave nothing behind. */
function probe(sample: Probe['sample']): Probe {
  return { sample, [Symbol.dispose]: () => {} };
}

/** CPU time of a server per message or per meeting, while it sends to readers that keep up. */
async function sending(
  tree: Tree,
  { audioStreams, videoStreams, meetings, roundMs, quick }: ComparisonSize,
  what: 'audio' | 'video' | 'meeting',
): Promise<Probe> {
  const pair = new Pair(quick, tree);
  const { streams, media, request, bytes } = (
    {
      audio: { streams: audioStreams, media: 'fixed-size', request: AUDIO, bytes: AUDIO_BYTES },
      video: { streams: videoStreams, media: 'fixed-size', request: HD_VIDEO, bytes: VIDEO_BYTES },
      meeting: { streams: meetings, media: 'default', request: ALL_MEDIA, bytes: 0 },
    } as const
  )[what];
  const frame = { bytes, intervalMs: what === 'video' ? 40 : 20 };
  const dispose = (): void => pair[Symbol.dispose]();
  try {
    await pair.start({ sender: 'rtms-mock', streams, media, frame }, request);
  } catch (error) {
    dispose();
    throw error;
  }
  await sleep(warmUpMs(what === 'audio' ? 'audio' : 'video', quick));
  await pair.server.call('flow', false);
  return {
    sample: async () => {
      const { cpuMicros, messages, ms } = await spentWhileFlowing(pair.server, roundMs);
      // Commits may send other messages in the default meeting.
      return [what === 'meeting' ? cpuMicros / (10 * ms * streams) : cpuMicros / messages];
    },
    [Symbol.dispose]: dispose,
  };
}
