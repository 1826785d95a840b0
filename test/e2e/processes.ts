import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A program of this repository in its own process, and its output. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #name: string;
  readonly #ended: Promise<unknown>;
  #hasEnded = false;
  #partial = '';

  /**
   * Runs a JavaScript file below the root. Its environment contains only `env` and PATH.
   * @param runtime command that runs a file. Default: this Node
   */
  constructor(
    file: string,
    args: readonly string[] = [],
    env: { readonly [name: string]: string } = {},
    runtime: readonly string[] = [process.execPath],
  ) {
    this.#name = file;
    const [program = process.execPath, ...before] = runtime;
    this.#child = spawn(program, [...before, join(ROOT, file), ...args], {
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    }
    // Not `exit`: what the program has written last may be read after that.
    this.#ended = once(this.#child, 'close');
    this.#child.on('close', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  get output(): string {
    return this.#lines.join('\n') + this.#partial;
  }

  /**
   * Returns the first line that matches; waits for it. Throws with the output if the program ends without such a line.
   */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.#lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#hasEnded) {
        throw new Error(`${this.#name} ended without printing ${String(pattern)}:\n${this.output}`);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }

  /** Id of the process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /**
   * Waits for the end of the program and of its output. Returns the exit code, or the name of the signal that ended the
   * program.
   */
  async exit(): Promise<number | string> {
    await this.#ended;
    return this.#child.exitCode ?? this.#child.signalCode ?? 'unknown';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'exit');
    }
  }

  #read(text: string): void {
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

/** URLs of a server, from its ready line. */
export interface Ready {
  readonly signalingUrl: string;
  readonly mediaUrl: string;
  readonly controlUrl: string;
}

/** Starts the built server on free ports and waits until it is ready. */
export async function startServerProgram(
  args: readonly string[] = [],
  runtime?: readonly string[],
): Promise<{ readonly program: Program; readonly ready: Ready }> {
  const common = ['--port', '0', '--media-port', '0', '--log-format', 'json'];
  const program = new Program(
    'packages/mock-server/bin/rtms-mock.js',
    ['serve', ...common, ...args],
    {},
    runtime,
  );
  const line = await program.line(/"msg":"ready"/);
  return { program, ready: JSON.parse(line) as Ready };
}

/** Calls the HTTP API. Throws unless the status is 2xx. */
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
