/** The process that reads: joins streams, counts messages, and sees how late they come. */
import { Histogram } from './histogram.js';
import { RawSocket } from './raw-socket.js';
import { serve } from './rpc.js';
import type { ServerPlace } from './server-process.js';

/** What to join and what to ask for. */
export interface ReaderSpec {
  readonly place: ServerPlace;
  /** Sockets to open to a plain sender. */
  readonly sockets: number;
  readonly mediaType: number;
  readonly mediaParams?: object;
}

/** What arrived since the last reset. */
export interface Arrivals {
  readonly messages: number;
  readonly bytes: number;
  /** Arrival minus timestamp, in milliseconds; whole milliseconds on the wire, so give or take one. */
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

/** Joins streams this many at a time, so that a backlog of connections never fills. */
const AT_ONCE = 50;

function count(payload: Buffer): void {
  messages += 1;
  bytes += payload.length;
  const timestamp = timestampOf(payload);
  if (timestamp > 0) lateness.add(performance.timeOrigin + performance.now() - timestamp);
}

/** The number before the closing braces, where media messages have their timestamp. */
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

/** Sends a request and waits for the answer with the next message type. */
function ask(socket: RawSocket, body: { readonly msg_type: number }): Promise<void> {
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

/** Shakes hands on both sockets; what it returns says that the app is ready. */
async function join(
  { place, mediaType, mediaParams }: ReaderSpec,
  { streamId, meetingUuid }: ServerPlace['streams'][number],
): Promise<() => void> {
  const ids = { protocol_version: 1, meeting_uuid: meetingUuid, rtms_stream_id: streamId, signature: '' };
  const signaling = await open(`${place.signalingUrl}/signaling`);
  await ask(signaling, { msg_type: 1, ...ids });
  signaling.onText = () => {};
  const media = await open(`${place.mediaUrl}/all`);
  await ask(media, {
    msg_type: 3,
    ...ids,
    media_type: mediaType,
    ...(mediaParams && { media_params: mediaParams }),
  } as { readonly msg_type: number });
  media.onText = count;
  return () => signaling.send({ msg_type: 7, rtms_stream_id: streamId });
}

const calls = {
  async connect(spec: ReaderSpec): Promise<void> {
    const { place, sockets } = spec;
    const ready: (() => void)[] = [];
    for (let at = 0; at < place.streams.length; at += AT_ONCE) {
      ready.push(
        ...(await Promise.all(place.streams.slice(at, at + AT_ONCE).map((stream) => join(spec, stream)))),
      );
    }
    // Only now, so that joining is not slowed down by what those who are in already receive.
    for (const [index, say] of ready.entries()) {
      say();
      if (index % AT_ONCE === 0) await new Promise(setImmediate);
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

export type ReaderCalls = typeof calls;

serve(calls);
