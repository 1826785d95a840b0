/** A program under test in a process of its own, with limited memory, its output and its measured memory. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { READY_ID, type Caller, type Calls, type CallMessage, type ResultMessage } from './calls.js';

/** A program and its limits. */
export interface ProgramSpec {
  /** Path of the program below the root of the repository. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Limit of the JavaScript heap in MB: unbounded growth ends the process. */
  readonly heapMegabytes: number;
  /** Arguments of Node, such as `--import tsx`. */
  readonly nodeArgs?: readonly string[];
  readonly environment?: { readonly [name: string]: string };
}

/** The end of a process. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines of its output. */
  readonly output: string;
}

/** The answer of a process to a question about its memory; `silent` if it did not answer in time. */
export type MemoryAnswer = NodeJS.MemoryUsage | 'exited' | 'silent';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PROBE = new URL('./probe.mjs', import.meta.url).href;
/** Lines of the output that are kept for reports. */
const KEPT_LINES = 120;
const KEPT_LINE_LENGTH = 400;

type Waiting = (message: ResultMessage & { readonly memory?: NodeJS.MemoryUsage }) => void;

/** One process. */
export class WatchedProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #waiting = new Map<number, Waiting>();
  readonly #lineListeners = new Set<(line: string) => void>();
  /** Resolves when the program answers calls, or has ended. */
  readonly #ready: Promise<void>;
  #id = READY_ID;
  #exit: Exit | undefined;
  /** Bytes that the process has written to its standard output and error output. */
  outputBytes = 0;
  /** Resolves when the process has ended. */
  readonly exited: Promise<Exit>;

  constructor({ file, args = [], heapMegabytes, nodeArgs = [], environment = {} }: ProgramSpec) {
    const nodeOptions = ['--expose-gc', `--max-old-space-size=${heapMegabytes}`, '--import', PROBE];
    this.#child = spawn(process.execPath, [...nodeOptions, ...nodeArgs, file, ...args], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#follow(stream);
    this.#ready = new Promise((resolve) => this.#waiting.set(READY_ID, () => resolve()));
    this.#child.on('message', (message: ResultMessage) => {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
    this.exited = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.#exit = { code, signal, output: this.#lines.join('\n') };
        for (const [id, done] of this.#waiting)
          done({ id, error: `the process ended:\n${this.#exit.output}` });
        this.#waiting.clear();
        resolve(this.#exit);
      });
    });
  }

  /** The end, once the process has ended. */
  get exit(): Exit | undefined {
    return this.#exit;
  }

  /** The last lines of the output. */
  get output(): string {
    return this.#lines.join('\n');
  }

  /**
   * The first line from now on that matches.
   * @throws Error with the output if the process ends before.
   */
  async line(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      const listener = (line: string): void => {
        if (!pattern.test(line)) return;
        this.#lineListeners.delete(listener);
        resolve(line);
      };
      this.#lineListeners.add(listener);
      const past = this.#lines.find((line) => pattern.test(line));
      if (past !== undefined) listener(past);
    });
    const result = await Promise.race([found, this.exited]);
    if (typeof result === 'string') return result;
    throw new Error(`the process ended without printing ${String(pattern)}:\n${result.output}`);
  }

  /** Calls `listener` with every further line of the output. Returns a function that ends this. */
  onLine(listener: (line: string) => void): () => void {
    this.#lineListeners.add(listener);
    return () => this.#lineListeners.delete(listener);
  }

  /** The calls of a program that answers with `serveCalls`. */
  caller<C extends Calls>(): Caller<C> {
    const call = async (name: string, argument: unknown): Promise<unknown> => {
      await this.#ready;
      return new Promise((resolve, reject) => {
        const id = ++this.#id;
        this.#waiting.set(id, ({ error, result }) => {
          if (error === undefined) resolve(result);
          else reject(new Error(error));
        });
        if (this.#exit) reject(new Error(`the process has ended:\n${this.#exit.output}`));
        else this.#send({ call: name, id, argument });
      });
    };
    return call as Caller<C>;
  }

  /** Memory as it is now. */
  usage(limitMs: number): Promise<MemoryAnswer> {
    return this.#probe('usage', limitMs);
  }

  /** Memory after garbage collection. */
  collectedMemory(limitMs: number): Promise<MemoryAnswer> {
    return this.#probe('memory', limitMs);
  }

  /** Kills the process and waits for its end. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Exit> {
    if (!this.#exit) this.#child.kill(signal);
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #probe(probe: 'usage' | 'memory', limitMs: number): Promise<MemoryAnswer> {
    return new Promise((resolve) => {
      if (this.#exit) return resolve('exited');
      const id = ++this.#id;
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        resolve('silent');
      }, limitMs);
      this.#waiting.set(id, ({ memory }) => {
        clearTimeout(timer);
        resolve(memory ?? 'exited');
      });
      this.#send({ probe, id });
    });
  }

  #send(message: CallMessage | { readonly probe: string; readonly id: number }): void {
    // The channel closes a moment before the process counts as ended.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #follow(stream: NodeJS.ReadableStream | null): void {
    let partial = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      this.outputBytes += text.length;
      const lines = (partial + text).split('\n');
      // A line without an end must not exhaust the memory of the fuzzer.
      partial = (lines.pop() ?? '').slice(0, 1_000_000);
      for (const line of lines) this.#take(line);
    });
  }

  #take(line: string): void {
    this.#lines.push(line.slice(0, KEPT_LINE_LENGTH));
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    for (const listener of this.#lineListeners) listener(line);
  }
}
