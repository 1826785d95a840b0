/** Plans what is sent on one socket of the HTTP API: live media, watching, events of the page, and webhooks. */
import type { Corpus } from '../input/messages.js';
import { mutate } from '../input/mutate.js';
import type { Random } from '../input/random.js';
import { anyString } from '../input/values.js';
import { encodeFrame, faultyFrames, fragmented, Opcode } from '../net/ws-frames.js';

/** Sockets of the API, with the share of the episodes that each one gets. */
export const API_SOCKETS = { live: 0.55, watch: 0.2, events: 0.1, webhooks: 0.15 } as const;

/** One of {@link API_SOCKETS}. */
export type ApiSocket = keyof typeof API_SOCKETS;

/** Bytes to write, with their description. */
export interface ApiFrame {
  readonly bytes: Buffer;
  readonly about: string;
}

/** One socket: its request and all that is sent on it. */
export interface ApiEpisode {
  readonly socket: ApiSocket;
  /** Query, with the question mark; empty for none. */
  readonly query: string;
  readonly frames: readonly ApiFrame[];
  /** End of the socket by the attacker. */
  readonly ending: 'close' | 'half-close' | 'destroy';
}

/** What a plan is made of. */
export interface ApiPlanOptions {
  readonly corpus: Corpus;
  readonly without: ReadonlySet<string>;
}

const HELLOS: readonly object[] = [
  { name: 'Fuzz' },
  { name: 'Fuzz', audio: { sampleRateHz: 48_000, channels: 2 } },
  { name: 'Fuzz', audio: false, video: ['H264', 'JPG'], share: 'PNG' },
  { name: 'Fuzz', video: 'H264', language: 'de' },
];
const CONTROLS: readonly object[] = [
  { type: 'mute', on: true },
  { type: 'mute', on: false },
  { type: 'camera', on: false },
  { type: 'share', on: true },
];
const QUERIES: { readonly [S in ApiSocket]: readonly string[] } = {
  live: ['', '', '', '?token=x'],
  watch: ['', '?connection=m1', '?connection=source', '?video=1&connection=', '?connection=%00', '?a[]=b'],
  events: ['', '', '?token=x', '?%'],
  webhooks: [
    '',
    '?subscriptionId=1&access_token=x',
    '?access_token=',
    '?subscriptionId=%F0%9F%98%80&access_token=a',
  ],
};

/** Kinds of live frames that exist, and some that do not. */
const FRAME_KINDS = [1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 0, 10, 255];
const MAX_FRAMES = 10;
const MAX_PAYLOAD_BYTES = 4000;

/** Beginnings of payloads: a keyframe of H.264, a JPEG, a PNG, WAV, text. */
const HEADS: readonly Buffer[] = [
  Buffer.from('0000000167640028', 'hex'),
  Buffer.from('0000000165888400', 'hex'),
  Buffer.from('ffd8ffe000104a46', 'hex'),
  Buffer.from('89504e470d0a1a0a', 'hex'),
  Buffer.from('RIFF\0\0\0\0WAVEfmt ', 'latin1'),
  Buffer.from('Good morning', 'utf8'),
  Buffer.alloc(0),
];

/** Plans an episode. */
export function planApiEpisode(random: Random, options: ApiPlanOptions): ApiEpisode {
  const socket = random.weighted(API_SOCKETS);
  const frames: ApiFrame[] = [];
  if (socket === 'live' && random.chance(0.95))
    frames.push(textFrame(random, random.pick(HELLOS), options, 0.3));
  const count = random.between(1, MAX_FRAMES);
  for (let index = 0; index < count; index += 1) frames.push(frameOf(random, socket, options));
  const query = random.chance(0.05)
    ? `?${encodeURIComponent(wellFormed(anyString(random).slice(0, 500)))}`
    : random.pick(QUERIES[socket]);
  return {
    socket,
    query: query.replaceAll(/[\s#]/g, ''),
    frames,
    ending: random.pick(['close', 'half-close', 'destroy']),
  };
}

function frameOf(random: Random, socket: ApiSocket, options: ApiPlanOptions): ApiFrame {
  if (random.chance(0.04)) {
    const { bytes, fault } = faultyFrames(random, true);
    return { bytes, about: fault };
  }
  if (random.chance(socket === 'live' ? 0.75 : 0.2)) return liveFrame(random);
  if (socket === 'live') return textFrame(random, random.pick(CONTROLS), options, 0.6);
  const message = JSON.parse(random.pick(options.corpus.webhooks).text) as object;
  return textFrame(random, message, options, 0.6);
}

/** One byte of kind, eight of timestamp in µs, then the payload; sometimes cut. */
function liveFrame(random: Random): ApiFrame {
  const kind = random.pick(FRAME_KINDS);
  const head = random.pick(HEADS);
  const payload = Buffer.concat([head, random.bytes(random.int(MAX_PAYLOAD_BYTES))]);
  const start = Buffer.alloc(9);
  start[0] = kind;
  start.writeBigUInt64BE(timestampOf(random), 1);
  const whole = Buffer.concat([start, payload]);
  const message = random.chance(0.1) ? whole.subarray(0, random.int(12)) : whole;
  return {
    bytes: encodeFrame(message, { opcode: Opcode.BINARY, masked: true }),
    about: `live frame of kind ${kind}, ${message.length} bytes`,
  };
}

function timestampOf(random: Random): bigint {
  const forms = { near: 0.7, zero: 0.1, far: 0.1, any: 0.1 };
  switch (random.weighted(forms)) {
    case 'near':
      return BigInt(random.int(2_000_000));
    case 'zero':
      return 0n;
    case 'far':
      return 2n ** 63n + BigInt(random.int(1000));
    case 'any':
      return random.bytes(8).readBigUInt64BE();
  }
}

function textFrame(random: Random, value: object, options: ApiPlanOptions, share: number): ApiFrame {
  const copy = structuredClone(value);
  const { bytes, mutations } = random.chance(share)
    ? mutate(random, copy, { without: options.without, other: () => random.pick(CONTROLS) })
    : { bytes: Buffer.from(JSON.stringify(copy)), mutations: [] };
  const frame = random.chance(0.1)
    ? fragmented(random, bytes, true)
    : encodeFrame(bytes, { opcode: Opcode.TEXT, masked: true });
  return { bytes: frame, about: ['text', ...mutations].join(', ') };
}

/** Half characters cannot be in a URL. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8');
}
