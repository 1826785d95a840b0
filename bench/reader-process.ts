/** The reader process: joins streams, counts messages and measures their lateness. */
import { Histogram } from './histogram.js';
import { joinStream, openSocket } from './joined-stream.js';
import { serve } from './rpc.js';
import type { ServerPlace } from './server-process.js';

/** The streams to join and the media to request. */
export interface ReaderSpec {
  readonly place: ServerPlace;
  /** Sockets to open to a plain sender. */
  readonly sockets: number;
  readonly mediaType: number;
  readonly mediaParams?: object;
  /** Request encrypted payloads. @default false */
  readonly encrypted?: boolean;
}

/** Messages since the last reset. */
export interface Arrivals {
  readonly messages: number;
  readonly bytes: number;
  /** Arrival minus timestamp in ms. Timestamps on the wire are whole milliseconds, so the error is up to 1 ms. */
  readonly latenessMs: {
    readonly p50: number;
    readonly p95: number;
    readonly p99: number;
    readonly max: number;
  };
}

const lateness = new Histogram();
let messages = 0;
let bytes = 0;

/** Streams that join at the same time: few enough for the backlog of the listening socket. */
const BATCH_SIZE = 50;

function count(payload: Buffer): void {
  messages += 1;
  bytes += payload.length;
  const timestamp = timestampOf(payload);
  if (timestamp > 0) lateness.add(performance.timeOrigin + performance.now() - timestamp);
}

/** Reads the number before the closing braces: the timestamp of media messages. */
function timestampOf(payload: Buffer): number {
  let at = payload.length - 1;
  while (payload[at] === 0x7d) at -= 1;
  let value = 0;
  for (let digit = at - 12; digit <= at; digit += 1) {
    const code = payload[digit] ?? 0;
    if (code < 48 || code > 57) return 0;
    value = value * 10 + code - 48;
  }
  return value;
}

/** Performs the handshakes of both sockets. Returns a function that sends the ready-ack. */
async function join(
  { place, mediaType, mediaParams, encrypted }: ReaderSpec,
  stream: ServerPlace['streams'][number],
): Promise<() => void> {
  const { media, sendReady } = await joinStream({
    place: { ...stream, signalingUrl: place.signalingUrl, mediaUrl: place.mediaUrl },
    mediaType,
    mediaParams,
    encrypted,
  });
  media.onText = count;
  return sendReady;
}

const calls = {
  async connect(spec: ReaderSpec): Promise<void> {
    const { place, sockets } = spec;
    const ready: (() => void)[] = [];
    for (let at = 0; at < place.streams.length; at += BATCH_SIZE) {
      ready.push(
        ...(await Promise.all(place.streams.slice(at, at + BATCH_SIZE).map((stream) => join(spec, stream)))),
      );
    }
    // After all have joined, so that media does not slow joining down.
    for (const [index, sendReady] of ready.entries()) {
      sendReady();
      if (index % BATCH_SIZE === 0) await new Promise(setImmediate);
    }
    if (place.streams.length > 0) return;
    for (let i = 0; i < sockets; i += 1) {
      const socket = await openSocket(place.mediaUrl);
      socket.onText = count;
    }
  },

  reset(): void {
    lateness.clear();
    messages = 0;
    bytes = 0;
  },

  arrivals(): Arrivals {
    return {
      messages,
      bytes,
      latenessMs: {
        p50: lateness.percentile(50),
        p95: lateness.percentile(95),
        p99: lateness.percentile(99),
        max: lateness.max,
      },
    };
  },
};

/** Calls of the reader process. */
export type ReaderCalls = typeof calls;

serve(calls);
