/** The measurements, each with processes of its own. */
import { Child } from './rpc.js';
import type { Arrivals, ReaderCalls, ReaderSpec } from './reader-process.js';
import type { ServerCalls, ServerSpec } from './server-process.js';
import { AUDIO_BYTES, VIDEO_BYTES } from './sources.js';

/** Media of one stream. */
interface Wish {
  readonly mediaType: number;
  readonly mediaParams?: object;
}

const AUDIO: Wish = { mediaType: 1 };
const HD_VIDEO: Wish = { mediaType: 2, mediaParams: { video: { codec: 7, resolution: 2, fps: 25 } } };
/** Everything, with the parameters that a client gets who asks for nothing particular. */
const EVERYTHING: Wish = { mediaType: 32 };

/** Before anything counts: tracks are made, code is compiled; video begins at a key frame, up to 2 s away. */
function warmUpMs(kind: 'audio' | 'video', quick: boolean): number {
  if (quick) return 200;
  return kind === 'audio' ? 1000 : 2500;
}

/** A server and its reader, connected. */
class Pair implements Disposable {
  readonly server = new Child<ServerCalls>('server-process.ts');
  readonly reader = new Child<ReaderCalls>('reader-process.ts');
  readonly #settleMs: number;

  constructor(quick: boolean) {
    this.#settleMs = quick ? 50 : 1500;
  }

  async start(spec: ServerSpec, wish: Wish): Promise<void> {
    const place = await this.server.call('start', spec);
    await this.reader.call('connect', { place, sockets: spec.streams, ...wish } satisfies ReaderSpec);
    // Joining takes seconds, for which everybody would now get a backlog: a pause leaves it out.
    await this.server.call('flow', false);
    await sleep(this.#settleMs);
    await this.server.call('flow', true);
  }

  [Symbol.dispose](): void {
    this.server[Symbol.dispose]();
    this.reader[Symbol.dispose]();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

const SENDERS = ['rtms-mock', 'ready-frames', 'stringify'] as const;

/** CPU time of the server process per message, and how it compares. */
export interface Cost {
  readonly kind: 'audio' | 'video';
  readonly bytes: number;
  readonly streams: number;
  readonly rtmsMockMicros: number;
  readonly readyFramesMicros: number;
  readonly stringifyMicros: number;
  /** Ours divided by ready-made frames: the middle of all rounds. */
  readonly timesReadyFrames: number;
  /** JSON.stringify divided by ours: the middle of all rounds. */
  readonly cheaperThanStringify: number;
}

/**
 * The three senders take turns, several rounds each, so that what else the machine does hits all of
 * them; ratios are taken within a round.
 */
export async function measureCost(
  kind: 'audio' | 'video',
  { streams, rounds, roundMs, quick }: { streams: number; rounds: number; roundMs: number; quick: boolean },
): Promise<Cost> {
  const audio = kind === 'audio';
  const frame = audio ? { bytes: AUDIO_BYTES, intervalMs: 20 } : { bytes: VIDEO_BYTES, intervalMs: 40 };
  const pairs = SENDERS.map(() => new Pair(quick));
  try {
    for (const [index, sender] of SENDERS.entries()) {
      const pair = pairs[index];
      await pair?.start({ sender, streams, media: 'fixed-size', frame }, audio ? AUDIO : HD_VIDEO);
    }
    await sleep(warmUpMs(kind, quick));
    await Promise.all(pairs.map((pair) => pair.server.call('flow', false)));
    const costs: number[][] = pairs.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, { server }] of pairs.entries()) costs[index]?.push(await costOf(server, roundMs));
    }
    const [ours = [], ready = [], plain = []] = costs;
    return {
      kind,
      bytes: frame.bytes,
      streams,
      rtmsMockMicros: middle(ours),
      readyFramesMicros: middle(ready),
      stringifyMicros: middle(plain),
      timesReadyFrames: middle(ours.map((cost, round) => cost / (ready[round] ?? NaN))),
      cheaperThanStringify: middle(ours.map((cost, round) => (plain[round] ?? NaN) / cost)),
    };
  } finally {
    for (const pair of pairs) pair[Symbol.dispose]();
  }
}

async function costOf(server: Child<ServerCalls>, roundMs: number): Promise<number> {
  await server.call('flow', true);
  // The first moments after standing still are not like the rest.
  await sleep(roundMs / 5);
  const before = await server.call('usage', undefined);
  await sleep(roundMs);
  const after = await server.call('usage', undefined);
  await server.call('flow', false);
  return (after.cpuMicros - before.cpuMicros) / (after.messages - before.messages);
}

function middle(values: readonly number[]): number {
  const value = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return Math.round(value * 100) / 100;
}

/** How late messages arrive when this many streams play at once. */
export interface Lateness {
  readonly kind: 'audio' | 'video';
  readonly streams: number;
  readonly messagesPerSecond: number;
  /** Arrived, in percent of what should have. */
  readonly delivered: number;
  readonly latenessMs: Arrivals['latenessMs'];
  /** Of one core, in percent. */
  readonly cpu: number;
}

/** Streams of the default meeting: 20 ms audio, or HD video at 25 pictures per second. */
export async function measureLateness(
  kind: 'audio' | 'video',
  { streams, forMs, quick }: { streams: number; forMs: number; quick: boolean },
): Promise<Lateness> {
  const audio = kind === 'audio';
  const intervalMs = audio ? 20 : 40;
  using pair = new Pair(quick);
  const { server, reader } = pair;
  const frame = { bytes: 0, intervalMs };
  await pair.start({ sender: 'rtms-mock', streams, media: 'default', frame }, audio ? AUDIO : HD_VIDEO);
  await sleep(warmUpMs(kind, quick));
  const before = await server.call('usage', undefined);
  await reader.call('reset', undefined);
  const startMs = performance.now();
  await sleep(forMs);
  const [after, arrivals] = await Promise.all([
    server.call('usage', undefined),
    reader.call('arrivals', undefined),
  ]);
  const elapsedMs = performance.now() - startMs;
  return {
    kind,
    streams,
    messagesPerSecond: Math.round((arrivals.messages * 1000) / elapsedMs),
    delivered: Math.round((arrivals.messages * intervalMs * 100) / (streams * elapsedMs)),
    latenessMs: arrivals.latenessMs,
    cpu: Math.round((after.cpuMicros - before.cpuMicros) / 10 / elapsedMs),
  };
}

/** Resident memory of a server that plays the default meeting to many. */
export interface Memory {
  readonly streams: number;
  readonly emptyMegabytes: number;
  readonly megabytes: number;
  readonly kilobytesPerStream: number;
}

const MEGABYTE = 1024 * 1024;

/** Everything of the default meeting, to readers that keep up. */
export async function measureMemory({
  streams,
  forMs,
  quick,
}: {
  streams: number;
  forMs: number;
  quick: boolean;
}): Promise<Memory> {
  using empty = new Child<ServerCalls>('server-process.ts');
  const spec = { sender: 'rtms-mock', media: 'default', frame: { bytes: 0, intervalMs: 20 } } as const;
  await empty.call('start', { ...spec, streams: 0 });
  const emptyBytes = await empty.call('memory', undefined);
  using pair = new Pair(quick);
  await pair.start({ ...spec, streams }, EVERYTHING);
  await sleep(forMs);
  const { rssBytes } = await pair.server.call('usage', undefined);
  return {
    streams,
    emptyMegabytes: Math.round(emptyBytes / MEGABYTE),
    megabytes: Math.round(rssBytes / MEGABYTE),
    kilobytesPerStream: Math.round((rssBytes - emptyBytes) / 1024 / Math.max(1, streams)),
  };
}
