import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A call of a callback: its name and its arguments. */
export type Callback = readonly [name: string, ...args: unknown[]];

/** A program, its first arguments and its working directory. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** Processes that have not ended. */
const running = new Set<ChildProcess>();

/** Ends the processes of all apps. */
export function killApps(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** The process of an app, with the callbacks that it has printed. */
export class AppProcess {
  readonly callbacks: Callback[] = [];
  readonly #child: ChildProcess;
  readonly #errors: string[] = [];
  #notify: () => void = () => {};
  #started: () => void = () => {};
  /** Resolves when the program is about to join, or has ended: starting takes long on a busy machine. */
  readonly started: Promise<void>;

  constructor({ command, args, cwd }: Program, config: object) {
    this.#child = spawn(command, [...args, JSON.stringify(config)], {
      cwd,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ZM_RTMS_CLIENT: undefined,
        ZM_RTMS_SECRET: undefined,
        ZM_RTMS_LOG_LEVEL: 'error',
      },
    });
    running.add(this.#child);
    this.#child.once('exit', () => running.delete(this.#child));
    this.started = new Promise((resolve) => {
      this.#started = resolve;
      this.#child.once('exit', () => resolve());
    });
    this.#child.stdin!.on('error', () => {
      // The app has ended; its exit code tells more.
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.#read(line));
    createInterface({ input: this.#child.stderr! }).on('line', (line) => {
      // The native core of the SDK complains hundreds of times about its log file.
      if (!line.includes('failed to open file') && this.#errors.length < 20) this.#errors.push(line);
    });
  }

  /** Calls `listener` after each callback. */
  onCallback(listener: () => void): void {
    this.#notify = listener;
  }

  tell(command: object): void {
    this.#child.stdin!.write(`${JSON.stringify(command)}\n`);
  }

  /** Ends the process, and returns what it has written to its error output if it had ended by itself. */
  async stop(): Promise<string | undefined> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) {
      return `the app has ended by itself (${signalCode ?? exitCode}): ${this.#errors.join(' | ')}`;
    }
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
    return undefined;
  }

  #read(line: string): void {
    const at = line.indexOf('@@');
    if (at === -1) return;
    const callback = JSON.parse(line.slice(at + 2)) as Callback;
    if (callback[0] === 'ready') this.#started();
    else this.callbacks.push(callback);
    this.#notify();
  }
}
