/** Measures the CPU time of the reading process: our client, bare `ws`, and the vendor's SDK for Python. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { installSdk } from '../test/differential/sdk-environment.js';
import type { ClientCalls, ClientUsage } from './client-process.js';
import { Child } from './rpc.js';
import type { ServerCalls, ServerPlace } from './server-process.js';
import { median, rounded, sleep } from './statistics.js';
import { WORKING_TREE, type Tree } from './tree.js';

/** CPU time of the client for a message, compared with another reader of the same media. */
export interface ClientCost {
  readonly sessions: number;
  /** `ws` with JSON.parse and Buffer.from, or the vendor's SDK. */
  readonly against: 'ws' | 'sdk';
  readonly messagesPerSecond: number;
  readonly clientMicros: number;
  readonly otherMicros: number;
  /** Time of the client divided by that of the other within a round: median of all rounds. */
  readonly ratio: number;
  /** Lowest and highest ratio of a round. */
  readonly spread: readonly [number, number];
}

/** A process that reads the streams of a server. */
export interface Reader extends Disposable {
  usage(): Promise<ClientUsage>;
}

/** A server of its own for each reader, which sends only while it is this reader's turn. */
export class ReadingTurn implements Disposable {
  readonly #server = new Child<ServerCalls>('server-process.ts');
  #reader: Reader | undefined;

  /** Starts server and reader, and warms both up. */
  async start(
    sessions: number,
    connect: (place: ServerPlace) => Promise<Reader>,
    warmUpMs: number,
  ): Promise<void> {
    const frame = { bytes: 0, intervalMs: 20 };
    const spec = { sender: 'rtms-mock', streams: sessions, media: 'default', frame } as const;
    this.#reader = await connect(await this.#server.call('start', spec));
    await sleep(warmUpMs);
    await this.#server.call('flow', false);
  }

  /** CPU time of the reader for a message in µs, and the messages per second. */
  async sample(roundMs: number): Promise<{ readonly micros: number; readonly perSecond: number }> {
    const reader = this.#reader;
    if (!reader) throw new Error('the reader has not started');
    await this.#server.call('flow', true);
    await sleep(roundMs / 5);
    const before = await reader.usage();
    const startMs = performance.now();
    await sleep(roundMs);
    const after = await reader.usage();
    const seconds = (performance.now() - startMs) / 1000;
    await this.#server.call('flow', false);
    const messages = after.messages - before.messages;
    return { micros: (after.cpuMicros - before.cpuMicros) / messages, perSecond: messages / seconds };
  }

  [Symbol.dispose](): void {
    this.#server[Symbol.dispose]();
    this.#reader?.[Symbol.dispose]();
  }
}

/** Starts a process that reads all streams with our client, or with bare `ws`. */
export async function startReader(
  reader: 'client' | 'ws',
  place: ServerPlace,
  tree: Tree = WORKING_TREE,
): Promise<Reader> {
  const child = new Child<ClientCalls>('client-process.ts', tree);
  await child.call('connect', { place, reader });
  return { usage: () => child.call('usage', undefined), [Symbol.dispose]: () => child[Symbol.dispose]() };
}

/** Starts a process that reads the first stream with the vendor's SDK. */
async function startSdk(python: string, { signalingUrl, streams }: ServerPlace): Promise<Reader> {
  const payload = {
    meeting_uuid: streams[0]?.meetingUuid,
    rtms_stream_id: streams[0]?.streamId,
    server_urls: signalingUrl,
    client: 'client',
    secret: 'secret',
  };
  const script = join(WORKING_TREE.root, 'bench/client-sdk.py');
  // The SDK reports each line of its log that it cannot write to this folder, which would cost CPU time.
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-bench-'));
  mkdirSync(join(folder, 'logs'));
  const child = spawn(python, [script, JSON.stringify(payload)], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const end = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<object> => {
    for (;;) {
      const line = await lines.next();
      if (line.done === true) throw new Error('the SDK has ended');
      // The SDK logs to the standard output too.
      if (line.value.startsWith('{')) return JSON.parse(line.value) as object;
    }
  };
  const joined = await next();
  if (!('joined' in joined) || joined.joined !== 0) {
    end();
    throw new Error(`the SDK cannot join: ${JSON.stringify(joined)}`);
  }
  return {
    usage: async () => {
      child.stdin.write('usage\n');
      return (await next()) as ClientUsage;
    },
    [Symbol.dispose]: end,
  };
}

/** Sizes of the measurement. */
export interface ClientSize {
  readonly sessions: readonly number[];
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmUpMs: number;
}

/**
 * Measures the client in turns with bare `ws`, and with the SDK if `sdk` names the folder of a virtual environment,
 * in which it is installed if need be.
 */
export async function measureClient(size: ClientSize, sdk: string | undefined): Promise<ClientCost[]> {
  const costs: ClientCost[] = [];
  for (const sessions of size.sessions) {
    costs.push(await measureAgainst('ws', sessions, (place) => startReader('ws', place), size));
  }
  if (sdk !== undefined) {
    const python = installSdk(sdk);
    costs.push(await measureAgainst('sdk', 1, (place) => startSdk(python, place), size));
  }
  return costs;
}

async function measureAgainst(
  against: ClientCost['against'],
  sessions: number,
  connectOther: (place: ServerPlace) => Promise<Reader>,
  { rounds, roundMs, warmUpMs }: ClientSize,
): Promise<ClientCost> {
  using ours = new ReadingTurn();
  using other = new ReadingTurn();
  await ours.start(sessions, (place) => startReader('client', place), warmUpMs);
  await other.start(sessions, connectOther, warmUpMs);
  const samples: { readonly ours: number; readonly other: number; readonly perSecond: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { micros, perSecond } = await ours.sample(roundMs);
    samples.push({ ours: micros, perSecond, other: (await other.sample(roundMs)).micros });
  }
  const ratios = samples.map((sample) => sample.ours / sample.other);
  return {
    sessions,
    against,
    messagesPerSecond: Math.round(median(samples.map(({ perSecond }) => perSecond))),
    clientMicros: median(samples.map((sample) => sample.ours)),
    otherMicros: median(samples.map((sample) => sample.other)),
    ratio: median(ratios),
    spread: [rounded(Math.min(...ratios)), rounded(Math.max(...ratios))],
  };
}
