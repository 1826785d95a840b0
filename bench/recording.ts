/** Delay that recording adds to messages that a proxy relays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './rpc.js';
import type { ProxyCalls } from './proxy-process.js';
import type { Arrivals, ReaderCalls, ReaderSpec } from './reader-process.js';
import type { ServerCalls } from './server-process.js';
import { AUDIO_BYTES } from './sources.js';
import { median, sleep } from './statistics.js';

/** Delay and cost of recording. */
export interface RecordingCost {
  /** Name of the cassette, which says whether it is compressed. */
  readonly name: string;
  readonly streams: number;
  /** 99th percentile of lateness while the proxy only relays, in ms: median of all rounds. */
  readonly relayedP99Ms: number;
  /** The same while it records. */
  readonly recordedP99Ms: number;
  /** Difference of both within a round: median of all rounds. */
  readonly addedP99Ms: number;
  /** CPU time of the proxy process for recording one message, including the threads that compress and write. */
  readonly microsPerMessage: number;
}

interface Round {
  readonly latenessMs: Arrivals['latenessMs'];
  readonly cpuMicros: number;
  readonly messages: number;
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'rtms-mock-bench-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** Measures streams of 20 ms audio through one proxy, which records in every second of the turns. */
export async function measureRecording(
  name: string,
  { streams, rounds, roundMs, quick }: { streams: number; rounds: number; roundMs: number; quick: boolean },
): Promise<RecordingCost> {
  using server = new Child<ServerCalls>('server-process.ts');
  // Removed here, because the proxy is killed. `using` does so after its end.
  using folder = temporaryFolder();
  using proxy = new Child<ProxyCalls>('proxy-process.ts');
  using reader = new Child<ReaderCalls>('reader-process.ts');
  const frame = { bytes: AUDIO_BYTES, intervalMs: 20 };
  const place = await server.call('start', { sender: 'rtms-mock', streams, media: 'fixed-size', frame });
  const url = await proxy.call('start', { upstream: place.signalingUrl, path: join(folder.path, name) });
  const throughProxy: ReaderSpec = {
    place: { ...place, signalingUrl: url, mediaUrl: url },
    sockets: streams,
    mediaType: 1,
  };
  await reader.call('connect', throughProxy);
  // Joining takes time, and every stream would then have a backlog.
  await server.call('flow', false);
  await sleep(quick ? 50 : 1500);
  await server.call('flow', true);
  await sleep(quick ? 200 : 2000);

  const measure = async (on: boolean): Promise<Round> => {
    await proxy.call('record', on);
    await sleep(roundMs / 5);
    await reader.call('reset', undefined);
    const before = await proxy.call('usage', undefined);
    await sleep(roundMs);
    const after = await proxy.call('usage', undefined);
    const { latenessMs, messages } = await reader.call('arrivals', undefined);
    return { latenessMs, messages, cpuMicros: after.cpuMicros - before.cpuMicros };
  };
  const pairs: { readonly relayed: Round; readonly recorded: Round }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ relayed: await measure(false), recorded: await measure(true) });
  }
  const perMessage = ({ cpuMicros, messages }: Round): number => cpuMicros / messages;
  return {
    name,
    streams,
    relayedP99Ms: median(pairs.map(({ relayed }) => relayed.latenessMs.p99)),
    recordedP99Ms: median(pairs.map(({ recorded }) => recorded.latenessMs.p99)),
    addedP99Ms: median(
      pairs.map(({ relayed, recorded }) => recorded.latenessMs.p99 - relayed.latenessMs.p99),
    ),
    microsPerMessage: median(
      pairs.map(({ relayed, recorded }) => perMessage(recorded) - perMessage(relayed)),
    ),
  };
}
