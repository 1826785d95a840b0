/** Calls between the bench and its child processes, over the channel that `fork` opens. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { WORKING_TREE, type Tree } from './tree.js';

type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: string };

/** Time limit of a call in ms, far above what any takes. */
const CALL_TIMEOUT_MS = 300_000;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}

/** The calls of a child process: one JSON argument, one JSON result. */
export interface Calls {
  readonly [name: string]: (argument: never) => unknown;
}

type ResultOf<F> = F extends (argument: never) => infer R ? Awaited<R> : never;
type ArgumentOf<F> = F extends (argument: infer A) => unknown ? A : never;

/** In the child process: answers calls until the parent disconnects. */
export function serve(calls: Calls): void {
  process.on('message', (call: Call) => void answer(calls, call));
  process.on('disconnect', () => process.exit(0));
}

async function answer(calls: Calls, { id, name, argument }: Call): Promise<void> {
  const call = calls[name] as ((argument: unknown) => unknown) | undefined;
  try {
    if (!call) throw new Error(`no call "${name}"`);
    process.send?.({ id, result: await call(argument) } satisfies Answer);
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** A child process that runs a file of this folder with the built packages, as users have them, and answers calls. */
export class Child<C extends Calls> implements Disposable {
  readonly #file: string;
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #id = 0;

  constructor(file: string, { root }: Tree = WORKING_TREE) {
    this.#file = file;
    this.#process = fork(join(root, 'bench', file), [], {
      cwd: root,
      execArgv: ['--import', 'tsx', '--expose-gc'],
    });
    this.#process.on('message', (message: Answer) => {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    });
    this.#process.on('exit', (code) => {
      for (const [id, done] of this.#waiting) done({ id, error: `${file} ended with code ${code}` });
      this.#waiting.clear();
    });
  }

  /** Makes a call. Rejects if it fails, if the process ends, and after {@link CALL_TIMEOUT_MS}. */
  call<K extends keyof C & string>(name: K, argument: ArgumentOf<C[K]>): Promise<ResultOf<C[K]>> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#waiting.get(id)?.({ id, error: `${this.#file} has not answered the call ${name}` });
      }, CALL_TIMEOUT_MS);
      this.#waiting.set(id, (message) => {
        clearTimeout(timeout);
        if ('error' in message) reject(new Error(message.error));
        else resolve(message.result as ResultOf<C[K]>);
      });
      this.#process.send({ id, name, argument } satisfies Call);
    });
  }

  [Symbol.dispose](): void {
    this.#process.kill('SIGKILL');
  }
}
