import type { Clock } from '@rtms-mock/protocol';
import { AppFigures, type Progress } from '../figures/app-figures.js';
import { Histogram, type HistogramView } from '../figures/histogram.js';
import { MediaFigures } from '../figures/media-figures.js';
import type { ServerFigures, StreamTiming } from '../figures/server-figures.js';
import type { Journal } from '../journal.js';
import type { MediaSocket } from '../meetings/stream-sockets.js';
import type { Stream } from '../meetings/stream.js';
import { randomSequence } from '../random.js';
import type { MeetingRecord } from './meeting-record.js';
import { ReaderProbe } from './reader-probe.js';

/** Input of {@link FigureBook.figures}. */
export interface FigureSources {
  /** All streams. */
  readonly streams: readonly Stream[];
  /** Number of verdicts by rule. */
  readonly verdicts: ReadonlyMap<string, number>;
  /** Number of those with the severity `error`. @default none */
  readonly errors?: ReadonlyMap<string, number>;
  /** Pings the readers of media, whose answers the next figures contain. @default false */
  readonly probe?: boolean | undefined;
}

/** Measures how a server and its apps perform. */
export class FigureBook {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #apps: AppFigures;
  readonly #probe: ReaderProbe;
  /** See {@link FigureBook.countLag}. */
  readonly #lag = new Histogram();
  /** Sums over the media of all streams, which the streams count. */
  readonly media: MediaFigures;

  /** `clock`: that of the meetings. `random`: numbers that the moments of pings follow. @default other ones in each run */
  constructor(journal: Pick<Journal, 'subscribe'>, clock: Clock, random = randomSequence(undefined, '')) {
    this.#clock = clock;
    this.#speed = clock.speed ?? 1;
    this.#apps = new AppFigures(this.#speed);
    this.#probe = new ReaderProbe(clock, random);
    this.media = new MediaFigures(this.#speed);
    journal.subscribe((entry) => this.#apps.add(entry));
  }

  /** Timing of a stream; `undefined` if there is none, or if it ended long ago. */
  timing(streamId: string): StreamTiming | undefined {
    return this.#apps.timing(streamId);
  }

  /** Returns how far the app of a stream has come, here or at another process. */
  progressOf(streamId: string): Progress {
    return this.#apps.progressOf(streamId);
  }

  /** The streams of a meeting that another process has played are no new ones. */
  goOn({ meeting, streams }: MeetingRecord): void {
    for (const { streamId, state } of meeting.streams) {
      const { isAnnounced = false, progress = 'announced' } = streams[streamId] ?? {};
      if (isAnnounced && state !== 'terminated') this.#apps.goOn(streamId, progress);
    }
  }

  /** Begins again at 0. */
  clear(): void {
    this.#apps.clear();
    this.media.clear();
    this.#lag.clear();
  }

  /** Returns the figures of the server. */
  figures({ streams, verdicts, errors = new Map(), probe = false }: FigureSources): ServerFigures {
    const { user, system } = process.cpuUsage();
    const { streams: counts, ...times } = this.#apps.view();
    const sockets = socketsOf(streams);
    const waiting = this.#waiting(sockets);
    if (probe) this.#probe.ping(sockets);
    return {
      atMs: Math.round(this.#clock.now() / this.#speed),
      streams: { ...counts, active: streams.filter(isActive).length },
      ...times,
      ...this.media.view(),
      waiting,
      verdicts: Object.fromEntries(verdicts),
      errors: Object.fromEntries(errors),
      process: {
        pid: process.pid,
        cpuMs: Math.round((user + system) / 1000),
        residentBytes: process.memoryUsage.rss(),
        processes: 1,
      },
    };
  }

  /**
   * Counts once by how much each reader of media is behind, and pings the readers: the next call counts their answers. Returns
   * all values since the start or the last {@link clear}.
   */
  countLag(streams: readonly Stream[]): HistogramView {
    const sockets = socketsOf(streams);
    this.#lag.add(this.#lagOf(sockets));
    this.#probe.ping(sockets);
    return this.#lag.view();
  }

  #waiting(sockets: readonly MediaSocket[]): ServerFigures['waiting'] {
    const bytes = sockets.reduce((sum, { bufferedBytes }) => sum + bufferedBytes, 0);
    return { connections: sockets.length, bytes, ms: this.#lagOf(sockets).view() };
  }

  #lagOf(sockets: readonly MediaSocket[]): Histogram {
    const lag = new Histogram();
    const nowMs = this.#clock.now();
    for (const socket of sockets) {
      lag.record(Math.max(waitingMs(socket, nowMs), this.#probe.lagMs(socket)) / this.#speed);
    }
    return lag;
  }
}

function socketsOf(streams: readonly Stream[]): readonly MediaSocket[] {
  return streams.flatMap(({ mediaConnections }) => mediaConnections);
}

function isActive({ state }: Stream): boolean {
  return state === 'active' || state === 'paused';
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
