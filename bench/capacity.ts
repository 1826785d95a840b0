/** Measures how many streams of 20 ms audio several processes play on one machine: workers, or nodes of a cluster. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NatsServer } from '../test/cluster/nats-server.js';
import type { StreamPlace } from './joined-stream.js';
import type { PacedReaderCalls } from './paced-reader-process.js';
import { Child } from './rpc.js';
import { BIN } from './start-up.js';
import { rounded, sleep } from './statistics.js';
import { WORKING_TREE } from './tree.js';

/** The processes that play. */
export type Players =
  | { readonly kind: 'workers'; readonly count: number }
  | { readonly kind: 'nodes'; readonly count: number };

/** Sizes of the measurement. */
export interface CapacitySize {
  /** Streams that play at first. */
  readonly first: number;
  /** Streams that join for each further step. */
  readonly step: number;
  /** Streams after which it ends, late or not. */
  readonly last: number;
  /** Streams that exist and do not play, in each step. */
  readonly registered: number;
  readonly settleMs: number;
  readonly forMs: number;
}

/** Streams that play, and how. */
export interface CapacityStep {
  readonly streams: number;
  /** Messages that arrived, in percent of those that were due. */
  readonly delivered: number;
  /** 99th percentile of lateness, in ms. */
  readonly p99Ms: number;
  /** CPU time of all processes that play, in percent of one core. */
  readonly cpu: number;
  /** CPU time of the reader, in percent of one core. */
  readonly readerCpu: number;
}

/** The result. */
export interface Capacity {
  readonly players: Players;
  readonly registered: number;
  /** Time in s to register all streams. */
  readonly registeredInSeconds: number;
  readonly steps: readonly CapacityStep[];
  /** The step with most streams of which the 99th percentile of lateness is below {@link MAX_P99_MS}. */
  readonly best: CapacityStep | undefined;
}

/** Max 99th percentile of lateness, in ms. */
export const MAX_P99_MS = 10;
/** Tries of a step: other load may spoil one. */
const TRIES = 3;
const AUDIO_PER_SECOND = 50;
/** Requests for meetings that wait at the same time. */
const REQUESTS = 16;

/** Lets more and more streams play until they are late. */
export async function measureCapacity(players: Players, size: CapacitySize): Promise<Capacity> {
  await using servers = await Servers.start(players);
  using reader = new Child<PacedReaderCalls>('paced-reader-process.ts');
  const startMs = performance.now();
  const waiting = await servers.register(Math.max(size.registered, size.first));
  const registeredInSeconds = rounded((performance.now() - startMs) / 1000);
  const steps: CapacityStep[] = [];
  let best: CapacityStep | undefined;
  for (let streams = size.first; streams <= size.last; streams += size.step) {
    const joining = streams === size.first ? size.first : size.step;
    if (waiting.length < joining) waiting.push(...(await servers.register(joining)));
    await reader.call('join', waiting.splice(0, joining));
    await sleep(size.settleMs);
    let step = await measureStep(servers, reader, streams, size.forMs);
    for (let again = 1; again < TRIES && step.p99Ms >= MAX_P99_MS; again += 1) {
      step = await measureStep(servers, reader, streams, size.forMs);
    }
    steps.push(step);
    if (step.p99Ms >= MAX_P99_MS) break;
    best = step;
  }
  return { players, registered: size.registered, registeredInSeconds, steps, best };
}

async function measureStep(
  servers: Servers,
  reader: Child<PacedReaderCalls>,
  streams: number,
  forMs: number,
): Promise<CapacityStep> {
  const observe = async () => ({
    atMs: performance.now(),
    figures: await servers.figures(),
    reader: await reader.call('usage', undefined),
  });
  const before = await observe();
  await sleep(forMs);
  const after = await observe();
  const ms = after.atMs - before.atMs;
  const counts = new Map(after.figures.buckets);
  for (const [limitMs, count] of before.figures.buckets) {
    counts.set(limitMs, (counts.get(limitMs) ?? 0) - count);
  }
  const messages = after.reader.messages - before.reader.messages;
  return {
    streams,
    delivered: Math.round((messages * 100_000) / (streams * AUDIO_PER_SECOND * ms)),
    p99Ms: percentile99([...counts]),
    cpu: Math.round(((after.figures.cpuMs - before.figures.cpuMs) * 100) / ms),
    readerCpu: Math.round((after.reader.cpuMicros - before.reader.cpuMicros) / 10 / ms),
  };
}

/** `buckets`: pairs of an upper limit and a number of values. */
function percentile99(buckets: readonly (readonly [number, number])[]): number {
  const all = buckets.reduce((sum, [, count]) => sum + count, 0);
  let sum = 0;
  for (const [limitMs, count] of buckets.toSorted(([a], [b]) => a - b)) {
    sum += count;
    if (sum >= all * 0.99) return rounded(limitMs);
  }
  return 0;
}

/** The part of `GET /api/figures` that the measurement needs. */
interface Figures {
  readonly lateness: { readonly buckets: readonly (readonly [number, number])[] };
  readonly process: { readonly cpuMs: number };
}

/** The processes that play, and NATS for nodes of a cluster. */
class Servers implements AsyncDisposable {
  readonly #processes: ChildProcess[] = [];
  #nats: NatsServer | undefined;
  #api = '';

  private constructor() {}

  static async start({ kind, count }: Players): Promise<Servers> {
    const servers = new Servers();
    try {
      if (kind === 'workers') {
        await servers.#serve('--workers', String(count));
      } else {
        servers.#nats = await NatsServer.start();
        for (let node = 0; node < count; node += 1) {
          await servers.#serve('--cluster', servers.#nats.url('bench'));
        }
      }
      return servers;
    } catch (error) {
      await servers[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #serve(...options: string[]): Promise<void> {
    const fixed = ['--port', '0', '--media-port', '0', '--auth', 'off', '--media-keep-alive', 'off'];
    const quiet = ['--keep-alive', '1h', '--log-format', 'json'];
    const args = [join(WORKING_TREE.root, BIN), 'serve', ...fixed, ...quiet, ...options];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#processes.push(child);
    for await (const line of createInterface(child.stdout)) {
      const { msg, controlUrl } = JSON.parse(line) as { readonly msg?: string; readonly controlUrl?: string };
      if (msg !== 'ready' || controlUrl === undefined) continue;
      // Its log is read on, so that it never waits for this process.
      child.stdout.resume();
      this.#api = controlUrl;
      return;
    }
    throw new Error('the server was not ready');
  }

  /** Starts meetings. */
  async register(count: number): Promise<StreamPlace[]> {
    const places: StreamPlace[] = [];
    let left = count;
    const startOneAfterOther = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const response = await fetch(`${this.#api}/api/meetings`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        });
        const body = (await response.json()) as Omit<StreamPlace, 'signalingUrl'> & {
          readonly serverUrls: string;
        };
        if (!response.ok) throw new Error(`no meeting was started: ${JSON.stringify(body)}`);
        places.push({
          streamId: body.streamId,
          meetingUuid: body.meetingUuid,
          signalingUrl: body.serverUrls,
        });
      }
    };
    await Promise.all(Array.from({ length: REQUESTS }, startOneAfterOther));
    return places;
  }

  /** Lateness and CPU time of all. */
  async figures(): Promise<{ buckets: Figures['lateness']['buckets']; cpuMs: number }> {
    const response = await fetch(`${this.#api}/api/figures`);
    const { lateness, process: usage } = (await response.json()) as Figures;
    return { buckets: lateness.buckets, cpuMs: usage.cpuMs };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#processes) child.kill('SIGKILL');
    await this.#nats?.close();
  }
}
