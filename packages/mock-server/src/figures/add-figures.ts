import { Histogram, type HistogramView } from './histogram.js';
import type { NodeFigures, ServerFigures } from './server-figures.js';

/** Adds the figures of several servers, such as workers, that play meetings together. */
export function addFigures(all: readonly ServerFigures[]): ServerFigures {
  const sum = (pick: (figures: ServerFigures) => number): number =>
    all.reduce((total, figures) => total + pick(figures), 0);
  const times = (pick: (figures: ServerFigures) => HistogramView): HistogramView =>
    all.reduce((total, figures) => total.add(Histogram.from(pick(figures))), new Histogram()).view();
  const pid = all.length === 1 ? all[0]?.process.pid : undefined;
  return {
    atMs: Math.max(0, ...all.map(({ atMs }) => atMs)),
    streams: {
      started: sum(({ streams }) => streams.started),
      connected: sum(({ streams }) => streams.connected),
      joined: sum(({ streams }) => streams.joined),
      active: sum(({ streams }) => streams.active),
      lost: sum(({ streams }) => streams.lost),
      interrupted: sum(({ streams }) => streams.interrupted),
      interruptions: sum(({ streams }) => streams.interruptions),
      continued: sum(({ streams }) => streams.continued),
      handedOver: sum(({ streams }) => streams.handedOver),
    },
    webhooks: {
      delivered: sum(({ webhooks }) => webhooks.delivered),
      refused: sum(({ webhooks }) => webhooks.refused),
      failed: sum(({ webhooks }) => webhooks.failed),
      causes: addCounts(all.map(({ webhooks }) => webhooks.causes)),
    },
    media: {
      frames: sum(({ media }) => media.frames),
      bytes: sum(({ media }) => media.bytes),
      dropped: sum(({ media }) => media.dropped),
      skipped: sum(({ media }) => media.skipped),
    },
    waiting: {
      connections: sum(({ waiting }) => waiting.connections),
      bytes: sum(({ waiting }) => waiting.bytes),
      ms: times(({ waiting }) => waiting.ms),
    },
    connect: times(({ connect }) => connect),
    join: times(({ join }) => join),
    firstFrame: times(({ firstFrame }) => firstFrame),
    firstMedia: times(({ firstMedia }) => firstMedia),
    lateness: times(({ lateness }) => lateness),
    keepAlive: times(({ keepAlive }) => keepAlive),
    verdicts: addCounts(all.map(({ verdicts }) => verdicts)),
    errors: addCounts(all.map(({ errors }) => errors)),
    process: {
      ...(pid !== undefined && { pid }),
      cpuMs: sum(({ process }) => process.cpuMs),
      residentBytes: sum(({ process }) => process.residentBytes),
      processes: sum(({ process }) => process.processes),
    },
  };
}

/** Adds the figures of all processes of a server, and lists them. */
export function mergeFigures(nodes: readonly NodeFigures[]): ServerFigures {
  return { ...addFigures(nodes.map(({ figures }) => figures)), nodes };
}

function addCounts(all: readonly { readonly [name: string]: number }[]): { readonly [name: string]: number } {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}
