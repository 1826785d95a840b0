import { addFigures } from '../figures/add-figures.js';
import { Histogram } from '../figures/histogram.js';
import type { ServerFigures } from '../figures/server-figures.js';

/**
 * Keeps the last figures of processes that have ended, so that sums over all processes of a server do not fall: what the
 * others lack with them would look like a fault of the app.
 */
export class ProcessLedger {
  /** Last figures by process, those that have ended included. */
  readonly #last = new Map<string, ServerFigures>();
  #running: ReadonlySet<string> = new Set();
  #atMs: number | undefined;

  /** Processes that were there, and are not any more. */
  get ended(): number {
    return this.#last.size - this.#running.size;
  }

  /** Takes the next figures of the server. Returns them with what processes have done that are gone. */
  take(figures: ServerFigures): ServerFigures {
    const { nodes } = figures;
    if (nodes === undefined) return figures;
    const running = new Map(nodes.map(({ node, figures: own }) => [`${node} ${own.process.pid ?? ''}`, own]));
    // Clocks of nodes on several machines differ: only the course of one and the same clock counts.
    const passedMs = [...running].map(([key, { atMs }]) => atMs - (this.#last.get(key)?.atMs ?? atMs));
    this.#atMs = this.#atMs === undefined ? figures.atMs : this.#atMs + Math.max(0, ...passedMs);
    for (const [key, own] of running) this.#last.set(key, own);
    this.#running = new Set(running.keys());
    const all = [...this.#last].map(([key, own]) => (running.has(key) ? own : afterEnd(own)));
    return { ...addFigures(all), atMs: this.#atMs };
  }
}

/** Figures of a process that has ended: its sums count, and nothing is there any more. */
function afterEnd(figures: ServerFigures): ServerFigures {
  return {
    ...figures,
    streams: { ...figures.streams, active: 0 },
    waiting: { connections: 0, bytes: 0, ms: new Histogram().view() },
    process: { cpuMs: figures.process.cpuMs, residentBytes: 0, processes: 0 },
  };
}
