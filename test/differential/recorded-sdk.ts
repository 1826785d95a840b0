/** A meeting is recorded through the vendor's SDK, and its cassette replayed to the SDK, to our client and to a raw one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openTape, startMockServer, type MockServer, type Tape } from '@rtms-mock/server';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { WebSocket } from 'ws';
import { AppProcess, type Program } from './app-process.js';

const BIN = fileURLToPath(new URL('../../packages/mock-server/src/bin.ts', import.meta.url));
const CALLBACKS = ['onJoinConfirm', 'onLeave', 'onAudioData', 'onTranscriptData'] as const;

/** Time until the first utterance of the conversation is over and every app is connected, in ms. */
const PATIENCE_MS = 30_000;

/** Number of callbacks or messages of each kind. */
interface Counts {
  readonly audio: number;
  readonly transcript: number;
  /** Reason of the end; `undefined` if the stream did not end. */
  readonly reason: unknown;
}

interface Started {
  readonly meeting_uuid: string;
  readonly rtms_stream_id: string;
  readonly server_urls: string;
}

/** What is between an app and the server while it is recorded. */
interface Recorder {
  /** Starts the recorder in front of a receiver of webhooks. Resolves with the URL for the service. */
  start(receiver: string): Promise<string>;
}

/**
 * Runs one meeting: `join` is called with the payload of `rtms_started`. Resolves after `rtms_stopped`. While it is
 * recorded, it ends when `heard` resolves, since the SDK drops what an app has not polled by the end.
 */
async function meet(
  server: MockServer,
  join: (payload: Started) => void,
  { via, heard }: { readonly via?: Recorder; readonly heard?: Promise<unknown> } = {},
): Promise<void> {
  let stopped = (): void => {};
  const end = new Promise<void>((resolve) => (stopped = resolve));
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end('{}');
      const { event, payload } = JSON.parse(Buffer.concat(chunks).toString()) as {
        readonly event: string;
        readonly payload: Started;
      };
      if (event === 'meeting.rtms_started') join(payload);
      if (event === 'meeting.rtms_stopped') stopped();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const meeting = await server.startMeeting({ webhookUrl: via ? await via.start(url) : url });
  if (via) {
    await meeting.waitFor({ type: 'MEDIA_DATA_TRANSCRIPT' }, { timeoutMs: PATIENCE_MS });
    // If the native core has crashed, the counts show it.
    await Promise.race([heard, delay(PATIENCE_MS / 2, undefined, { ref: false })]);
    await meeting.end();
  }
  await end;
  receiver.close();
  receiver.closeAllConnections();
}

function countsOf(app: AppProcess): Counts {
  const count = (name: string): number => app.callbacks.filter(([called]) => called === name).length;
  const left = app.callbacks.find(([name]) => name === 'onLeave');
  return { audio: count('onAudioData'), transcript: count('onTranscriptData'), reason: left?.[1] };
}

/** Runs a meeting with an app in a process of its own. */
async function meetWith(program: Program, server: MockServer, via?: Recorder): Promise<Counts> {
  const [{ clientId: client, clientSecret: secret }] = server.credentials.apps;
  const apps: AppProcess[] = [];
  let left = (): void => {};
  const leaving = new Promise<void>((resolve) => (left = resolve));
  let hear = (): void => {};
  const heard = new Promise<void>((resolve) => (hear = resolve));
  const join = ({ meeting_uuid, rtms_stream_id, server_urls }: Started): void => {
    const payload = { meeting_uuid, rtms_stream_id, server_urls, client, secret };
    const app = new AppProcess(program, { callbacks: CALLBACKS, payload });
    apps.push(app);
    app.onCallback(() => {
      if (app.callbacks.some(([name]) => name === 'onLeave')) left();
      if (app.callbacks.some(([name]) => name === 'onTranscriptData')) hear();
    });
  };
  await meet(server, join, { heard, ...(via && { via }) });
  // The native core of the SDK crashes at times: the counts then show it.
  await Promise.race([leaving, delay(PATIENCE_MS / 2, undefined, { ref: false })]);
  const [app] = apps;
  if (app === undefined) throw new Error('the app was not told of the meeting');
  await app.stop();
  return countsOf(app);
}

/** Records the SDK through the proxy of `rtms-mock record`. Returns what the SDK received. */
async function recordSdk(sdk: Program, file: string): Promise<Counts> {
  await using server = await startMockServer({ port: 0, mediaPort: 0, protocol: '2026' });
  let stop = async (): Promise<void> => {};
  const start = async (receiver: string): Promise<string> => {
    const flags = ['--to', file, '--port', '0', '--webhook-url', receiver, '--data-folder', 'off'];
    const tsx = ['--conditions=@rtms-mock/source', '--import', import.meta.resolve('tsx')];
    const proxy = spawn(process.execPath, [...tsx, BIN, 'record', ...flags, '--log-format', 'json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stop = async () => {
      proxy.kill('SIGINT');
      if (proxy.exitCode === null) await once(proxy, 'exit');
    };
    for await (const line of createInterface(proxy.stdout)) {
      const { msg, webhookUrl } = JSON.parse(line) as { readonly msg: string; readonly webhookUrl?: string };
      if (msg === 'ready' && webhookUrl !== undefined) return webhookUrl;
    }
    throw new Error('the recorder has ended');
  };
  const counts = await meetWith(sdk, server, { start });
  await stop();
  return counts;
}

/** An app that has only a WebSocket. */
async function rawCounts(server: MockServer): Promise<Counts> {
  const [app] = server.credentials.apps;
  const counts = { audio: 0, transcript: 0, reason: undefined as unknown };
  await meet(server, ({ meeting_uuid, rtms_stream_id, server_urls }) => {
    const signature = signHandshake(app, meeting_uuid, rtms_stream_id);
    const ids = { protocol_version: 1, meeting_uuid, rtms_stream_id, signature };
    const open = (url: string, first: object, onMessage: (message: { [name: string]: unknown }) => void) => {
      const socket = new WebSocket(url);
      socket.on('open', () => socket.send(JSON.stringify(first)));
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { [name: string]: unknown };
        if (message['msg_type'] === 12) socket.send(JSON.stringify({ ...message, msg_type: 13 }));
        else onMessage(message);
      });
      return socket;
    };
    const signaling = open(server_urls, { msg_type: 1, ...ids }, (message) => {
      if (message['msg_type'] === 8 && message['state'] === 4) counts.reason = message['reason'];
      if (message['msg_type'] !== 2) return;
      const { server_urls: urls } = message['media_server'] as {
        readonly server_urls: { readonly all: string };
      };
      open(urls.all, { msg_type: 3, media_type: 32, ...ids }, ({ msg_type: type }) => {
        if (type === 4) signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id }));
        if (type === 14) counts.audio += 1;
        if (type === 17) counts.transcript += 1;
      });
    });
  });
  return counts;
}

function replaying(replay: Tape, speed: 1 | 'max'): Promise<MockServer & AsyncDisposable> {
  return startMockServer({ port: 0, mediaPort: 0, replay, speed });
}

/** Records and replays. Returns a sentence for each app that does not receive what the SDK had received. */
export async function replayRecordedSdk(
  { sdk, ours }: { readonly sdk: Program; readonly ours: Program },
  folder: string,
): Promise<readonly { readonly name: string; readonly problem: string | undefined }[]> {
  const file = join(folder, 'sdk.rtms.jsonl');
  const recorded = await recordSdk(sdk, file);
  await using tape = await openTape(file);
  const judge = async (name: string, speed: 1 | 'max', run: (server: MockServer) => Promise<Counts>) => {
    await using server = await replaying(tape, speed);
    const counts = await run(server);
    const same = JSON.stringify(counts) === JSON.stringify(recorded);
    const text = `received ${JSON.stringify(counts)}, recorded was ${JSON.stringify(recorded)}`;
    return { name, problem: same && counts.audio > 0 && counts.transcript > 0 ? undefined : text };
  };
  return [
    await judge('a cassette recorded through the SDK, replayed to the SDK', 1, (server) =>
      meetWith(sdk, server),
    ),
    await judge('a cassette recorded through the SDK, replayed to our client', 'max', (server) =>
      meetWith(ours, server),
    ),
    await judge('a cassette recorded through the SDK, replayed to a raw client', 'max', rawCounts),
  ];
}
