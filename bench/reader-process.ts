/** The reader process: joins streams, counts messages and measures their lateness. */
import { Histogram } from './histogram.js';
import { RawSocket } from './raw-socket.js';
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

function open(url: string): Promise<RawSocket> {
  return new Promise((resolve) => {
    const socket = new RawSocket(url, () => resolve(socket));
  });
}

/** Sends a request and waits for its answer, which has the next message type. */
function request(socket: RawSocket, body: { readonly msg_type: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.onText = (payload) => {
      const answer = JSON.parse(payload.toString()) as { msg_type: number; status_code?: number };
      if (answer.msg_type !== body.msg_type + 1) return;
      if (answer.status_code === 0) resolve();
      else reject(new Error(`refused: ${payload.toString()}`));
    };
    socket.send(body);
  });
}

/** Performs the handshakes of both sockets. Returns a function that sends the ready-ack. */
async function join(
  { place, mediaType, mediaParams, encrypted = false }: ReaderSpec,
  { streamId, meetingUuid }: ServerPlace['streams'][number],
): Promise<() => void> {
  const ids = { protocol_version: 1, meeting_uuid: meetingUuid, rtms_stream_id: streamId, signature: '' };
  const signaling = await open(`${place.signalingUrl}/signaling`);
  await request(signaling, { msg_type: 1, ...ids });
  signaling.onText = () => {};
  const media = await open(`${place.mediaUrl}/all`);
  await request(media, {
    msg_type: 3,
    ...ids,
    media_type: mediaType,
    ...(mediaParams && { media_params: mediaParams }),
    ...(encrypted && { payload_encryption: true }),
  } as { readonly msg_type: number });
  media.onText = count;
  return () => signaling.send({ msg_type: 7, rtms_stream_id: streamId });
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
      const socket = await open(place.mediaUrl);
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
