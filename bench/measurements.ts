/** The measurements. Each one starts its own processes. */
import { Child } from './rpc.js';
import type { Arrivals, ReaderCalls, ReaderSpec } from './reader-process.js';
import type { ServerCalls, ServerSpec } from './server-process.js';
import { AUDIO_BYTES, VIDEO_BYTES } from './sources.js';
import { median, sleep } from './statistics.js';
import { WORKING_TREE, type Tree } from './tree.js';

/** Media that a reader requests of one stream. */
export interface RequestedMedia {
  readonly mediaType: number;
  readonly mediaParams?: object;
  readonly encrypted?: boolean;
}

/** Audio with the default parameters. */
export const AUDIO: RequestedMedia = { mediaType: 1 };
/** HD video at 25 frames per second. */
export const HD_VIDEO: RequestedMedia = {
  mediaType: 2,
  mediaParams: { video: { codec: 7, resolution: 2, fps: 25 } },
};
/** All media with the default parameters. */
export const ALL_MEDIA: RequestedMedia = { mediaType: 32 };

/** Time in ms before the measurement: tracks are created, code is compiled, and video starts at a keyframe, up to 2 s later. */
export function warmUpMs(kind: 'audio' | 'video', quick: boolean): number {
  if (quick) return 200;
  return kind === 'audio' ? 1000 : 2500;
}

/** A server and its reader. */
export class Pair implements Disposable {
  readonly server: Child<ServerCalls>;
  readonly reader = new Child<ReaderCalls>('reader-process.ts');
  readonly #settleMs: number;

  constructor(quick: boolean, tree: Tree = WORKING_TREE) {
    this.server = new Child('server-process.ts', tree);
    this.#settleMs = quick ? 50 : 1500;
  }

  async start(spec: ServerSpec, media: RequestedMedia): Promise<void> {
    const place = await this.server.call('start', spec);
    await this.reader.call('connect', { place, sockets: spec.streams, ...media } satisfies ReaderSpec);
    // Joining takes seconds, and every stream would then have a backlog of them. A pause discards it.
    await this.server.call('flow', false);
    await sleep(this.#settleMs);
    await this.server.call('flow', true);
  }

  [Symbol.dispose](): void {
    this.server[Symbol.dispose]();
    this.reader[Symbol.dispose]();
  }
}

const SENDERS = ['rtms-mock', 'ready-frames', 'stringify'] as const;

/** CPU time of the server process per message, compared with the other senders. */
export interface Cost {
  readonly kind: 'audio' | 'video';
  readonly bytes: number;
  readonly streams: number;
  readonly rtmsMockMicros: number;
  readonly readyFramesMicros: number;
  readonly stringifyMicros: number;
  /** Time of rtms-mock divided by that of ready-made frames: median of all rounds. */
  readonly timesReadyFrames: number;
  /** Time of JSON.stringify divided by that of rtms-mock: median of all rounds. */
  readonly cheaperThanStringify: number;
}

/**
 * Measures the cost of a message. The three senders take turns for several rounds, so that other load on the machine
 * affects all of them. Ratios are calculated within a round.
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
      rtmsMockMicros: median(ours),
      readyFramesMicros: median(ready),
      stringifyMicros: median(plain),
      timesReadyFrames: median(ours.map((cost, round) => cost / (ready[round] ?? NaN))),
      cheaperThanStringify: median(ours.map((cost, round) => (plain[round] ?? NaN) / cost)),
    };
  } finally {
    for (const pair of pairs) pair[Symbol.dispose]();
  }
}

/** CPU time of the server process per 20 ms audio message, with and without encryption. */
export interface EncryptionCost {
  readonly bytes: number;
  readonly streams: number;
  readonly plainMicros: number;
  readonly encryptedMicros: number;
  /** Time of encrypted messages divided by that of plain ones: median of all rounds. */
  readonly timesPlain: number;
}

/** Measures the cost of encryption. Two servers take turns, as in {@link measureCost}. */
export async function measureEncryption({
  streams,
  rounds,
  roundMs,
  quick,
}: {
  streams: number;
  rounds: number;
  roundMs: number;
  quick: boolean;
}): Promise<EncryptionCost> {
  const frame = { bytes: AUDIO_BYTES, intervalMs: 20 };
  const plain = new Pair(quick);
  const encrypted = new Pair(quick);
  try {
    const spec: ServerSpec = { sender: 'rtms-mock', streams, media: 'fixed-size', frame };
    await plain.start(spec, AUDIO);
    await encrypted.start(spec, { ...AUDIO, encrypted: true });
    await sleep(warmUpMs('audio', quick));
    for (const { server } of [plain, encrypted]) await server.call('flow', false);
    const costs: { readonly plain: number; readonly encrypted: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      costs.push({
        plain: await costOf(plain.server, roundMs),
        encrypted: await costOf(encrypted.server, roundMs),
      });
    }
    return {
      bytes: AUDIO_BYTES,
      streams,
      plainMicros: median(costs.map((cost) => cost.plain)),
      encryptedMicros: median(costs.map((cost) => cost.encrypted)),
      timesPlain: median(costs.map((cost) => cost.encrypted / cost.plain)),
    };
  } finally {
    for (const pair of [plain, encrypted]) pair[Symbol.dispose]();
  }
}

/** CPU time of a server per message in µs. Media flows only meanwhile. */
export async function costOf(server: Child<ServerCalls>, roundMs: number): Promise<number> {
  const { cpuMicros, messages } = await spentWhileFlowing(server, roundMs);
  return cpuMicros / messages;
}

/** CPU time of a server in a while of media, which flows only then. */
export async function spentWhileFlowing(
  server: Child<ServerCalls>,
  roundMs: number,
): Promise<{ readonly cpuMicros: number; readonly messages: number; readonly ms: number }> {
  await server.call('flow', true);
  // Messages are more expensive immediately after a pause.
  await sleep(roundMs / 5);
  const before = await server.call('usage', undefined);
  const startMs = performance.now();
  await sleep(roundMs);
  const after = await server.call('usage', undefined);
  const ms = performance.now() - startMs;
  await server.call('flow', false);
  return { cpuMicros: after.cpuMicros - before.cpuMicros, messages: after.messages - before.messages, ms };
}

/** Lateness of messages while many streams play at the same time. */
export interface Lateness {
  readonly kind: 'audio' | 'video';
  readonly streams: number;
  readonly messagesPerSecond: number;
  /** Messages that arrived, in percent of those that were due. */
  readonly delivered: number;
  readonly latenessMs: Arrivals['latenessMs'];
  /** CPU time in percent of one core. */
  readonly cpu: number;
}

/** Measures the lateness of streams of the default meeting: 20 ms audio, or HD video at 25 frames per second. */
export async function measureLateness(
  kind: 'audio' | 'video',
  { streams, forMs, quick }: { streams: number; forMs: number; quick: boolean },
  tree: Tree = WORKING_TREE,
): Promise<Lateness> {
  const audio = kind === 'audio';
  const intervalMs = audio ? 20 : 40;
  using pair = new Pair(quick, tree);
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

/** Resident memory of a server with many streams of the default meeting. */
export interface Memory {
  readonly streams: number;
  readonly emptyMegabytes: number;
  readonly megabytes: number;
  readonly kilobytesPerStream: number;
}

const MEGABYTE = 1024 * 1024;

/** Measures the memory with all media of the default meeting and readers that keep up. */
export async function measureMemory(
  { streams, forMs, quick }: { streams: number; forMs: number; quick: boolean },
  tree: Tree = WORKING_TREE,
): Promise<Memory> {
  using empty = new Child<ServerCalls>('server-process.ts', tree);
  const spec = { sender: 'rtms-mock', media: 'default', frame: { bytes: 0, intervalMs: 20 } } as const;
  await empty.call('start', { ...spec, streams: 0 });
  const emptyBytes = await empty.call('memory', undefined);
  using pair = new Pair(quick, tree);
  await pair.start({ ...spec, streams }, ALL_MEDIA);
  await sleep(forMs);
  const { rssBytes } = await pair.server.call('usage', undefined);
  return {
    streams,
    emptyMegabytes: Math.round(emptyBytes / MEGABYTE),
    megabytes: Math.round(rssBytes / MEGABYTE),
    kilobytesPerStream: Math.round((rssBytes - emptyBytes) / 1024 / Math.max(1, streams)),
  };
}
