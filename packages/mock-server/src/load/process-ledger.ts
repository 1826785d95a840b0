import { addFigures } from '../figures/add-figures.js';
import { Histogram } from '../figures/histogram.js';
import type { ServerFigures } from '../figures/server-figures.js';

/** The figures of a server whose processes may end. */
export interface LedgerFigures extends ServerFigures {
  /** Meetings that the app had joined, and that went on in another process. */
  readonly continued: number;
}

/**
 * Keeps the last figures of processes that have ended, so that sums over all processes of a server do not fall: what the
 * others lack with them would look like a fault of the app. A meeting that went on in another process counts once.
 */
export class ProcessLedger {
  /** Last figures by process, those that have ended included. */
  readonly #last = new Map<string, ServerFigures>();
  #running: ReadonlySet<string> = new Set();
  #atMs: number | undefined;
  /** Meetings that had moved before the first figures. */
  #movedBefore: Pick<ServerFigures['streams'], 'continued' | 'handedOver'> | undefined;

  /** Processes that were there, and are not any more. */
  get ended(): number {
    return this.#last.size - this.#running.size;
  }

  /** Takes the next figures of the server. Returns them with what processes have done that are gone. */
  take(figures: ServerFigures): LedgerFigures {
    const { nodes } = figures;
    if (nodes === undefined) return { ...figures, continued: 0 };
    const running = new Map(nodes.map(({ node, figures: own }) => [`${node} ${own.process.pid ?? ''}`, own]));
    // Clocks of nodes on several machines differ: only the course of one and the same clock counts.
    const passedMs = [...running].map(([key, { atMs }]) => atMs - (this.#last.get(key)?.atMs ?? atMs));
    this.#atMs = this.#atMs === undefined ? figures.atMs : this.#atMs + Math.max(0, ...passedMs);
    for (const [key, own] of running) this.#last.set(key, own);
    this.#running = new Set(running.keys());
    const gone = [...this.#last].filter(([key]) => !running.has(key)).map(([, own]) => own);
    const sums = addFigures([...running.values(), ...gone.map(afterEnd)]);
    const before = (this.#movedBefore ??= sums.streams);
    const moved = {
      continued: sums.streams.continued - before.continued,
      handedOver: sums.streams.handedOver - before.handedOver,
    };
    const streams = moveStreams(
      sums.streams,
      gone.map((own) => own.streams),
      moved,
    );
    return { ...sums, streams, atMs: this.#atMs, continued: moved.continued };
  }
}

type Streams = ServerFigures['streams'];

/**
 * Adds what the last figures of processes that are gone cannot have: meetings that apps have joined just before the end,
 * which are known because others went on with them, and those that nobody went on with, which are lost. Pure.
 *
 * @param gone last figures of the processes that are gone
 * @param moved meetings that moved between processes
 */
function moveStreams(
  sums: Streams,
  gone: readonly Streams[],
  { continued, handedOver }: Pick<Streams, 'continued' | 'handedOver'>,
): Streams {
  const sum = (pick: (streams: Streams) => number): number =>
    gone.reduce((total, streams) => total + pick(streams), 0);
  const handedOverBeforeEnd = sum((streams) => streams.handedOver);
  const known = sum((streams) => streams.joined + streams.continued) + handedOver - handedOverBeforeEnd;
  const unseen = Math.max(0, continued - known);
  const left = sum(({ active, interrupted }) => active + interrupted) + handedOver;
  const joined = sums.joined + unseen;
  return {
    ...sums,
    joined,
    connected: Math.max(sums.connected, joined),
    lost: sums.lost + Math.max(0, left - continued),
  };
}

/** Figures of a process that has ended: its sums count, and nothing is there any more. */
function afterEnd(figures: ServerFigures): ServerFigures {
  const { streams } = figures;
  return {
    ...figures,
    // The interrupted ones go on elsewhere, or are lost with the others.
    streams: { ...streams, active: 0, interrupted: 0, lost: streams.lost - streams.interrupted },
    waiting: { connections: 0, bytes: 0, ms: new Histogram().view() },
    process: { cpuMs: figures.process.cpuMs, residentBytes: 0, processes: 0 },
  };
}
