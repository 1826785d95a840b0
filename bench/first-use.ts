/** Measures how long the pacing loop stalls when a part of the server is used for the first time in its process. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandCalls } from './command-process.js';
import type { ReaderCalls, ReaderSpec } from './reader-process.js';
import { Child } from './rpc.js';
import type { ServerPlace } from './server-process.js';
import { BUILT } from './start-up.js';
import { median, sleep } from './statistics.js';
import { WORKING_TREE, type Tree } from './tree.js';

/** Longest stall of the loop while something is used for the first time. */
export interface FirstUse {
  readonly use: string;
  /** Median of all processes, in ms. */
  readonly medianMs: number;
  readonly maxMs: number;
}

/** Surroundings of a use: a server that plays a stream, and the media and calls of its client. */
interface Place {
  readonly url: string;
  readonly webhookUrl: string;
  /** Id of the stream that plays. */
  readonly streamId: string;
  readonly wav: Buffer;
  /** Path of {@link Place.wav}. */
  readonly recording: string;
  /** Path of a recording with video; `undefined` without ffmpeg. */
  readonly film: string | undefined;
  /** Starts a meeting. */
  readonly startMeeting: (body: object) => Promise<Started>;
}

type Format = Omit<ReaderSpec, 'place' | 'sockets'>;

interface Started {
  readonly streamId: string;
  /** Joins the stream. */
  readonly join: (format: Format) => Promise<void>;
}

/** Time in which a minute of Opus is encoded, or a guest has begun to speak, in ms. */
const OPUS_MS = 1500;

const OPUS: Format = { mediaType: 1, mediaParams: { audio: { codec: 4, sample_rate: 3 } } };

async function post(url: string, body: unknown, contentType = 'application/json'): Promise<unknown> {
  const headers = { 'content-type': contentType };
  const text = body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', headers, body: text });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function get(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

async function loadPage(url: string): Promise<void> {
  const html = await get(`${url}/`);
  const files = [...html.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)].map(([, file]) => file);
  await Promise.all(files.map((file) => get(`${url}/${file}`)));
  await Promise.all(
    ['server', 'meetings', 'journal', 'scenarios', 'steps'].map((at) => get(`${url}/api/${at}`)),
  );
}

/** Requests a page of a server whose certificate is its own. */
function getOverTls(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume().on('end', resolve);
    })
      .on('error', reject)
      .end();
  });
}

/** The uses, in this order in each process. One that returns false is not possible here. */
const USES: { readonly [name: string]: (place: Place) => Promise<unknown> } = {
  'the call POST /api/meetings': ({ url }) => post(`${url}/api/meetings`, {}),
  'the call POST /oauth/token': ({ url }) =>
    post(`${url}/oauth/token`, { grant_type: 'client_credentials' }).catch(() => undefined),
  'a webhook': ({ url, webhookUrl }) => post(`${url}/api/meetings`, { webhookUrl }),
  'a scenario': ({ url }) => post(`${url}/api/meetings`, { scenario: 'media-failover' }),
  'a step of a running meeting': ({ url, streamId }) =>
    post(`${url}/api/meetings/${streamId}/steps`, { do: 'mute', participant: 1 }),
  'the page': ({ url }) => loadPage(url),
  'the call GET /metrics': ({ url }) => get(`${url}/metrics`),
  'the call GET /api/openapi.json': ({ url }) => get(`${url}/api/openapi.json`),
  'the list of verdicts': ({ url }) => get(`${url}/api/verdicts`),
  'the list of cassettes': async ({ url }) => {
    const response = await fetch(`${url}/api/cassettes`);
    await response.text();
  },
  'a WAV file that a guest says': ({ url, streamId, wav }) =>
    post(`${url}/api/meetings/${streamId}/live/audio?name=Ada`, wav, 'audio/wav'),
  'an encrypted stream': async ({ startMeeting }) => {
    const { join } = await startMeeting({});
    await join({ mediaType: 1, encrypted: true });
  },
  'a recording': async ({ startMeeting, recording }) => {
    const { join } = await startMeeting({ media: recording });
    await join({ mediaType: 1 });
  },
  'a recording for ffmpeg': async ({ startMeeting, film }) => {
    if (film === undefined) return false;
    const { join } = await startMeeting({ media: film });
    return join({ mediaType: 32 });
  },
  TLS: ({ url }) => getOverTls(`${url.replace('http:', 'https:')}/health`),
  'a guest in a stream of Opus': async ({ url, startMeeting, wav }) => {
    const { streamId, join } = await startMeeting({});
    await join(OPUS);
    await sleep(OPUS_MS);
    await post(`${url}/api/meetings/${streamId}/live/audio?name=Ada`, wav, 'audio/wav');
    await sleep(OPUS_MS);
  },
};

/** Names of the uses. */
export const USE_NAMES: readonly string[] = Object.keys(USES);

/** One second of a quiet tone as WAV. */
function wavOf(seconds: number): Buffer {
  const samples = 16_000 * seconds;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16_000, 24);
  wav.writeUInt32LE(32_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) wav.writeInt16LE(Math.round(3000 * Math.sin(i / 6)), 44 + 2 * i);
  return wav;
}

/** Receives webhooks. */
interface Receiver {
  readonly url: string;
  /** Returns the stream that the next webhook starts. */
  next(): Promise<ServerPlace['streams'][number]>;
  close(): void;
}

async function openReceiver(): Promise<Receiver> {
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => (body += text));
    incoming.on('end', () => {
      response.end();
      const { event, payload } = JSON.parse(body) as { readonly event: string; readonly payload: unknown };
      if (event === 'meeting.rtms_started') server.emit('stream', payload);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async next() {
      const [payload] = (await once(server, 'stream')) as [
        { readonly rtms_stream_id: string; readonly meeting_uuid: string },
      ];
      return { streamId: payload.rtms_stream_id, meetingUuid: payload.meeting_uuid };
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Makes a film of a second. Returns its path; `undefined` without ffmpeg. */
function makeFilm(path: string): string | undefined {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=25:duration=1'];
  const tone = ['-f', 'lavfi', '-i', 'sine=duration=1'];
  try {
    execFileSync('ffmpeg', [...picture, ...tone, '-loglevel', 'error', '-y', path]);
    return path;
  } catch {
    return undefined;
  }
}

/** One round of all uses. */
interface Run {
  readonly receiver: Receiver;
  readonly film: string | undefined;
  /** For files; removed at the end. */
  readonly folder: string;
  readonly forMs: number;
  readonly tree: Tree;
}

/** Uses everything once in each of `processes` new processes. `undefined` if the package is not built. */
export async function measureFirstUses(
  { processes, forMs }: { readonly processes: number; readonly forMs: number },
  tree: Tree = WORKING_TREE,
): Promise<FirstUse[] | undefined> {
  if (!existsSync(join(tree.root, BUILT))) return undefined;
  const all = new Map<string, number[]>(USE_NAMES.map((name) => [name, []]));
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-bench-'));
  const receiver = await openReceiver();
  const film = makeFilm(join(folder, 'film.mp4'));
  try {
    for (let i = 0; i < processes; i += 1) await useAll(all, { receiver, film, folder, forMs, tree });
  } finally {
    receiver.close();
    rmSync(folder, { recursive: true });
  }
  const measured = [...all].filter(([, times]) => times.length > 0);
  return measured.map(([use, times]) => ({ use, medianMs: median(times), maxMs: Math.max(...times) }));
}

async function useAll(
  all: ReadonlyMap<string, number[]>,
  { receiver, film, folder, forMs, tree }: Run,
): Promise<void> {
  using server = new Child<CommandCalls>('command-process.ts', tree);
  using reader = new Child<ReaderCalls>('reader-process.ts');
  const home = mkdtempSync(join(folder, 'home-'));
  const announced = receiver.next();
  const journal = join(home, 'journal.rtms.jsonl');
  const options = ['--auth', 'off', '--tls', 'yes', '--journal', journal, '--media-keep-alive', 'off'];
  const args = [...options, '--start', 'yes', '--webhook-url', receiver.url];
  const port = await server.call('start', { home, args });
  const url = `http://127.0.0.1:${port}`;
  const { mediaUrl } = JSON.parse(await get(`${url}/api/server`)) as { readonly mediaUrl: string };
  const startedOf = (stream: ServerPlace['streams'][number]): Started => {
    const place = { signalingUrl: `ws://127.0.0.1:${port}`, mediaUrl, streams: [stream] };
    const join = async (format: Format): Promise<void> => {
      await reader.call('connect', { place, sockets: 1, ...format });
    };
    return { streamId: stream.streamId, join };
  };
  const startMeeting = async (body: object) =>
    startedOf((await post(`${url}/api/meetings`, body)) as ServerPlace['streams'][number]);
  // A stream of audio plays already: its handshakes and packets are no news.
  const first = await announced;
  await startedOf(first).join({ mediaType: 1 });
  await sleep(forMs);
  const wav = wavOf(1);
  const recording = join(folder, 'tone.wav');
  writeFileSync(recording, wav);
  const { url: webhookUrl } = receiver;
  const used: Place = { url, webhookUrl, streamId: first.streamId, wav, recording, film, startMeeting };
  for (const [name, use] of Object.entries(USES)) {
    await server.call('watchLoop', undefined);
    const done = await use(used);
    await sleep(forMs);
    const stallMs = await server.call('longestStall', undefined);
    if (done !== false) all.get(name)?.push(stallMs);
  }
}
