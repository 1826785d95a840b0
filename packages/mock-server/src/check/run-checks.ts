/** Plays the checks of a suite with an app: one after the other, or several at once if the app can take that. */
import type { Clock, NumericGeneration } from '@rtms-mock/protocol';
import type { ScenarioChoice } from '../scenarios/choose.js';
import type { MockServer } from '../server/server-api.js';
import { VerdictBook } from '../verdicts/verdict-book.js';
import { playCheck } from './play.js';
import { whyNotPlayed, type Played } from './played.js';
import { URL_VALIDATION, type Check } from './suite.js';

/** Real time in which an app joins its first stream, in milliseconds. */
const FIRST_JOIN_MS = 13_000;

/** Real time in which an app joins later streams, in milliseconds. */
const JOIN_MS = 10_000;

/** Real time for one scenario, in milliseconds. */
const SCENARIO_LIMIT_MS = 120_000;

/** Scenarios in a row that an app may miss before it counts as gone. */
const MAX_MISSED = 3;

/** Meetings that are played at once with an app that can take several. */
export const DEFAULT_PARALLEL = 6;

/** Input of {@link runChecks}. */
export interface RunInput {
  readonly server: Pick<MockServer, 'startMeeting' | 'journal' | 'validateWebhook'>;
  readonly webhookUrl: string;
  readonly checks: readonly Check[];
  /** Scenarios that are not built in, by the name of their check. */
  readonly ownScenarios: ReadonlyMap<string, ScenarioChoice>;
  /** Generations to play, the deciding one first. */
  readonly generations: readonly [NumericGeneration, ...NumericGeneration[]];
  /** Speed of meetings. */
  readonly speed: number;
  /** Meetings that are played at once; 1 is one after the other. `auto`: decides by a trial. */
  readonly parallel: number | 'auto';
  /** Aborted when there is no time left. */
  readonly signal: AbortSignal;
  /** Real time. */
  readonly clock: Clock;
  /** Called with each result. */
  readonly onPlayed?: (played: Played) => void;
}

interface Job {
  readonly check: Check;
  readonly protocol: NumericGeneration;
}

/** Plays everything. Results are in the order of the checks, those of the deciding generation first. */
export async function runChecks(input: RunInput): Promise<readonly Played[]> {
  const run = new Run(input);
  await run.play();
  return run.results();
}

class Run {
  readonly #input: RunInput;
  readonly #jobs: readonly Job[];
  readonly #played = new Map<Job, Played>();
  #missedInARow = 0;
  /** Scenario in which the app broke its connections off. */
  #brokenIn: string | undefined;
  #validation: Played | undefined;

  constructor(input: RunInput) {
    this.#input = input;
    this.#jobs = input.generations.flatMap((protocol) => input.checks.map((check) => ({ check, protocol })));
  }

  /** Results so far: the validation, then the scenarios in their order. */
  results(): readonly Played[] {
    const scenarios = this.#jobs.flatMap((job) => this.#played.get(job) ?? []);
    return this.#validation ? [this.#validation, ...scenarios] : scenarios;
  }

  async play(): Promise<void> {
    const validation = this.#validate();
    if (await this.#playFirst()) await this.#playAll(this.#open(), await this.#decideParallel());
    for (const job of this.#open()) this.#skip(job, this.#reasonToSkip());
    this.#validation = await validation;
  }

  #open(): readonly Job[] {
    return this.#jobs.filter((job) => !this.#played.has(job));
  }

  /** Plays the first scenario alone. Returns false if the app does not join: then no other is worth the time. */
  async #playFirst(): Promise<boolean> {
    const [first] = this.#jobs;
    if (first === undefined) return false;
    const { joined } = await this.#playJob(first, FIRST_JOIN_MS);
    return joined || first.check.mayStayAway === true;
  }

  /**
   * Plays two scenarios at once. If the app fails in one of them, both are played again, and all others one after the other:
   * an app may be made for one meeting at a time.
   */
  async #decideParallel(): Promise<number> {
    const { parallel } = this.#input;
    if (parallel !== 'auto') return parallel;
    const trial = this.#open()
      .filter(({ check }) => check.isAlone !== true && check.mayStayAway !== true)
      .slice(0, 2);
    await Promise.all(trial.map((job) => this.#playJob(job, JOIN_MS, { isTrial: true })));
    const hasFailed = trial.some((job) =>
      this.#played.get(job)?.verdicts.some(({ severity }) => severity === 'error'),
    );
    if (!hasFailed) {
      for (const job of trial) this.#report(job);
      return DEFAULT_PARALLEL;
    }
    for (const job of trial) this.#played.delete(job);
    return 1;
  }

  async #playAll(jobs: readonly Job[], parallel: number): Promise<void> {
    const together = jobs.filter(({ check }) => check.isAlone !== true);
    const queue = [...together];
    const work = async (): Promise<void> => {
      for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
        if (this.#isOver) continue;
        await this.#playJob(job, JOIN_MS);
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    for (const job of jobs) {
      if (job.check.isAlone === true && !this.#isOver) await this.#playJob(job, JOIN_MS);
    }
  }

  get #isOver(): boolean {
    return this.#input.signal.aborted || this.#missedInARow >= MAX_MISSED;
  }

  #reasonToSkip(): string {
    if (this.#input.signal.aborted) return whyNotPlayed(this.#input.signal);
    const hasJoined = this.results().some(({ joined }) => joined);
    return hasJoined ? 'The app did not join any more.' : 'The app joined no stream.';
  }

  async #playJob(job: Job, joinMs: number, { isTrial = false } = {}): Promise<Played> {
    const { ownScenarios, signal, server, webhookUrl, speed, clock } = this.#input;
    const { check, protocol } = job;
    const scenario = ownScenarios.get(check.scenario);
    const limit = new AbortController();
    const cancelLimit = clock.after(SCENARIO_LIMIT_MS, () => limit.abort());
    const result = await playCheck(check, {
      server,
      protocol,
      webhookUrl,
      speed,
      joinMs,
      clock,
      signal: AbortSignal.any([signal, limit.signal]),
      ...(scenario !== undefined && { scenario }),
    });
    cancelLimit();
    const played = this.#withoutEnded(result);
    if (!check.mayStayAway) this.#missedInARow = played.joined ? 0 : this.#missedInARow + 1;
    this.#played.set(job, played);
    if (!isTrial) this.#report(job);
    return played;
  }

  /** A program that a scenario has ended is not judged in the scenarios after it. */
  #withoutEnded(played: Played): Played {
    const { joined, verdicts, name } = played;
    const has = (wanted: string): boolean => verdicts.some(({ rule }) => rule === wanted);
    if (has('broke-off')) this.#brokenIn ??= name;
    if (this.#brokenIn === undefined || joined || !has('webhook-unanswered')) return played;
    return { ...played, verdicts: [], notPlayed: `The app did not listen any more after ${this.#brokenIn}.` };
  }

  #report(job: Job): void {
    const played = this.#played.get(job);
    if (played) this.#input.onPlayed?.(played);
  }

  #skip(job: Job, notPlayed: string): void {
    const { check, protocol } = job;
    const { scenario: name, title } = check;
    this.#played.set(job, { name, title, protocol, verdicts: [], joined: false, ms: 0, notPlayed });
  }

  /** Sends the URL validation, and judges the answer. It belongs to no stream. */
  async #validate(): Promise<Played> {
    const { server, webhookUrl, clock, generations } = this.#input;
    const startedMs = clock.now();
    const after = server.journal.lastSeq;
    await server.validateWebhook(webhookUrl);
    const book = new VerdictBook();
    for (const entry of server.journal.find({ kind: 'webhook', type: 'endpoint.url_validation', after })) {
      book.add(entry);
    }
    return {
      ...URL_VALIDATION,
      protocol: generations[0],
      verdicts: book.withoutStream(),
      joined: false,
      ms: Math.round(clock.now() - startedMs),
    };
  }
}
