/** One stream that a hostile server offers to the client, all determined by a seed. */
import type { Corpus, JsonObject, Template } from '../input/messages.js';
import { mutate, type Mutated } from '../input/mutate.js';
import { Random } from '../input/random.js';
import { anyString, anyValue } from '../input/values.js';
import { encodeFrame, faultyFrames, fragmented, Opcode } from '../net/ws-frames.js';
import type { RoundInput } from './round.js';
import { valueOf, type PlannedFrame } from './server-episode.js';

/** Messages of an episode, in the order in which they are sent. */
export const STAGES = ['join', 'signaling-answer', 'signaling', 'media-answer', 'media'] as const;
export type Stage = (typeof STAGES)[number];

const ENDINGS = { leave: 6, close: 2, destroy: 2, end: 1, terminated: 2 } as const;

/** What the server does with one client. */
export interface ClientPlan {
  readonly id: string;
  readonly reconnect: boolean;
  readonly mediaSockets: 'unified' | 'split';
  readonly streams: boolean;
  /** Bytes in place of a valid response to the upgrade. */
  readonly badUpgrade: Buffer | undefined;
  readonly frames: { readonly [S in Stage]: readonly PlannedFrame[] };
  /** True if the client can reach the server and open media. */
  readonly isJoinable: boolean;
  readonly ending: keyof typeof ENDINGS;
  readonly closeCode: number;
}

/** What plans depend on. */
interface PlanOptions {
  readonly corpus: Corpus;
  readonly without: ReadonlySet<string>;
  /** URL of the hostile server. */
  readonly url: string;
}

const BAD_UPGRADES = [
  'HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
  'HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
  `HTTP/1.1 101 X\r\n${'X: y\r\n'.repeat(3000)}\r\n`,
  'not http at all',
  '',
];

/** The plan of an episode against a hostile server at `url`. */
export function clientEpisodeOf(
  { seed, round, corpus, without }: RoundInput,
  episode: number,
  url: string,
): ClientPlan {
  const random = new Random(seed, 'client', round, episode);
  return planClientEpisode(random, `e${episode}`, { corpus, without, url });
}

function planClientEpisode(random: Random, id: string, options: PlanOptions): ClientPlan {
  const badJoin = random.chance(0.12);
  const badUpgrade = random.chance(0.03) ? Buffer.from(random.pick(BAD_UPGRADES)) : undefined;
  const badAnswer = random.chance(0.2);
  const badMediaAnswer = random.chance(0.15);
  return {
    id,
    reconnect: random.chance(0.4),
    mediaSockets: random.pick(['unified', 'split']),
    streams: random.chance(0.2),
    badUpgrade,
    frames: {
      join: [
        asFrame(
          random,
          badJoin ? mutatedOf(random, joinOf(id, options.url), options) : intact(joinOf(id, options.url)),
        ),
      ],
      'signaling-answer': [
        asFrame(random, badAnswer ? badAnswerOf(random, id, options) : intact(answerOf(id, options.url))),
      ],
      signaling: framesOf(random, id, options, false),
      'media-answer': [
        asFrame(random, badMediaAnswer ? mutatedOf(random, mediaAnswer(), options) : intact(mediaAnswer())),
      ],
      media: framesOf(random, id, options, true),
    },
    isJoinable: !badJoin && !badUpgrade && !badAnswer,
    ending: random.weighted(ENDINGS),
    closeCode: random.pick([1000, 1001, 1006, 1011, 3000, 4999, 999]),
  };
}

/** The same episode with valid messages, except for one. */
export function onlyMessage(plan: ClientPlan, stage: Stage, text: string, url: string): ClientPlan {
  const bytes = Buffer.from(text);
  const frame = {
    bytes: encodeFrame(bytes, { opcode: Opcode.TEXT, masked: false }),
    text: bytes,
    about: stage,
  };
  const { id } = plan;
  const valid = (value: unknown): PlannedFrame[] => {
    const valueBytes = Buffer.from(JSON.stringify(value));
    return [
      {
        bytes: encodeFrame(valueBytes, { opcode: Opcode.TEXT, masked: false }),
        text: valueBytes,
        about: 'valid',
      },
    ];
  };
  const frames = {
    join: valid(joinOf(id, url)),
    'signaling-answer': valid(answerOf(id, url)),
    signaling: [],
    'media-answer': valid(mediaAnswer()),
    media: [],
    [stage]: [frame],
  };
  const isJoinable = stage !== 'join' && stage !== 'signaling-answer';
  return { ...plan, badUpgrade: undefined, frames, ending: 'leave', isJoinable };
}

function joinOf(id: string, url: string): JsonObject {
  return {
    meeting_uuid: '4f2kQd8sT0uXy9ZbAa1BcQ==',
    rtms_stream_id: `stream-${id}`,
    server_urls: `${url}/${id}/signaling`,
    signature: 'a628a3624f684ec458b1d3e547700496befddfb36609a91fb0485a6f80674c21',
  };
}

function answerOf(id: string, url: string): JsonObject {
  const media = (type: string): string => `${url}/${id}/media/${type}`;
  const server_urls = {
    all: media('all'),
    audio: media('audio'),
    video: media('video'),
    sharescreen: media('share'),
    transcript: media('transcript'),
    chat: media('chat'),
  };
  return { msg_type: 2, protocol_version: 1, status_code: 0, reason: '', media_server: { server_urls } };
}

function mediaAnswer(): JsonObject {
  return {
    msg_type: 4,
    protocol_version: 1,
    status_code: 0,
    reason: '',
    sequence: 0,
    payload_encrypted: false,
  };
}

/** An answer with URLs that no client can use, or another mutation. */
function badAnswerOf(random: Random, id: string, options: PlanOptions): Mutated {
  const answer = answerOf(id, options.url);
  if (random.chance(0.5)) return mutatedOf(random, answer, options);
  const bad = (): unknown =>
    random.pick<unknown>([
      anyValue(random),
      anyString(random),
      'file:///etc/passwd',
      `${options.url}/${id}/media/all#fragment`,
      'ws://',
      'ws://127.0.0.1:99999/',
      'http://127.0.0.1:1/',
      'wss://127.0.0.1:1/',
      `ws://user:pass@127.0.0.1:1/${'a'.repeat(3000)}`,
      `ws://[::1]:1/`,
    ]);
  answer['media_server'] = random.pick<unknown>([
    { server_urls: { all: bad() } },
    { server_urls: { audio: bad(), video: bad(), transcript: bad(), sharescreen: bad() } },
    { server_urls: bad() },
    bad(),
  ]);
  return { bytes: Buffer.from(JSON.stringify(answer)), mutations: ['media URLs'] };
}

function intact(value: unknown): Mutated {
  return { bytes: Buffer.from(JSON.stringify(value)), mutations: [] };
}

function mutatedOf(random: Random, value: unknown, { corpus, without }: PlanOptions): Mutated {
  return mutate(random, value, { without, other: () => valueOf(anyTemplate(random, corpus)) });
}

/** Mostly a message of servers, in a generation that the client understands. */
function anyTemplate(random: Random, { messages }: Corpus): Template {
  const { client, server } = messages[random.weighted({ '2025': 9, '2026': 10, string: 1 })];
  return random.pick(random.chance(0.9) ? server : client);
}

function framesOf(random: Random, id: string, options: PlanOptions, isMedia: boolean): PlannedFrame[] {
  const frames: PlannedFrame[] = [];
  const count = random.pick([1, 10, 40, 80]);
  while (frames.length < count) {
    const template = anyTemplate(random, options.corpus);
    if (template.message.startsWith('media-data') !== isMedia && random.chance(0.8)) continue;
    // They may end the stream, and the episode with it.
    if (template.message.endsWith('-state-update') && random.chance(0.95)) continue;
    const value = valueOf(template) as JsonObject | string | null;
    if (typeof value === 'object' && value && 'rtms_stream_id' in value && random.chance(0.8)) {
      value['rtms_stream_id'] = `stream-${id}`;
    }
    const mutated = mutatedOf(random, value, options);
    frames.push(asFrame(random, { ...mutated, mutations: [template.message, ...mutated.mutations] }));
  }
  if (random.chance(0.1)) {
    const { bytes, fault } = faultyFrames(random, false);
    frames.push({ bytes, about: `frame fault ${fault}` });
  }
  return frames;
}

function asFrame(random: Random, { bytes: text, mutations }: Mutated): PlannedFrame {
  const about = mutations.join(', ');
  if (random.chance(0.04)) {
    return {
      bytes: encodeFrame(text, { opcode: Opcode.BINARY, masked: false }),
      text,
      about: `${about}, binary`,
    };
  }
  if (random.chance(0.03))
    return { bytes: fragmented(random, text, false), text, about: `${about}, fragments` };
  return { bytes: encodeFrame(text, { opcode: Opcode.TEXT, masked: false }), text, about };
}
