/**
 * `pnpm fuzz`: attacks the server, its HTTP API and the client with mutated messages, and finds crashes, growth of memory,
 * and harm to other users of the same server. README.md explains the arguments and the design.
 */
import { writeFileSync } from 'node:fs';
import { loadCorpus, type Corpus } from './input/messages.js';
import { readOptions, UsageError, type FuzzOptions } from './options.js';
import { failureText, progressLine, tableOf } from './report.js';
import { runApiSocketsRound } from './targets/api-sockets.js';
import { runClientRound } from './targets/client.js';
import { runHttpRound } from './targets/http.js';
import { addRound, newState, readState, writeState, type FuzzState } from './state.js';
import { CHECKS, type RoundInput, type RoundResult, type TargetName } from './targets/round.js';
import { runServerRound } from './targets/server.js';

const RUNS: { readonly [T in TargetName]: (input: RoundInput) => Promise<RoundResult> } = {
  server: runServerRound,
  http: runHttpRound,
  api: runApiSocketsRound,
  client: runClientRound,
};

const PROGRESS_EVERY_MS = 5000;

/** One run: rounds of all targets in turn. */
class FuzzRun {
  readonly #options: FuzzOptions;
  readonly #state: FuzzState;
  readonly #corpus: Corpus;
  readonly #deadlineMs: number;
  readonly #knownCauses = new Set<string>();
  readonly #sent = { server: 0, http: 0, api: 0, client: 0 };
  passed = 0;
  failed = 0;

  constructor(options: FuzzOptions, state: FuzzState) {
    this.#options = options;
    this.#state = state;
    this.#corpus = loadCorpus(state.seed);
    this.#deadlineMs = performance.now() + options.forMs;
  }

  /** Runs until the time is over, all messages are sent, or a failure is found. */
  async run(): Promise<void> {
    const { targets, keepGoing, isSingle } = this.#options;
    for (;;) {
      for (const target of targets.filter((one) => this.#hasWork(one))) {
        const result = await this.#round(target);
        this.#count(target, result);
        if (result.failures.length > 0 && !keepGoing) return;
      }
      if (isSingle || !targets.some((target) => this.#hasWork(target))) return;
    }
  }

  #hasWork(target: TargetName): boolean {
    return this.#sent[target] < this.#options.maxMessages && performance.now() < this.#deadlineMs;
  }

  async #round(target: TargetName): Promise<RoundResult> {
    const { replay, without, siegeScale, roundMessages, maxMessages, resume } = this.#options;
    const round = replay?.round ?? this.#state.targets[target].nextRound;
    let lastMs = performance.now();
    const result = await RUNS[target]({
      seed: this.#state.seed,
      round,
      corpus: this.#corpus,
      without,
      maxMessages: Math.min(roundMessages[target], maxMessages - this.#sent[target]),
      deadlineMs: this.#deadlineMs,
      siegeScale: replay?.episode === undefined ? siegeScale : 0,
      knownCauses: this.#knownCauses,
      ...(replay?.episode !== undefined && { onlyEpisode: replay.episode }),
      progress: (counts) => {
        const nowMs = performance.now();
        if (nowMs - lastMs < PROGRESS_EVERY_MS) return;
        lastMs = nowMs;
        const secondsLeft = Math.max(0, Math.round((this.#deadlineMs - nowMs) / 1000));
        process.stderr.write(`${progressLine(target, round, counts, secondsLeft)}\n`);
      },
    });
    this.#sent[target] += Math.max(1, result.counts.messages);
    addRound(this.#state, target, round, result);
    if (resume !== undefined) writeState(resume, this.#state);
    return result;
  }

  /** Counts the checks of a round and prints what is new among its failures. */
  #count(target: TargetName, { failures }: RoundResult): void {
    for (const [check, kinds] of Object.entries(CHECKS[target])) {
      const isFailed = failures.some(({ kind }) => kinds.includes(kind));
      if (isFailed) this.failed += 1;
      else this.passed += 1;
      console.log(`${isFailed ? 'FAILED' : 'passed'}  ${target}: ${check}`);
    }
    for (const failure of failures) {
      const { kind, signature = `${kind} ${failure.summary.slice(0, 30)}` } = failure;
      if (this.#knownCauses.has(signature)) continue;
      this.#knownCauses.add(signature);
      console.log(`\n${failureText(failure, this.#state.seed)}\n`);
    }
  }
}

/** Prints `N passed, N failed`, as CI counts, and writes it to the file that `TEST_SUMMARY_FILE` names. */
function summarize({ passed, failed }: FuzzRun): void {
  const line = `${passed} passed, ${failed} failed`;
  const file = process.env['TEST_SUMMARY_FILE'];
  if (file !== undefined && file !== '') writeFileSync(file, `${line}\n`);
  console.log(line);
}

try {
  const options = readOptions(process.argv.slice(2));
  const state =
    (options.resume === undefined ? undefined : readState(options.resume)) ?? newState(options.seed);
  console.log(`fuzz: seed ${state.seed}, ${options.targets.join(', ')}, up to ${options.forMs / 1000} s`);
  const fuzz = new FuzzRun(options, state);
  await fuzz.run();
  console.log(`\n${tableOf(state, options.targets)}\n`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(state, null, 2)}\n`);
  summarize(fuzz);
  process.exitCode = fuzz.failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
