import { systemClock } from '../../src/clock.js';
import { main } from '../../src/cli/main.js';
import type { StopSignal, Surroundings, TextOutput } from '../../src/cli/surroundings.js';

/** A text output that can be waited on. */
class RecordedOutput implements TextOutput {
  text = '';
  readonly colour: boolean;
  readonly #waiting = new Set<() => void>();

  constructor(colour: boolean) {
    this.colour = colour;
  }

  write(text: string): void {
    this.text += text;
    for (const check of this.#waiting) check();
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }

  /** Resolves with the match as soon as the output matches. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const check = (): void => {
        const match = pattern.exec(this.text);
        if (match === null) return;
        this.#waiting.delete(check);
        resolve(match);
      };
      this.#waiting.add(check);
      check();
    });
  }
}

export interface Run {
  readonly exitCode: Promise<number>;
  readonly stdout: RecordedOutput;
  readonly stderr: RecordedOutput;
  /** Codes of exits at once. */
  readonly exits: readonly number[];
  signal(signal: StopSignal): void;
}

/** Runs the command line in this process. */
export function run(
  args: readonly string[],
  overrides: Partial<Surroundings> & { readonly colour?: boolean } = {},
): Run {
  const { colour = false, ...rest } = overrides;
  const stdout = new RecordedOutput(colour);
  const stderr = new RecordedOutput(colour);
  const exits: number[] = [];
  const listeners = new Set<(signal: StopSignal) => void>();
  const exitCode = main(args, {
    environment: {},
    folder: import.meta.dirname,
    home: import.meta.dirname,
    platform: process.platform,
    stdout,
    stderr,
    clock: systemClock(),
    stdin: { isPipe: false, isTerminal: false, onEnd: () => {} },
    onSignal: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    exit: (code) => exits.push(code),
    ...rest,
  });
  return {
    exitCode,
    stdout,
    stderr,
    exits,
    signal: (signal) => {
      for (const listener of listeners) listener(signal);
    },
  };
}

/** A server on free ports; stops when the block ends. */
export async function serving(
  args: readonly string[] = [],
  overrides: Parameters<typeof run>[1] = {},
): Promise<Run & AsyncDisposable & { readonly controlUrl: string; readonly signalingUrl: string }> {
  const started = run(['--port', '0', '--media-port', '0', ...args], overrides);
  const failed = started.exitCode.then((code) => {
    throw new Error(`ended with ${code}: ${started.stderr.text}`);
  });
  const ready = await Promise.race([
    started.stdout.until(
      /signaling (ws:\S+),.* API (http:\S+)|"signalingUrl":"([^"]+)".*"controlUrl":"([^"]+)"/,
    ),
    failed,
  ]);
  failed.catch(() => {});
  return {
    ...started,
    signalingUrl: ready[1] ?? ready[3] ?? '',
    controlUrl: ready[2] ?? ready[4] ?? '',
    [Symbol.asyncDispose]: async () => {
      started.signal('SIGINT');
      await started.exitCode;
    },
  };
}
