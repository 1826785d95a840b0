import { openCluster, type ClusterRegistry } from '@rtms-mock/cluster';
import type { MeetingRecord } from '@rtms-mock/server/fleet';
import type { Clock } from '@rtms-mock/protocol';
import { vi } from 'vitest';

/** A node without a server: it remembers what it was asked to do. */
export interface Member extends AsyncDisposable {
  readonly cluster: ClusterRegistry;
  /** Keys of meetings that it goes on with. */
  readonly adopted: string[];
  /** Keys of meetings that it has ended since no node could go on with them. */
  readonly ended: string[];
  /** Keys of meetings that it stopped to play since another node plays them. */
  readonly abandoned: string[];
  /** Lines of its log, without those for debugging. */
  readonly log: string[];
}

/** Joins a cluster as a node of this name. */
export async function join(
  url: string,
  nodeId: string,
  labels: { readonly [key: string]: string } = {},
  clock?: Clock,
  fingerprints: { readonly [option: string]: string } = {},
): Promise<Member> {
  const adopted: string[] = [];
  const ended: string[] = [];
  const abandoned: string[] = [];
  const log: string[] = [];
  const cluster = await openCluster({
    url,
    nodeId,
    ...(clock && { clock }),
    logger: { log: (level, line) => level !== 'debug' && log.push(line) },
  });
  const joined = cluster.join(
    {
      apiUrl: `http://127.0.0.1/${nodeId}`,
      signalingUrl: `ws://127.0.0.1/${nodeId}`,
      labels,
      fingerprints: () => fingerprints,
    },
    {
      adopt: async ({ key }, how) => void (how === 'end' ? ended : adopted).push(key),
      abandon: (key) => void abandoned.push(key),
    },
  );
  await joined.catch(async (error: unknown) => {
    await cluster.close();
    throw error;
  });
  return { cluster, adopted, ended, abandoned, log, [Symbol.asyncDispose]: () => cluster.close() };
}

/** Record of a meeting with one stream. */
export function record(
  key: string,
  state = 'active',
  labels?: { readonly [key: string]: string },
): MeetingRecord {
  const streams = [{ streamId: key, state }];
  const meeting = { meetingUuid: `uuid of ${key}`, meetingId: `1${key}`, streams, labels };
  // The cluster reads no other property.
  return { key, meeting } as unknown as MeetingRecord;
}

/** Waits until something is true. */
export async function until(isTrue: () => boolean, timeout = 12_000): Promise<void> {
  await vi.waitUntil(isTrue, { timeout, interval: 5 });
}

/** Repeats a call until it succeeds. Rejects with its last error if it does not in time. */
export function retry<T>(act: () => Promise<T>, timeout = 12_000): Promise<T> {
  return vi.waitFor(act, { timeout, interval: 50 });
}
