/** The built server as a child process, as users run it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signHandshake } from '@rtms-mock/protocol/signature';
import type { Generation } from '../input/messages.js';
import type { Random } from '../input/random.js';
import { WatchedProcess } from './watched-process.js';

/** The built-in development credentials of the server, which it prints at start. */
export const CREDENTIALS = {
  clientId: 'rtms-mock-client-id',
  clientSecret: 'rtms-mock-client-secret',
} as const;

/** Addresses of a running server. */
export interface ServerPlace {
  readonly port: number;
  readonly mediaPort: number;
  readonly controlUrl: string;
  readonly tls: boolean;
}

/** A stream on the server. */
export interface FuzzMeeting {
  readonly streamId: string;
  readonly meetingUuid: string;
  readonly generation: Generation;
  readonly signature: string;
}

/** Heap limit of the server in MB. */
export const SERVER_HEAP_MB = 256;

const JOURNAL_FILE = 'journal.jsonl';

/** Ports in the line that announces the server, as JSON or for people. */
function portsIn(line: string): { readonly port: number; readonly mediaPort: number } {
  const [port, mediaPort] = [...line.matchAll(/:\/\/127\.0\.0\.1:(\d+)/g)].map(([, digits]) =>
    Number(digits),
  );
  if (port === undefined || mediaPort === undefined) throw new Error(`no ports in ${line}`);
  return { port, mediaPort };
}

/** A running server. */
export class ServerProcess implements AsyncDisposable {
  readonly process: WatchedProcess;
  readonly place: ServerPlace;
  readonly #folder: string;

  private constructor(process: WatchedProcess, place: ServerPlace, folder: string) {
    this.process = process;
    this.place = place;
    this.#folder = folder;
  }

  /** Starts the server on free ports and waits for its ready line. */
  static async start(options: readonly string[]): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'rtms-fuzz-'));
    const journal = `--journal=${join(folder, JOURNAL_FILE)}`;
    const process = new WatchedProcess({
      file: 'packages/mock-server/bin/rtms-mock.js',
      args: [
        'serve',
        '--port=0',
        '--media-port=0',
        `--cache-dir=${folder}`,
        ...options.map((option) => (option === '--journal' ? journal : option)),
      ],
      heapMegabytes: SERVER_HEAP_MB,
      environment: { HOME: folder },
    });
    const { port, mediaPort } = portsIn(await process.line(/"msg":"ready"| is ready: /));
    const controlUrl = `http://127.0.0.1:${port}`;
    const place = { port, mediaPort, controlUrl, tls: options.includes('--tls') };
    return new ServerProcess(process, place, folder);
  }

  /** Path of the file of `--journal`, if the server has one. */
  get journalPath(): string {
    return join(this.#folder, JOURNAL_FILE);
  }

  /** Starts a meeting. `undefined` if the server refuses or does not answer. */
  async startMeeting(generation: Generation, fields: object = {}): Promise<FuzzMeeting | undefined> {
    const started = (await this.api('/api/meetings', { protocol: generation, ...fields })) as
      | { readonly streamId: string; readonly meetingUuid: string }
      | undefined;
    if (!started) return undefined;
    const { streamId, meetingUuid } = started;
    const signature = signHandshake(CREDENTIALS, meetingUuid, streamId);
    return { streamId, meetingUuid, generation, signature };
  }

  /** Calls the HTTP API: GET without a body, else POST. `undefined` unless the response is 2xx with JSON. */
  async api(path: string, body?: object): Promise<unknown> {
    try {
      const response = await fetch(`${this.place.controlUrl}${path}`, {
        signal: AbortSignal.timeout(30_000),
        ...(body && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const text = await response.text();
      return response.ok ? (JSON.parse(text) as unknown) : undefined;
    } catch {
      // The process has ended or hangs; the watchdog reports that.
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.process.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Options of the server for one round: every combination is used sooner or later. */
export function serverVariant(random: Random): string[] {
  const options = [
    `--protocol=${random.pick(['2025', '2026', 'string'])}`,
    `--media-shape=${random.pick(['nested', 'flat'])}`,
    `--duplicate-policy=${random.pick(['reject', 'replace', 'allow'])}`,
    `--media-keep-alive=${random.pick(['idle', 'always', 'off'])}`,
    `--seed=${random.int(1000)}`,
  ];
  if (random.chance(0.3)) options.push('--strict');
  if (random.chance(0.2)) options.push('--auth=off');
  if (random.chance(0.3)) options.push('--tls');
  if (random.chance(0.3)) options.push('--keep-media-on-signaling-loss');
  options.push(random.chance(0.3) ? '--log-format=pretty' : '--log-format=json');
  if (random.chance(0.3)) options.push('--journal');
  return options;
}
