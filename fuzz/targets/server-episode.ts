/** One episode against the server's sockets: a connection, its messages and its end, all determined by a seed. */
import {
  GENERATIONS,
  type Corpus,
  type Generation,
  type JsonObject,
  type Template,
} from '../input/messages.js';
import { mutate } from '../input/mutate.js';
import type { Random } from '../input/random.js';
import { encodeFrame, faultyFrames, fragmented, Opcode } from '../net/ws-frames.js';
import type { FuzzMeeting } from '../processes/server-process.js';

/** Bytes to send, with what they are. */
export interface PlannedFrame {
  readonly bytes: Buffer;
  /** The message, if the frame has one. */
  readonly text?: Buffer;
  /** Message type and mutations, for reports. */
  readonly about: string;
}

/** Where an episode connects. */
export type Entrance = 'signaling' | 'media' | 'logs' | 'elsewhere';

/** What an episode does. */
export interface ServerEpisode {
  readonly entrance: Entrance;
  readonly generation: Generation;
  readonly path: string;
  readonly headers: string;
  readonly tls: boolean;
  /** True: the messages follow a valid handshake. */
  readonly withHandshake: boolean;
  /** True: the app never reads. */
  readonly unread: boolean;
  readonly ending: Ending;
  /** Creates the frames, with the ids of the meeting. */
  frames(meeting: FuzzMeeting | undefined): Generator<PlannedFrame>;
}

const ENDINGS = { close: 5, destroy: 4, 'half-close': 1, 'leave-open': 1, 'odd-close': 1 } as const;
export type Ending = keyof typeof ENDINGS;

/** Settings that all episodes of a round share. */
export interface EpisodeOptions {
  readonly corpus: Corpus;
  readonly without: ReadonlySet<string>;
  /** True if the server accepts TLS too. */
  readonly tls: boolean;
}

const PATHS: { readonly [E in Entrance]: readonly string[] } = {
  signaling: ['/', '/signaling', '//signaling/', '/signaling?x=1'],
  media: ['/', '/all', '/audio', '/video', '/transcript', '/share', '/chat', '/all?x'],
  logs: ['/logs', '/logs?after=0'],
  elsewhere: ['/nowhere', '/%00', '/..%2f', `/${'a'.repeat(7000)}`, '/signaling/x'],
};

const ODD_HEADERS = [
  'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99\r\n',
  'Sec-WebSocket-Protocol: a, b, c, __proto__\r\n',
  `X-Long: ${'x'.repeat(9000)}\r\n`,
  'Cookie: \x01\x02=\xff\r\n',
  'Sec-WebSocket-Version: 99\r\n',
  'Expect: 100-continue\r\n',
  'Origin: http://localhost:5173\r\n',
  'Origin: https://evil.example\r\n',
  'Origin: null\r\n',
  'Origin: file://\r\n',
];

/** Plans an episode. */
export function planServerEpisode(random: Random, options: EpisodeOptions): ServerEpisode {
  const entrance = random.weighted<Entrance>({ signaling: 10, media: 6, logs: 0.3, elsewhere: 0.2 });
  const generation = random.pick(GENERATIONS);
  const canShake = entrance === 'signaling' || entrance === 'media';
  return {
    entrance,
    generation,
    path: random.pick(PATHS[entrance]),
    headers: random.chance(0.05) ? random.pick(ODD_HEADERS) : '',
    tls: options.tls && random.chance(0.3),
    withHandshake: canShake && random.chance(0.6),
    unread: random.chance(0.05),
    ending: random.weighted(ENDINGS),
    frames: (meeting) => framesOf(random, generation, meeting, options),
  };
}

/** The messages of an episode: mutated messages of clients, sometimes those of servers or of other generations. */
function* framesOf(
  random: Random,
  generation: Generation,
  meeting: FuzzMeeting | undefined,
  { corpus, without }: EpisodeOptions,
): Generator<PlannedFrame> {
  const count = random.pick([1, 5, 20, 60, 60, 120]);
  const anyTemplate = (): Template => {
    const other = random.chance(0.1) ? random.pick(GENERATIONS) : generation;
    const { client, server } = corpus.messages[other];
    return random.pick(random.chance(0.9) ? client : server);
  };
  const other = (): unknown => valueOf(anyTemplate());
  for (let i = 0; i < count; i += 1) {
    const template = anyTemplate();
    const value = withIds(random, template, meeting);
    const { bytes, mutations } = mutate(random, value, { without, other });
    yield asFrame(random, bytes, [template.message, ...mutations].join(', '));
  }
  if (random.chance(0.15)) {
    const { bytes, fault } = faultyFrames(random, true);
    yield { bytes, about: `frame fault ${fault}` };
  }
}

function asFrame(random: Random, text: Buffer, about: string): PlannedFrame {
  if (random.chance(0.04)) {
    return {
      bytes: encodeFrame(text, { opcode: Opcode.BINARY, masked: true }),
      text,
      about: `${about}, binary`,
    };
  }
  if (random.chance(0.03)) {
    return { bytes: fragmented(random, text, true), text, about: `${about}, fragments` };
  }
  return { bytes: encodeFrame(text, { opcode: Opcode.TEXT, masked: true }), text, about };
}

/** The value of a template; a string if it is no JSON. */
export function valueOf({ text }: Template): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The message with the ids and the signature of the meeting, in most cases. */
function withIds(random: Random, template: Template, meeting: FuzzMeeting | undefined): unknown {
  const value = valueOf(template);
  if (!meeting || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  // A valid request to close ends the stream, and the rest of the episode with it.
  const share = template.message === 'stream-close-req' ? 0.03 : 0.85;
  const { streamId, meetingUuid, signature } = meeting;
  const message = value as JsonObject;
  const ids = { rtms_stream_id: streamId, meeting_uuid: meetingUuid, signature };
  for (const [key, id] of Object.entries(ids)) {
    if (key in message && random.chance(share)) message[key] = id;
  }
  return message;
}

/** A valid handshake, as the generation has it. */
export function handshakeFor(
  meeting: FuzzMeeting,
  entrance: 'signaling' | 'media',
  mediaType: number,
): JsonObject {
  const isString = meeting.generation === 'string';
  const name = entrance === 'signaling' ? 'SIGNALING_HAND_SHAKE_REQ' : 'DATA_HAND_SHAKE_REQ';
  return {
    msg_type: isString ? name : entrance === 'signaling' ? 1 : 3,
    protocol_version: 1,
    meeting_uuid: meeting.meetingUuid,
    rtms_stream_id: meeting.streamId,
    signature: meeting.signature,
    ...(entrance === 'media' && { media_type: mediaType }),
  };
}
