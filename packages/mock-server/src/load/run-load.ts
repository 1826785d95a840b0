import type { Cancel, Clock } from '@rtms-mock/protocol';
import { pause } from '../clock.js';
import type { ServerFigures } from '../figures/server-figures.js';
import type { LoadSample } from './load-report.js';
import { Measurement, type AppProcesses, type Measurements } from './measurement.js';

/** A server that plays the meetings of a load test. */
export interface LoadServer {
  /**
   * Starts the meeting with this number, the first is 0. Resolves with its stream id when the app has answered the webhook.
   *
   * @throws Error whose message says why it cannot be started; the promise is rejected
   */
  start(index: number): Promise<string>;
  /** Returns how server and app have performed so far. The promise is rejected if the server no longer answers. */
  figures(): Promise<ServerFigures>;
  /** Ends the meetings as the service does. Streams that have ended already are left out. */
  end(streamIds: readonly string[]): Promise<void>;
}

/** Input of {@link runLoad}. */
export interface LoadInput {
  readonly server: LoadServer;
  /** Number of meetings. */
  readonly meetings: number;
  /** Time in which they are started, in milliseconds. */
  readonly rampMs: number;
  /** Time for which all of them run, after the ramp, in milliseconds. */
  readonly forMs: number;
  /** Returns the figures of the app's processes; empty if none are measured. */
  readonly readApp: () => Promise<AppProcesses>;
  /** Real time. */
  readonly clock: Clock;
  /** Aborted when the run must end early. */
  readonly signal: AbortSignal;
  /** Called when the server has answered, before the first meeting is started. */
  readonly onStarting: () => void;
  /** Called at the end of each interval, about once per second. */
  readonly onSample: (sample: LoadSample) => void;
  /** Called when the meetings are to end. `count`: those that run. `unanswered`: those of them whose webhook is not answered yet. */
  readonly onEnding: (count: number, unanswered: number) => void;
}

/** Outcome of {@link runLoad}. */
export interface LoadOutcome {
  /** Meetings that were started. */
  readonly started: number;
  /** Meetings that the server did not start. */
  readonly failed: number;
  /** The first reason of those, or why the run ended early; absent if there is none. */
  readonly failure?: string;
  /** True if the server no longer answers. */
  readonly isServerLost: boolean;
  readonly measured: Measurements;
}

/** Interval of samples, in milliseconds. */
const SAMPLE_MS = 1000;

/** Time for starts whose webhook is not answered yet, and for the ends of meetings, in milliseconds. */
export const ENDING_MS = 20_000;

/** Longest wait for the next start, in milliseconds; timers of the system cannot wait for a month. */
const MAX_DELAY_MS = 3_600_000;

/** Reason of an early end. */
const SERVER_LOST = 'the server no longer answers; what was measured until then counts';

/** Starts meetings over the ramp, measures while they run, and ends them. */
export async function runLoad(input: LoadInput): Promise<LoadOutcome> {
  const { server, clock } = input;
  const measurement = new Measurement(await server.figures(), await input.readApp());
  input.onStarting();
  const starts = new Starts(input);
  const isServerLost = !(await measure(input, starts, measurement));
  starts.stop();
  if (isServerLost) measurement.addServerLoss();
  else {
    input.onEnding(starts.started, starts.unanswered);
    // After a signal the end is orderly too; one that comes now ends the wait for answers.
    const hurry = input.signal.aborted ? undefined : input.signal;
    await within(ENDING_MS, starts.settled(), clock, hurry);
    await within(ENDING_MS, server.end(starts.streamIds), clock);
    try {
      measurement.addEnd(await server.figures());
    } catch {
      starts.note(SERVER_LOST);
    }
  }
  const { started, failed, failure } = starts;
  return {
    started,
    failed,
    ...(failure !== undefined && { failure }),
    isServerLost,
    measured: measurement.results,
  };
}

/** Samples until the time is over. Returns false if the server no longer answers. */
async function measure(input: LoadInput, starts: Starts, measurement: Measurement): Promise<boolean> {
  const { server, clock, signal, rampMs, forMs } = input;
  const startedMs = clock.now();
  const endMs = startedMs + rampMs + forMs;
  starts.begin();
  for (let isOver = false; !isOver;) {
    const intervalMs = clock.now();
    const leftMs = endMs - intervalMs;
    // Use of the processor in a very short interval would mean nothing.
    await pause(leftMs < SAMPLE_MS * 1.5 ? leftMs : SAMPLE_MS, signal, clock);
    isOver = signal.aborted || clock.now() >= endMs;
    try {
      const [figures, app] = await Promise.all([server.figures(), input.readApp()]);
      const isFull = intervalMs >= startedMs + rampMs;
      input.onSample(measurement.add(figures, app, starts.started, isFull));
    } catch {
      // The reasons of starts would say how to start a server.
      starts.failure = SERVER_LOST;
      return false;
    }
  }
  return true;
}

/** Starts the meetings of a run, each at its time. */
class Starts {
  readonly #input: LoadInput;
  readonly #pending = new Set<Promise<void>>();
  readonly streamIds: string[] = [];
  #next = 0;
  #cancel: Cancel = () => {};
  failed = 0;
  /** The first reason of a failure. */
  failure: string | undefined;

  constructor(input: LoadInput) {
    this.#input = input;
  }

  /** Meetings that were started, or are being started. */
  get started(): number {
    return this.#next - this.failed;
  }

  /** Meetings whose webhook is not answered yet. */
  get unanswered(): number {
    return this.#pending.size;
  }

  /** Starts the first meeting now, and the others over the ramp. */
  begin(): void {
    const { clock, meetings, rampMs } = this.#input;
    const beginMs = clock.now();
    const dueMs = (index: number): number => beginMs + (index * rampMs) / meetings;
    const startDue = (): void => {
      while (this.#next < meetings && dueMs(this.#next) <= clock.now()) this.#start();
      const delayMs = Math.min(MAX_DELAY_MS, dueMs(this.#next) - clock.now());
      if (this.#next < meetings) this.#cancel = clock.after(delayMs, startDue);
    };
    startDue();
  }

  /** Starts no further meeting. */
  stop(): void {
    this.#cancel();
  }

  /** Resolves when the outcome of every start is known. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Keeps the reason of the first failure. */
  note(error: unknown): void {
    this.failure ??= error instanceof Error ? error.message : String(error);
  }

  #start(): void {
    const starting = this.#input.server.start(this.#next).then(
      (streamId) => void this.streamIds.push(streamId),
      (error: unknown) => {
        this.failed += 1;
        this.note(error);
      },
    );
    this.#next += 1;
    this.#pending.add(starting);
    void starting.then(() => this.#pending.delete(starting));
  }
}

/** Waits for `work`, but not longer than a limit in milliseconds, nor after `hurry` is aborted. */
function within(limitMs: number, work: Promise<void>, clock: Clock, hurry?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limitMs, resolve);
    const stop = (): void => resolve();
    hurry?.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => {
      cancel();
      hurry?.removeEventListener('abort', stop);
    });
  });
}
