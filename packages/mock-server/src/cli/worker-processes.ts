/** A server whose meetings are played by several processes: this one is the front of all. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@rtms-mock/protocol';
import { preciseUnixMs } from '../clock.js';
import { LOG_OPTIONS, type ServeValues } from '../config/serve-options.js';
import { MemoryRegistry } from '../fleet/memory-registry.js';
import { MergedJournal } from '../fleet/merged-journal.js';
import { StreamUrls } from '../fleet/stream-urls.js';
import type { FromWorker, ToWorker } from '../fleet/worker-messages.js';
import {
  WorkerPool,
  type ReadyWorker,
  type WorkerListener,
  type WorkerProcess,
} from '../fleet/worker-pool.js';
import { WorkerStartError } from '../fleet/worker-start-error.js';
import { UsageError } from '../input/usage-error.js';
import { JournalRecorder } from '../journal.js';
import type { Logger } from '../log.js';
import { fleetNumbers } from '../server/fleet-numbers.js';
import { startNode } from '../server/mock-server.js';
import type { NodeServer } from '../server/node-server.js';
import type { MockServerOptions } from '../server/options.js';
import { workerCount, workerValues } from './worker-values.js';

/** A server with its workers. */
export interface ServerWithWorkers {
  /** The front: its journal has the entries of all. It has no meetings of its own. */
  readonly server: NodeServer;
  readonly workers: readonly ReadyWorker[];
  /** Number of streams that have not ended. */
  runningStreams(): number;
  /** Ends all meetings, then all processes; resolves when they have ended. */
  close(): Promise<void>;
}

/** Input of {@link startWithWorkers}. */
export interface WithWorkersInput {
  readonly values: ServeValues;
  /** Options of the front. */
  readonly options: MockServerOptions;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
  /** Aborted when the program has to stop before it is ready. */
  readonly signal: AbortSignal;
}

/**
 * Starts the front, then its workers. Resolves when all are ready.
 *
 * @throws {UsageError} if a worker cannot start because of its options
 */
export async function startWithWorkers(input: WithWorkersInput): Promise<ServerWithWorkers> {
  const { values, options, logger, clock, signal } = input;
  const count = workerCount(values);
  const epochUnixMs = preciseUnixMs();
  const numbers = fleetNumbers({ epochUnixMs, index: 0 });
  const registry = new MemoryRegistry(clock);
  const logLevel = values.logLevel ?? LOG_OPTIONS.logLevel.default;
  const pool: WorkerPool = new WorkerPool({
    count,
    registry,
    logger,
    clock,
    spawn: forkWorker,
    publish: ({ clientId, body, streamId }) => server.publish(clientId, body, streamId),
    startMessage: (number, index) => {
      const share = { worker: String(number), index, count, epochUnixMs };
      return { type: 'start', share, values: workerValues(values, share, server.apiToken), logLevel };
    },
  });
  new StreamUrls(registry, (worker, message) => pool.send(worker, message)).follow();
  const journal = new MergedJournal({
    recorder: new JournalRecorder(clock),
    clock,
    collect: () => pool.collect(),
    seqNow: () => numbers.nextSeq(0),
  });
  const server = await startNode(frontOptions(options), {
    registry,
    kind: 'worker',
    numbers,
    journal,
    onEventClients: (clientIds) => pool.setEventClients(clientIds),
  });
  const kill = (): void => pool.kill();
  signal.addEventListener('abort', kill);
  // A second signal ends this process at once. A worker that hangs would not notice that.
  process.once('exit', kill);
  try {
    await pool.start(journal);
  } catch (error) {
    process.off('exit', kill);
    await server.close();
    throw error instanceof WorkerStartError && error.isUsage ? new UsageError(error.message) : error;
  } finally {
    signal.removeEventListener('abort', kill);
  }
  return {
    server,
    workers: pool.ready,
    runningStreams: () => registry.nodes().reduce((sum, { load }) => sum + load, 0),
    close: async () => {
      await pool.close();
      process.off('exit', kill);
      journal.close();
      await server.close();
    },
  };
}

/** The front has no sockets of apps to record. */
function frontOptions(options: MockServerOptions): MockServerOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'exportOnExit'));
}

const ENTRY = fileURLToPath(new URL('./worker-process.js', import.meta.url));

/** Starts a process of this program. It shares nothing with this one but messages, and ends when this one does. */
function forkWorker({ received, ended }: WorkerListener): WorkerProcess {
  // Structured clones carry what JSON cannot, such as Infinity.
  const child = fork(ENTRY, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.on('message', (message) => received(message as FromWorker));
  // A message that cannot be sent is one to a process that has ended, which `exit` reports.
  child.on('error', () => {});
  child.on('exit', (code, signal) => ended(signal === null ? `exit code ${code}` : `signal ${signal}`));
  return {
    pid: child.pid,
    send: (message: ToWorker) => {
      if (child.connected) child.send(message, () => {});
    },
    kill: () => child.kill('SIGKILL'),
  };
}
