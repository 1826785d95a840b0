/** Signs that something is wrong inside a program under test: its end, exceptions that it contained, bad log lines. */
import { reasonOf } from './round.js';
import type { EpisodeLog } from './episode-log.js';
import type { WatchedProcess } from '../processes/watched-process.js';

/** Kinds of symptoms, which are kinds of failures too. */
export type SymptomKind = 'crash' | 'exception' | 'log' | 'callback' | 'error-type';

/** One symptom. */
export interface Symptom {
  readonly kind: SymptomKind;
  /** Equal for equal causes: the error and the innermost functions of its stack. */
  readonly signature: string;
  /** Log line or output with the stack. */
  readonly evidence: string;
  /** Episodes that may be the cause, the likeliest first. */
  readonly suspects: readonly number[];
}

/** Log lines of server and client about an exception that nobody expected. */
const CONTAINED = /internal error|could not be handled|A request failed|callback failed/;
/** Lines of a stack that follow such a line. */
const STACK_LINE = /^\s+at /;
/** Max length of a log line of the product, with its fields. */
const MAX_LINE_LENGTH = 3000;
/** Lines of the app under test about wrong calls of the client: kind, name, evidence. */
const WRONG_CALL = /^FUZZ (callback|error-type) (\S+) (.*)/;
/** Control characters, except for tabs and line breaks. Colours count, because the output is not a terminal here. */
const CONTROL = /(?![\t\n])\p{Cc}/u;

/** The error and the innermost functions of a stack, without values and places: equal for equal causes. */
export function signatureOf(evidence: string): string {
  const error = /\b(?:\w*Error\b|FATAL ERROR)[^"'`0-9\n]{0,60}/.exec(evidence)?.[0] ?? '';
  const functions = [...evidence.matchAll(/\bat ((?:async |new )?[\w.#<>]+) \(/g)].map(([, name]) => name);
  return [error.split(' at ', 1)[0]?.trim(), ...functions.slice(0, 4)].join(' < ');
}

/** Signature of an exception whose log line was left out, because too many lines were logged in the same second. */
const UNLOGGED = 'exception: not in the log';

/** True if a symptom is what a signature describes. */
export function matchesSignature(symptom: Symptom, signature: string): boolean {
  return symptom.signature === signature || (signature === UNLOGGED && symptom.kind === 'exception');
}

/** Collects the symptoms of one process. */
export class SymptomWatch {
  readonly #process: WatchedProcess;
  readonly #episodes: EpisodeLog | undefined;
  readonly #found = new Map<string, Symptom>();
  readonly #stopFollowing: () => void;
  /** Contained exception whose stack is being read. */
  #open: string[] | undefined;
  #isStopped = false;

  constructor(process: WatchedProcess, episodes?: EpisodeLog) {
    this.#process = process;
    this.#episodes = episodes;
    this.#stopFollowing = process.onLine((line) => this.#read(line));
    void this.#untilEnd();
  }

  /** The first symptom of each cause. */
  get all(): readonly Symptom[] {
    this.#closeStack();
    return [...this.#found.values()];
  }

  /** The program has closed a socket of an episode with 1011, as it does after an exception. */
  closedWith1011(episode: number): void {
    this.#addUnlogged('a socket was closed with 1011; the log does not say why', [episode]);
  }

  /** The journal of the server has notes about exceptions. */
  notedInJournal(notes: readonly unknown[]): void {
    if (notes.length > 0) this.#addUnlogged(JSON.stringify(notes[0]), this.#episodes?.suspects() ?? []);
  }

  #addUnlogged(evidence: string, suspects: readonly number[]): void {
    this.#closeStack();
    const isLogged = [...this.#found.values()].some(({ kind }) => kind === 'exception');
    if (this.#isStopped || isLogged) return;
    this.#found.set(UNLOGGED, { kind: 'exception', signature: UNLOGGED, evidence, suspects });
  }

  /** Ends the collection: from now on the process may end. */
  stop(): void {
    this.#stopFollowing();
    this.#closeStack();
    this.#isStopped = true;
  }

  async #untilEnd(): Promise<void> {
    const exit = await this.#process.exited;
    this.#closeStack();
    this.#add('crash', reasonOf(exit));
  }

  #read(line: string): void {
    if (this.#open && STACK_LINE.test(line)) {
      this.#open.push(line);
      return;
    }
    this.#closeStack();
    const wrongCall = WRONG_CALL.exec(line);
    if (wrongCall) this.#wrongCall(wrongCall);
    else if (CONTAINED.test(line)) this.#open = [line];
    else if (line.length > MAX_LINE_LENGTH && !STACK_LINE.test(line)) {
      this.#add('log', `a line of ${line.length} characters: ${line.slice(0, 500)}`);
    } else if (CONTROL.test(line)) {
      this.#add('log', `a line with control characters: ${JSON.stringify(line.slice(0, 500))}`);
    }
  }

  #closeStack(): void {
    if (this.#open) this.#add('exception', this.#open.join('\n').slice(0, 3000));
    this.#open = undefined;
  }

  #wrongCall([, kind, name = '', evidence = '']: RegExpExecArray): void {
    this.#put(kind === 'callback' ? 'callback' : 'error-type', `${name}: ${evidence}`, name);
  }

  #add(kind: SymptomKind, evidence: string): void {
    this.#put(kind, evidence, kind === 'log' ? evidence.slice(0, 30) : signatureOf(evidence));
  }

  #put(kind: SymptomKind, evidence: string, cause: string): void {
    const signature = `${kind}: ${cause}`;
    if (this.#isStopped || this.#found.has(signature)) return;
    const suspects = this.#episodes?.suspects() ?? [];
    this.#found.set(signature, { kind, signature, evidence, suspects });
  }

  /** True if the process has ended or shows a symptom: it is not used again. */
  get isSick(): boolean {
    return this.#process.exit !== undefined || this.#found.size > 0 || this.#open !== undefined;
  }
}
