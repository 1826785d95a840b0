/** What all targets share: the input and the result of a round, and failures. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Corpus } from '../input/messages.js';
import type { NeighbourResult } from '../processes/neighbour.js';
import type { Exit, MemoryAnswer, WatchedProcess } from '../processes/watched-process.js';

/** Parts of the product that are attacked. */
export const TARGETS = ['server', 'http', 'api', 'client'] as const;
export type TargetName = (typeof TARGETS)[number];

/** What was sent and what came of it. */
export interface Counts {
  /** Messages sent: WebSocket messages or HTTP requests. */
  messages: number;
  /** Refusals: responses with a failure status, HTTP responses with 4xx, log lines of the client about bad input. */
  rejects: number;
  /** Connections that the program under test closed. */
  closes: number;
}

/** Returns counts of zero. */
export function noCounts(): Counts {
  return { messages: 0, rejects: 0, closes: 0 };
}

/** Kinds of failures. */
export type FailureKind =
  | 'crash'
  | 'exception'
  | 'log'
  | 'message'
  | 'hang'
  | 'memory'
  | 'heap'
  | 'neighbour'
  | 'response'
  | 'callback'
  | 'error-type'
  | 'shutdown';

/** Checks of a round, and the kinds of failures that each one finds. */
export const CHECKS: { readonly [T in TargetName]: { readonly [check: string]: readonly FailureKind[] } } = {
  server: {
    'the server survives': ['crash', 'hang', 'memory'],
    'no exception is unexpected': ['exception'],
    'log lines are short and clean': ['log'],
    'its heap does not grow': ['heap'],
    'its neighbour receives every packet': ['neighbour'],
    'its messages are those of the protocol': ['message'],
    'it stops on SIGTERM': ['shutdown'],
  },
  http: {
    'the server survives': ['crash', 'hang', 'memory'],
    'no exception is unexpected': ['exception'],
    'log lines are short and clean': ['log'],
    'its heap does not grow': ['heap'],
    'its neighbour receives every packet': ['neighbour'],
    'it stops on SIGTERM': ['shutdown'],
    'responses have documented statuses': ['response'],
  },
  api: {
    'the server survives': ['crash', 'hang', 'memory'],
    'no exception is unexpected': ['exception'],
    'log lines are short and clean': ['log'],
    'its heap does not grow': ['heap'],
    'its neighbour receives every packet': ['neighbour'],
    'it stops on SIGTERM': ['shutdown'],
    'sockets open, and live participants join': ['response'],
  },
  client: {
    'the client survives': ['crash', 'hang', 'memory'],
    'no exception is unexpected': ['exception'],
    'log lines are short and clean': ['log'],
    'its heap does not grow': ['heap'],
    'callbacks have the declared arguments': ['callback'],
    'join throws documented errors only': ['error-type'],
  },
};

/** Something that must not happen. */
export interface Failure {
  readonly kind: FailureKind;
  readonly target: TargetName;
  /** `round` or `round/episode`: the value of `--replay` after the target. */
  readonly place: string;
  /** One sentence. */
  readonly summary: string;
  /** Stack, output or figures. */
  readonly evidence?: string;
  /** The smallest input that was found. */
  readonly message?: string;
  /** Equal for failures with the same cause. */
  readonly signature?: string;
}

/** Memory of the program under test, in MB. */
export interface MemoryResult {
  /** Heap after garbage collection, before and after the attack. */
  readonly beforeMb: number;
  readonly afterMb: number;
  /** Max resident memory during the attack. */
  readonly peakRssMb: number;
}

/** A round: one life of the program under test. */
export interface RoundInput {
  readonly seed: number;
  readonly round: number;
  readonly corpus: Corpus;
  /** Mutations that are not applied. */
  readonly without: ReadonlySet<string>;
  readonly maxMessages: number;
  /** Time by `performance.now()` at which the round stops sending. */
  readonly deadlineMs: number;
  /** Number of sieges and their size: 1 in full, less in short runs. */
  readonly siegeScale: number;
  /** Runs only this episode. */
  readonly onlyEpisode?: number;
  /** Signatures of symptoms that need no explanation any more. */
  readonly knownCauses: ReadonlySet<string>;
  /** Called now and then with the counts of the round. */
  readonly progress: (counts: Counts) => void;
}

/** The outcome of a round. */
export interface RoundResult {
  readonly counts: Counts;
  readonly failures: readonly Failure[];
  readonly neighbour?: NeighbourResult;
  /** `undefined` if the program did not survive. */
  readonly memory?: MemoryResult;
  /** Bytes of the program's log per byte of input, for information. */
  readonly logBytes: number;
}

/** Difference of the heap before and after that counts as growth, in MB. */
export const MAX_HEAP_GROWTH_MB = 10;

/** Time without a sign of life after which a program counts as hanging, in ms. Generous: the machine may be busy. */
const HANG_MS = 60_000;

/** Converts bytes to MB with one decimal. */
export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}

/** Compares two measurements; `undefined` if the program did not survive. */
export function memoryOf(
  before: MemoryAnswer,
  after: MemoryAnswer,
  peakRssMb: number,
): MemoryResult | undefined {
  if (typeof before !== 'object' || typeof after !== 'object') return undefined;
  return { beforeMb: megabytes(before.heapUsed), afterMb: megabytes(after.heapUsed), peakRssMb };
}

/** Growth of the heap in MB. */
export function growthOf({ beforeMb, afterMb }: MemoryResult): number {
  return Math.round((afterMb - beforeMb) * 10) / 10;
}

/** The stack or the fatal message in the output of a process, without the ordinary log lines. */
export function reasonOf({ code, signal, output }: Exit): string {
  const lines = output.split('\n').filter((line) => !line.startsWith('{"msg"'));
  const at = lines.findIndex((line) => /^(?:\w*Error\b|FATAL ERROR)/.test(line));
  const part = lines.slice(Math.max(0, at), at + 14).join('\n');
  return `exit code ${code ?? signal}\n${part || output.slice(-2000)}`;
}

/** Observes the memory of a process and kills it if it exceeds its limit or hangs. */
export class Watchdog {
  readonly #process: WatchedProcess;
  readonly #maxRssMb: number;
  #running = true;
  #verdict: { readonly kind: 'hang' | 'memory'; readonly summary: string } | undefined;
  #peakRss = 0;

  constructor(process: WatchedProcess, maxRssMb: number) {
    this.#process = process;
    this.#maxRssMb = maxRssMb;
    void this.#watch();
  }

  /** The reason why the process was killed. */
  get verdict(): { readonly kind: 'hang' | 'memory'; readonly summary: string } | undefined {
    return this.#verdict;
  }

  /** Max resident memory so far, in MB. */
  get peakRssMb(): number {
    return megabytes(this.#peakRss);
  }

  /** Ends the observation. */
  stop(): void {
    this.#running = false;
  }

  async #watch(): Promise<void> {
    while (this.#running) {
      const usage = await this.#process.usage(HANG_MS);
      if (usage === 'exited' || !this.#running) return;
      if (usage === 'silent') {
        this.#verdict = { kind: 'hang', summary: `the process did nothing for ${HANG_MS / 1000} s` };
      } else {
        this.#peakRss = Math.max(this.#peakRss, usage.rss);
        if (megabytes(usage.rss) > this.#maxRssMb) {
          const parts = `rss ${megabytes(usage.rss)}, heap ${megabytes(usage.heapUsed)}, buffers ${megabytes(usage.arrayBuffers)} MB`;
          this.#verdict = {
            kind: 'memory',
            summary: `the process used more than ${this.#maxRssMb} MB (${parts})`,
          };
        }
      }
      if (this.#verdict) {
        await this.#process.kill();
        return;
      }
      await delay(250);
    }
  }
}
