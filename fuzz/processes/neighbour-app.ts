/** A well-behaved app on the server under test: joins one meeting, counts its audio packets and measures lateness. */
import { Client, configureLogger, LogLevel } from '@rtms-mock/client';
import { Histogram } from '../../bench/histogram.js';
import { serveCalls } from './calls.js';

/** The stream to join. */
export interface NeighbourJoin {
  readonly meeting_uuid: string;
  readonly rtms_stream_id: string;
  readonly server_urls: string;
  readonly signature: string;
}

/** The packets so far. */
export interface NeighbourCounts {
  readonly received: number;
  /** Packets that the timestamps show as missing. */
  readonly missing: number;
  /** Timestamps of the first and the last packet, in Unix ms; 0 if there was none. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Arrival minus timestamp, in ms. The first second is left out: it holds the backlog. */
  readonly latenessMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Outcome of joining: 0 is success. `undefined` until it is known. */
  readonly joined: number | undefined;
  /** Number of interruptions of a connection. */
  readonly interruptions: number;
  /** True after the stream has ended. */
  readonly left: boolean;
}

const PACKET_MS = 20;

const lateness = new Histogram();
let received = 0;
let missing = 0;
let firstMs = 0;
let lastMs = 0;
let joined: number | undefined;
let interruptions = 0;
let left = false;

function count(timestamp: number): void {
  received += 1;
  if (firstMs === 0) firstMs = timestamp;
  else missing += Math.max(0, Math.round((timestamp - lastMs) / PACKET_MS) - 1);
  lastMs = timestamp;
  if (timestamp - firstMs >= 1000) {
    lateness.add(performance.timeOrigin + performance.now() - timestamp);
  }
}

const calls = {
  join(target: NeighbourJoin): void {
    configureLogger({ level: LogLevel.WARN });
    const client = new Client();
    client.events.on('audio', ({ timestamp }) => count(timestamp));
    client.onJoinConfirm((status) => {
      joined = status;
    });
    client.onLeave(() => {
      left = true;
    });
    client.events.on('interrupted', () => {
      interruptions += 1;
    });
    // With --tls the server has a certificate of its own.
    client.join({ ...target, is_verify_cert: 0 });
  },

  counts(): NeighbourCounts {
    const latenessMs = { p50: lateness.percentile(50), p99: lateness.percentile(99), max: lateness.max };
    return { received, missing, firstMs, lastMs, latenessMs, joined, interruptions, left };
  },
};

/** Calls of the app. */
export type NeighbourCalls = typeof calls;

serveCalls(calls);
