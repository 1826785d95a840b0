import type { AppFigures } from '../figures/app-figures.js';
import { Histogram } from '../figures/histogram.js';
import type { MediaFigures } from '../figures/media-figures.js';
import type { ServerFigures } from '../figures/server-figures.js';
import type { MediaSocket } from '../meetings/stream-sockets.js';
import type { Stream } from '../meetings/stream.js';

/** Parts of a server that its figures come from. */
export interface FigureSources {
  readonly apps: AppFigures;
  readonly media: MediaFigures;
  /** All streams. */
  readonly streams: readonly Stream[];
  /** Number of verdicts by rule. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** Clock time in milliseconds. */
  readonly nowMs: number;
  /** Clock time is so many times as fast as real time. */
  readonly speed: number;
}

/** Returns the figures of a server. */
export function serverFigures({
  apps,
  media,
  streams,
  verdicts,
  nowMs,
  speed,
}: FigureSources): ServerFigures {
  const { user, system } = process.cpuUsage();
  const { streams: counts, ...times } = apps.view();
  const active = streams.filter(({ state }) => state === 'active' || state === 'paused').length;
  return {
    atMs: Math.round(nowMs / speed),
    streams: { ...counts, active },
    ...times,
    ...media.view(),
    waiting: waitingMedia(streams, nowMs, speed),
    verdicts: Object.fromEntries(verdicts),
    process: {
      cpuMs: Math.round((user + system) / 1000),
      residentBytes: process.memoryUsage.rss(),
      processes: 1,
    },
  };
}

function waitingMedia(streams: readonly Stream[], nowMs: number, speed: number): ServerFigures['waiting'] {
  const ms = new Histogram();
  let bytes = 0;
  for (const stream of streams) {
    for (const socket of stream.mediaConnections) {
      bytes += socket.bufferedBytes;
      ms.record(waitingMs(socket, nowMs) / speed);
    }
  }
  const view = ms.view();
  return { connections: view.count, bytes, ms: view };
}

/** Bytes of a media message beside its payload, about. */
const ENVELOPE_BYTES = 200;

/** Playing time of what waits on a connection, at its average rate. */
function waitingMs(socket: MediaSocket, nowMs: number): number {
  const { bufferedBytes } = socket;
  if (bufferedBytes === 0) return 0;
  const ageMs = Math.max(1, nowMs - socket.channel.openedAtMs);
  let sentBytes = 0;
  for (const { frames, bytes } of Object.values(socket.counters)) {
    sentBytes += (bytes * 4) / 3 + frames * ENVELOPE_BYTES;
  }
  // Nothing was sent yet: all of it has waited since the connection opened, at most.
  return sentBytes === 0 ? ageMs : Math.min(ageMs, (bufferedBytes / sentBytes) * ageMs);
}
