/** Starts workers, notices when one ends, lets others go on with its meetings, and starts a new one in its place. */
import type { Cancel, Clock } from '@rtms-mock/protocol';
import { logInternalError } from '../guard.js';
import type { Logger } from '../log.js';
import { MAX_NODE_INDEX } from '../server/fleet-numbers.js';
import { runningStreams, type MeetingRecord } from '../server/meeting-record.js';
import { Heartbeats } from './heartbeats.js';
import type { MemoryRegistry } from './memory-registry.js';
import type { MergedJournal } from './merged-journal.js';
import type { FleetEvent } from './registry.js';
import { isEarlyEnd, restartAfter } from './restart-rules.js';
import { givenUpLine, hangingLine, movingLine, stuckLine, stuckReason } from './worker-lines.js';
import type { FromWorker, ToWorker } from './worker-messages.js';
import { WorkerStartError } from './worker-start-error.js';

/** Time in which a worker ends its meetings when the server stops, in milliseconds: several times what apps are given. */
const MAX_STOP_MS = 8000;

/** The process of a worker. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Sends a message. Does nothing once the process has ended. */
  send(message: ToWorker): void;
  /** Ends it without an orderly stop. */
  kill(): void;
}

/** Receiver of what happens to a process. */
export interface WorkerListener {
  readonly received: (message: FromWorker) => void;
  /** `how`: `exit code 1`, `signal SIGKILL`. */
  readonly ended: (how: string) => void;
}

/** Parts that a {@link WorkerPool} uses. */
export interface WorkerPoolContext {
  /** Number of workers. */
  readonly count: number;
  readonly registry: MemoryRegistry;
  readonly logger: Logger;
  /** Real time. */
  readonly clock: Clock;
  /** Starts a process. */
  readonly spawn: (listener: WorkerListener) => WorkerProcess;
  /** Sends a webhook of a worker to the event sockets of an app that are open to the front. */
  readonly publish: (webhook: FromWorker & { readonly type: 'publish' }) => void;
  /** The message with which a worker starts. `index`: number of the process among all that were started. */
  readonly startMessage: (worker: number, index: number) => ToWorker;
}

/** URLs of a worker that is ready. */
export interface ReadyWorker {
  readonly worker: string;
  readonly pid: number | undefined;
  /** Port of signaling and API. Behind a proxy, the URL has another one. */
  readonly port: number;
  readonly signalingUrl: string;
  readonly mediaUrl: string;
}

/** One worker, whose processes follow each other. */
interface Worker {
  readonly number: number;
  process: WorkerProcess;
  startedMs: number;
  /** URLs, once it is ready. */
  ready: ReadyWorker | undefined;
  hasEnded: boolean;
  /** Ends in a row soon after a start. */
  earlyEnds: number;
}

/** The workers of a server. */
export class WorkerPool {
  readonly #context: WorkerPoolContext;
  readonly #workers = new Map<number, Worker>();
  #journal: MergedJournal | undefined;
  #started = 0;
  #settles = 0;
  /** Called when a worker has answered the request with this number, or has ended. */
  readonly #settled = new Map<string, () => void>();
  readonly #cancels = new Set<Cancel>();
  /** Called when a worker is ready or cannot start. */
  readonly #starting = new Map<number, (error?: WorkerStartError) => void>();
  readonly #heartbeats: Heartbeats<Worker>;
  #eventClients: readonly string[] = [];
  #isClosing = false;
  #allEnded: (() => void) | undefined;
  /** Meetings of lost workers that no other one can take at the moment. */
  #waiting: MeetingRecord[] = [];

  constructor(context: WorkerPoolContext) {
    this.#context = context;
    this.#heartbeats = new Heartbeats({
      clock: context.clock,
      ask: ({ process }) => process.send({ type: 'ping' }),
      onHang: (worker) => this.#onHang(worker),
      onStuck: (worker, seconds) => this.#onStuck(worker, seconds),
    });
    context.registry.subscribe((event) => this.#fleetChanged(event));
  }

  /** The workers that are ready. */
  get ready(): readonly ReadyWorker[] {
    return [...this.#workers.values()].flatMap(({ ready }) => ready ?? []);
  }

  /**
   * Starts all workers. Resolves when all are ready.
   *
   * @param journal receives the entries of all
   * @throws {WorkerStartError} if one cannot start; the promise is rejected, and the others are ended
   */
  async start(journal: MergedJournal): Promise<void> {
    this.#journal = journal;
    const numbers = Array.from({ length: this.#context.count }, (_, index) => index + 1);
    try {
      await Promise.all(numbers.map((number) => this.#startFirst(number)));
    } catch (error) {
      this.kill();
      throw error;
    }
  }

  /** Resolves when all workers have sent the journal entries that they have recorded before the call. */
  async collect(): Promise<void> {
    this.#settles += 1;
    const id = this.#settles;
    const ready = [...this.#workers.values()].filter((worker) => worker.ready !== undefined);
    await Promise.all(
      ready.map(
        (worker) =>
          new Promise<void>((resolve) => {
            this.#settled.set(`${worker.number} ${id}`, resolve);
            worker.process.send({ type: 'settle', id });
          }),
      ),
    );
  }

  /** Notifies all workers which apps have event sockets open to the front. */
  setEventClients(clientIds: readonly string[]): void {
    this.#eventClients = clientIds;
    for (const { ready, process } of this.#workers.values()) {
      if (ready) process.send({ type: 'event-clients', clientIds });
    }
  }

  /** Sends a message to a worker. Does nothing for one that is not ready. */
  send(worker: string, message: ToWorker): void {
    const { ready, process } = this.#workers.get(Number(worker)) ?? {};
    if (ready) process?.send(message);
  }

  /**
   * Ends all meetings as the service does, and all workers. A worker that is not ready yet has no meetings and is ended at
   * once, as is one that does not end in time. Resolves when their processes have ended.
   */
  async close(): Promise<void> {
    this.#beginClosing();
    const running = [...this.#workers.values()].filter(({ hasEnded }) => !hasEnded);
    if (running.length === 0) return;
    const ended = new Promise<void>((resolve) => {
      this.#allEnded = resolve;
    });
    const cancel = this.#context.clock.after(MAX_STOP_MS, () => this.kill());
    for (const { process, ready } of running) {
      if (ready) process.send({ type: 'stop' });
      else process.kill();
    }
    await ended;
    cancel();
  }

  /** Ends all workers at once. */
  kill(): void {
    this.#beginClosing();
    for (const { process, hasEnded } of this.#workers.values()) if (!hasEnded) process.kill();
  }

  #beginClosing(): void {
    this.#isClosing = true;
    this.#heartbeats.close();
    for (const cancel of this.#cancels) cancel();
  }

  #startFirst(number: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#starting.set(number, (error) => (error ? reject(error) : resolve()));
      this.#launch(number, 0);
    });
  }

  #launch(number: number, earlyEnds: number): void {
    const { spawn, startMessage, clock } = this.#context;
    // After so many processes, the first ones are gone.
    this.#started = (this.#started % MAX_NODE_INDEX) + 1;
    const process = spawn({
      received: (message) => this.#received(worker, message),
      ended: (how) => this.#ended(worker, how),
    });
    const worker: Worker = {
      number,
      process,
      startedMs: clock.now(),
      ready: undefined,
      hasEnded: false,
      earlyEnds,
    };
    this.#workers.set(number, worker);
    this.#heartbeats.starts(worker);
    process.send(startMessage(number, this.#started));
  }

  #received(worker: Worker, message: FromWorker): void {
    const { registry, logger } = this.#context;
    const nodeId = String(worker.number);
    this.#heartbeats.heard(worker);
    switch (message.type) {
      case 'ready':
        return this.#isReady(worker, message);
      case 'failed':
        return this.#failed(worker, message);
      case 'claim':
        return this.#watch(registry.claim({ ...message.record, nodeId }));
      case 'release':
        return this.#watch(registry.release(message.key, nodeId));
      case 'adopted':
        return this.#adopted(worker, message.key, message.problem);
      case 'journal':
        return this.#journal?.take(message.entries);
      case 'settled':
        return this.#resolveSettle(worker.number, message.id);
      case 'stopped':
      case 'pong':
        // The process ends now, or is alive.
        return;
      case 'publish':
        return this.#context.publish(message);
      case 'log':
        logger.log(message.level, message.message, { ...message.fields, worker: nodeId });
    }
  }

  #isReady(worker: Worker, { apiUrl, signalingUrl, mediaUrl }: FromWorker & { type: 'ready' }): void {
    // What a process has sent last can arrive after its end.
    if (worker.hasEnded) return;
    const nodeId = String(worker.number);
    const { pid } = worker.process;
    worker.ready = { worker: nodeId, pid, port: Number(new URL(apiUrl).port), signalingUrl, mediaUrl };
    if (this.#eventClients.length > 0) {
      worker.process.send({ type: 'event-clients', clientIds: this.#eventClients });
    }
    const isFirst = this.#starting.has(worker.number);
    if (!this.#isClosing) this.#heartbeats.add(worker);
    this.#context.registry.join({ nodeId, apiUrl, signalingUrl, labels: {} });
    this.#settleStart(worker.number);
    if (!isFirst)
      this.#context.logger.log('info', `Worker ${nodeId} is ready again (process ${pid ?? '?'}).`);
  }

  /** Returns false if nothing waits for the start of this worker. */
  #settleStart(number: number, error?: WorkerStartError): boolean {
    const settle = this.#starting.get(number);
    this.#starting.delete(number);
    settle?.(error);
    return settle !== undefined;
  }

  #failed({ number }: Worker, { reason, isUsage }: FromWorker & { type: 'failed' }): void {
    if (this.#settleStart(number, new WorkerStartError(`worker ${number}: ${reason}`, isUsage))) return;
    // Its process ends, and the next one may succeed.
    this.#context.logger.log('error', `Worker ${number} cannot start: ${reason}.`);
  }

  #ended(worker: Worker, how: string): void {
    const { registry, logger } = this.#context;
    const nodeId = String(worker.number);
    worker.hasEnded = true;
    this.#heartbeats.remove(worker);
    const wasReady = worker.ready !== undefined;
    worker.ready = undefined;
    for (const key of this.#settled.keys()) {
      if (key.startsWith(`${nodeId} `)) this.#resolveSettle(worker.number, Number(key.split(' ')[1]));
    }
    const early = new WorkerStartError(`worker ${nodeId} ended with ${how} before it was ready`, false);
    const wasStarting = this.#settleStart(worker.number, early);
    if (this.#isClosing) {
      if ([...this.#workers.values()].every(({ hasEnded }) => hasEnded)) this.#allEnded?.();
      return;
    }
    if (wasStarting) return;
    logger.log('warn', `Worker ${nodeId} has ended with ${how}.`, { worker: nodeId });
    registry.lose(nodeId);
    this.#restart(worker, wasReady);
  }

  /** Its process is ended like one that crashes. Nothing that it is sent has an effect on it but SIGKILL. */
  #onHang(worker: Worker): void {
    this.#context.logger.log('warn', hangingLine(worker), { worker: String(worker.number) });
    worker.process.kill();
  }

  /** It does not become ready: the start of the server fails, or another process takes its place. */
  #onStuck(worker: Worker, seconds: number): void {
    const { number } = worker;
    if (!this.#settleStart(number, new WorkerStartError(stuckReason(worker, seconds), false))) {
      this.#context.logger.log('warn', stuckLine(worker, seconds), { worker: String(number) });
    }
    worker.process.kill();
  }

  #restart(worker: Worker, wasReady: boolean): void {
    const { clock, logger } = this.#context;
    const ageMs = clock.now() - worker.startedMs;
    const ends = isEarlyEnd({ ageMs, wasReady }) ? worker.earlyEnds + 1 : 0;
    const next = restartAfter(ends);
    if (next.kind === 'give-up') return logger.log('error', givenUpLine(worker));
    const cancel = clock.after(next.delayMs, () => {
      this.#cancels.delete(cancel);
      this.#launch(worker.number, ends);
    });
    this.#cancels.add(cancel);
  }

  #fleetChanged(event: FleetEvent): void {
    if (event.type === 'node-joined') {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const record of waiting) this.#moveOn(record);
      return;
    }
    const { registry, logger } = this.#context;
    const running = event.records.filter((record) => runningStreams(record) > 0);
    for (const record of event.records) {
      // Nobody goes on with a meeting whose streams have stopped.
      if (!running.includes(record)) this.#watch(registry.release(record.key, record.nodeId));
    }
    const count = running.filter(({ cassette }) => cassette === undefined).length;
    if (count > 0) logger.log('info', movingLine(count, this.ready.length > 0));
    for (const record of running) {
      const { key, cassette } = record;
      if (cassette !== undefined) {
        logger.log('warn', `The meeting of stream ${key} is not continued, because it plays ${cassette}.`);
      }
      this.#moveOn(record);
    }
  }

  /** Lets the worker with the least load go on with a meeting, or end it. */
  #moveOn(record: MeetingRecord): void {
    const { registry } = this.#context;
    const placement = registry.place({});
    if (!placement) {
      this.#waiting.push(record);
      return;
    }
    const { nodeId } = placement.node;
    if (record.cassette === undefined) this.#watch(registry.claim({ ...record, nodeId }));
    // The worker ends it at once, and nobody else is to go on with it.
    else this.#watch(registry.release(record.key, record.nodeId));
    placement.settle();
    this.#workers.get(Number(nodeId))?.process.send({ type: 'adopt', record });
  }

  #adopted({ number }: Worker, key: string, problem: string | undefined): void {
    if (problem === undefined) return;
    this.#context.logger.log(
      'error',
      `Worker ${number} cannot go on with the meeting of stream ${key}: ${problem}.`,
    );
    this.#watch(this.#context.registry.release(key, String(number)));
  }

  #resolveSettle(number: number, id: number): void {
    const name = `${number} ${id}`;
    this.#settled.get(name)?.();
    this.#settled.delete(name);
  }

  /** Reports the failure of something that nothing waits for. */
  #watch(work: Promise<unknown>): void {
    work.catch((error: unknown) =>
      logInternalError(this.#context.logger, error, 'the registry of the workers failed'),
    );
  }
}
