/** Measures how fast meetings start that are requested at once. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { BIN, BUILT } from './start-up.js';
import { sleep } from './statistics.js';
import { WORKING_TREE, type Tree } from './tree.js';

/** Time in ms from `POST /api/meetings` to its webhook, of meetings that are requested at once in a new process. */
export interface MeetingStart {
  readonly meetings: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Time in ms in which a new process becomes idle. */
const SETTLE_MS = 500;

/** Starts the command and as many meetings at once. `undefined` if the package is not built. */
export async function measureMeetingStart(
  meetings: number,
  { root }: Tree = WORKING_TREE,
): Promise<MeetingStart | undefined> {
  if (!existsSync(join(root, BUILT))) return undefined;
  const options = ['--port', '0', '--media-port', '0', '--log-format', 'json'];
  return measure(meetings, root, (url) => [join(root, BIN), 'serve', ...options, '--webhook-url', url]);
}

/** The same of a program that only takes the request with Express and posts the webhook. */
export function measurePlainStart(meetings: number): Promise<MeetingStart> {
  const { root } = WORKING_TREE;
  return measure(meetings, root, (url) => ['--import', 'tsx', join(root, 'bench/plain-starter.ts'), url]);
}

async function measure(
  meetings: number,
  cwd: string,
  program: (webhookUrl: string) => readonly string[],
): Promise<MeetingStart> {
  const receiver = new Receiver();
  const url = await receiver.listen();
  const server = spawn(process.execPath, program(url), { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const port = await portOf(server);
    await sleep(SETTLE_MS);
    const started = await Promise.all(Array.from({ length: meetings }, () => startMeeting(port)));
    const times = await Promise.all(
      started.map(async ({ streamId, atMs }) => (await receiver.arrival(streamId)) - atMs),
    );
    times.sort((a, b) => a - b);
    const percentile = (share: number): number =>
      Math.round(times[Math.ceil((times.length * share) / 100) - 1] ?? NaN);
    return { meetings, p50Ms: percentile(50), p99Ms: percentile(99) };
  } finally {
    server.kill('SIGKILL');
    receiver.close();
  }
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (!stdout) throw new Error('the server has no output');
  for await (const line of createInterface(stdout)) {
    const { msg, port } = JSON.parse(line) as { readonly msg?: string; readonly port?: number };
    if (msg !== 'ready' || port === undefined) continue;
    // Its log is read on, so that it never waits for this process.
    stdout.resume();
    return port;
  }
  throw new Error('the server was not ready');
}

interface Started {
  readonly streamId: string;
  /** Time at which the request was sent. */
  readonly atMs: number;
}

function startMeeting(port: number): Promise<Started> {
  const atMs = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/api/meetings',
      headers: { 'content-type': 'application/json' },
      agent: false,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => (body += text));
      response.on('end', () => {
        const { streamId } = JSON.parse(body) as { readonly streamId?: string };
        if (streamId === undefined) reject(new Error(`no meeting was started: ${body}`));
        else resolve({ streamId, atMs });
      });
    });
    outgoing.end('{}');
  });
}

/** Receives webhooks, and notes when the first one of each stream arrives. */
class Receiver {
  readonly #arrivals = new Map<string, number>();
  readonly #server: Server = createServer((incoming, response) => {
    const atMs = performance.now();
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => (body += text));
    incoming.on('end', () => {
      response.end();
      const { event, payload } = JSON.parse(body) as {
        readonly event: string;
        readonly payload: { readonly rtms_stream_id?: string };
      };
      if (event !== 'meeting.rtms_started' || payload.rtms_stream_id === undefined) return;
      this.#arrivals.set(payload.rtms_stream_id, atMs);
      this.#server.emit('arrival');
    });
  });

  async listen(): Promise<string> {
    this.#server.setMaxListeners(0);
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async arrival(streamId: string): Promise<number> {
    for (;;) {
      const atMs = this.#arrivals.get(streamId);
      if (atMs !== undefined) return atMs;
      await once(this.#server, 'arrival');
    }
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
