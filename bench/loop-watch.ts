/** Watches the event loop of a process for stalls. */
import { openSync, readSync } from 'node:fs';

/** Interval in ms at which the loop is probed. */
const PROBE_MS = 1;

/** Scheduling statistics of the main thread, which Linux has: time on a core and time of waiting for one, in ns. */
function openStatistics(): number | undefined {
  try {
    return openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  } catch {
    return undefined;
  }
}

const statistics = openStatistics();
const text = Buffer.alloc(64);

/** Time in ms in which this thread could have run but had no core; 0 where the system does not tell. */
function waitedMs(): number {
  if (statistics === undefined) return 0;
  const length = readSync(statistics, text, 0, text.length, 0);
  return Number(text.toString('latin1', 0, length).split(' ')[1] ?? 0) / 1e6;
}

/**
 * Finds the longest time for which the loop did not run. The time in which the thread waited for a core does not count:
 * other processes take it, and a process with real-time priority that uses a core for a whole second loses 50 ms of it.
 */
export class LoopWatch {
  #atMs = 0;
  #waitedMs = 0;
  #longestMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Begins anew. */
  start(): void {
    clearTimeout(this.#timer);
    this.#atMs = performance.now();
    this.#waitedMs = waitedMs();
    this.#longestMs = 0;
    this.#timer = setTimeout(() => this.#probe(), PROBE_MS);
  }

  /** Ends, and returns the longest stall in ms. */
  stop(): number {
    clearTimeout(this.#timer);
    return Math.round(this.#longestMs * 10) / 10;
  }

  #probe(): void {
    const atMs = performance.now();
    const waited = waitedMs();
    const stalledMs = atMs - this.#atMs - (waited - this.#waitedMs) - PROBE_MS;
    if (stalledMs > this.#longestMs) this.#longestMs = stalledMs;
    this.#atMs = atMs;
    this.#waitedMs = waited;
    this.#timer = setTimeout(() => this.#probe(), PROBE_MS);
  }
}
