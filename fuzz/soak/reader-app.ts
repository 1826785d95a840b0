/** Apps that read many meetings for a long time: counts of all media, and the drift of audio. */
import { Client, configureLogger, LogLevel } from '@rtms-mock/client';
import { Histogram } from '../../bench/histogram.js';
import { serveCalls } from '../processes/calls.js';
import type { NeighbourJoin } from '../processes/neighbour-app.js';

/** What one app has received. */
export interface StreamReading {
  readonly streamId: string;
  /** Messages by media type, as the server names them. */
  readonly frames: { readonly [type: string]: number };
  /** Audio packets that the timestamps show as missing, pauses of the conversation included. */
  readonly missing: number;
  /**
   * Change of the time from a packet's timestamp to its arrival, in ms: the least of the last interval between two
   * readings minus the least of the first. Positive: media arrives later and later.
   */
  readonly driftMs: number;
  readonly interruptions: number;
  readonly left: boolean;
}

/** What all apps have received. */
export interface Reading {
  readonly streams: readonly StreamReading[];
  /** Arrival minus timestamp of audio packets since the last reading, in ms. */
  readonly latenessMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

const PACKET_MS = 20;
/** Time after joining in which packets arrive faster than real time, in ms. */
const BACKLOG_MS = 2000;

const lateness = new Histogram();

class ReadingApp {
  readonly #streamId: string;
  readonly #frames: { [type: string]: number } = { audio: 0, video: 0, transcript: 0 };
  #missing = 0;
  #lastTimestamp = 0;
  #firstTimestamp = 0;
  /** Least lateness since the last reading, and that of the first interval, in ms. */
  #leastMs = Infinity;
  #firstLeastMs: number | undefined;
  #driftMs = 0;
  #interruptions = 0;
  #left = false;

  constructor(target: NeighbourJoin) {
    this.#streamId = target.rtms_stream_id;
    const client = new Client();
    client.events.on('audio', ({ timestamp }) => this.#audio(timestamp));
    client.events.on('video', () => this.#count('video'));
    client.events.on('transcript', () => this.#count('transcript'));
    client.events.on('interrupted', () => {
      this.#interruptions += 1;
    });
    client.onLeave(() => {
      this.#left = true;
    });
    client.join(target);
  }

  reading(): StreamReading {
    if (this.#leastMs < Infinity) {
      this.#firstLeastMs ??= this.#leastMs;
      this.#driftMs = this.#leastMs - this.#firstLeastMs;
      this.#leastMs = Infinity;
    }
    return {
      streamId: this.#streamId,
      frames: { ...this.#frames },
      missing: this.#missing,
      driftMs: Math.round(this.#driftMs * 10) / 10,
      interruptions: this.#interruptions,
      left: this.#left,
    };
  }

  #count(type: string): void {
    this.#frames[type] = (this.#frames[type] ?? 0) + 1;
  }

  #audio(timestamp: number): void {
    this.#count('audio');
    const arrivalMs = performance.timeOrigin + performance.now();
    if (this.#firstTimestamp === 0) this.#firstTimestamp = timestamp;
    else this.#missing += Math.max(0, Math.round((timestamp - this.#lastTimestamp) / PACKET_MS) - 1);
    this.#lastTimestamp = timestamp;
    if (timestamp - this.#firstTimestamp < BACKLOG_MS) return;
    this.#leastMs = Math.min(this.#leastMs, arrivalMs - timestamp);
    lateness.add(arrivalMs - timestamp);
  }
}

const apps: ReadingApp[] = [];

const calls = {
  join(targets: readonly NeighbourJoin[]): void {
    configureLogger({ level: LogLevel.WARN });
    for (const target of targets) apps.push(new ReadingApp(target));
  },

  read(): Reading {
    const latenessMs = { p50: lateness.percentile(50), p99: lateness.percentile(99), max: lateness.max };
    lateness.clear();
    return { streams: apps.map((app) => app.reading()), latenessMs };
  },
};

/** Calls of the apps. */
export type ReaderCalls = typeof calls;

serveCalls(calls);
