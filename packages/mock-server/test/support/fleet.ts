import { afterEach, expect } from 'vitest';
import { systemClock } from '../../src/clock.js';
import type { FleetJournal } from '../../src/fleet/membership.js';
import { MemoryRegistry } from '../../src/fleet/memory-registry.js';
import type { Logger } from '../../src/log.js';
import { fleetNumbers } from '../../src/server/fleet-numbers.js';
import { startNode } from '../../src/server/mock-server.js';
import type { NodeServer } from '../../src/server/node-server.js';

/** Two nodes and a front in this process, as workers are. */
export interface Fleet {
  readonly front: NodeServer;
  readonly nodes: readonly NodeServer[];
  readonly registry: MemoryRegistry;
}

/** What differs between fleets. */
export interface FleetInput {
  /** Log of the front. */
  readonly logger?: Logger;
  /** API token of the second node. */
  readonly secondToken?: string;
  readonly journal?: FleetJournal;
}

/** Parts of a test file with fleets. `open` is closed after each test, as its fleets are. */
export interface FleetTests {
  readonly open: AsyncDisposable[];
  readonly fleet: (input?: FleetInput) => Promise<Fleet>;
}

/** Called once by a test file. */
export function fleets(): FleetTests {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server[Symbol.asyncDispose]()));
  });
  return { open, fleet: (input) => startFleet(open, input) };
}

async function startFleet(
  open: AsyncDisposable[],
  { logger, secondToken, journal }: FleetInput = {},
): Promise<Fleet> {
  const registry = new MemoryRegistry(systemClock());
  const epochUnixMs = Date.now();
  const start = async (nodeId: string | undefined, index: number): Promise<NodeServer> => {
    const server = await startNode(
      {
        port: 0,
        mediaPort: 0,
        ...(logger && nodeId === undefined && { logger }),
        ...(secondToken !== undefined && nodeId === '2' && { apiToken: secondToken }),
      },
      {
        kind: 'worker',
        numbers: fleetNumbers({ epochUnixMs, index }),
        ...(nodeId === undefined ? { registry, ...(journal && { journal }) } : { nodeId }),
      },
    );
    open.push(server);
    if (nodeId !== undefined) {
      const { controlUrl, signalingUrl } = server;
      registry.join({ nodeId, apiUrl: controlUrl, signalingUrl, labels: {} });
    }
    return server;
  };
  const nodes = [await start('1', 1), await start('2', 2)];
  return { front: await start(undefined, 0), nodes, registry };
}

/** Calls the HTTP API of a server. */
export async function call(
  server: NodeServer,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.controlUrl}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, body: isJson ? await response.json() : await response.text() };
}

/** Starts a meeting that a node has played which is lost. `goOn` lets another node go on with it. */
export async function movingMeeting({ nodes, registry }: Fleet): Promise<{
  streamId: string;
  goOn: () => Promise<void>;
}> {
  const [first, second] = nodes;
  const { streamId } = (await second?.startMeeting()) ?? expect.fail('a meeting is needed');
  const [record] = second?.records() ?? [];
  if (!first || !record) expect.fail('a record is needed');
  second?.abandon(record.key);
  registry.join({ nodeId: '3', apiUrl: 'http://127.0.0.1:1', signalingUrl: 'ws://127.0.0.1:1', labels: {} });
  await registry.claim({ ...record, nodeId: '3' });
  registry.lose('3');
  const goOn = async (): Promise<void> => {
    await registry.claim({ ...record, nodeId: '1' });
    await first.adopt({ ...record, nodeId: '1' });
  };
  return { streamId, goOn };
}
