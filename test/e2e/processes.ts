import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A program of ours in a process of its own, with everything it prints. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #name: string;
  #partial = '';

  /** Runs a JavaScript file below the root with this Node. The environment is only what is given, and PATH. */
  constructor(file: string, args: readonly string[] = [], env: { readonly [name: string]: string } = {}) {
    this.#name = file;
    this.#child = spawn(process.execPath, [join(ROOT, file), ...args], {
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    }
    this.#child.on('exit', () => this.#wake());
  }

  get output(): string {
    return this.#lines.join('\n') + this.#partial;
  }

  /** First line that matches, past or future. Fails with the whole output when the program ends without it. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.#lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`${this.#name} ended without printing ${String(pattern)}:\n${this.output}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Exit code, once it has ended; a signal's name when one ended it. */
  async exit(): Promise<number | string> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode ?? this.#child.signalCode ?? 'unknown';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
  }

  #take(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    this.#lines.push(...lines);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Where a server listens, from its ready line. */
export interface Ready {
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly controlUrl: string;
}

/** Starts the built server on free ports and waits until it is ready. */
export async function startServerProgram(
  args: readonly string[] = [],
): Promise<{ readonly program: Program; readonly ready: Ready }> {
  const anywhere = ['--port', '0', '--media-port', '0', '--log-format', 'json'];
  const program = new Program('packages/mock-server/bin/rtms-mock.js', ['serve', ...anywhere, ...args]);
  const line = await program.line(/"msg":"ready"/);
  return { program, ready: JSON.parse(line) as Ready };
}

/** A call of the HTTP API; throws unless the answer is 2xx. */
export async function call<T>(base: string, path: string, body?: object): Promise<T> {
  const response = await fetch(`${base}${path}`, {
    ...(body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
