/** Performs a scenario's timeline on one stream, on the server's clock. */
import type { Cancel } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';
import { ActionRefusedError } from '../meetings/meeting-action.js';
import { CONDITIONS, type ConditionName } from './conditions.js';
import { performStep, StepRefusedError, type StepTarget } from './performers/index.js';
import type { Scenario, TimelineEntry } from './scenario.js';
import type { Step } from './steps/index.js';

/** A scenario that runs. */
export class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #target: StepTarget;
  readonly #logger: Logger;
  readonly #cancels = new Set<Cancel>();
  #started = false;

  constructor(scenario: Scenario, target: StepTarget, logger: Logger) {
    this.#scenario = scenario;
    this.#target = target;
    this.#logger = logger;
  }

  /** The meeting begins. Does nothing the second time: `stop` and `start` do not begin the timeline anew. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (this.#scenario.timeline.length > 0) this.#endWithStream();
    for (const [index, entry] of this.#scenario.timeline.entries()) {
      if ('atMs' in entry.when) this.#after(entry.when.atMs, () => this.#perform(entry, index));
    }
    this.#follow(0);
  }

  /** What was planned for a stream that somebody ended is no news, unless something of it concerns stopped ones. */
  #endWithStream(): void {
    if (this.#scenario.timeline.some(({ step }) => concernsStopped(step))) return;
    const { stream, journal } = this.#target;
    this.#cancels.add(
      journal.subscribe((entry) => {
        if (entry.streamId === stream.streamId && CONDITIONS.terminated.holds(entry)) this.cancel();
      }),
    );
  }

  /** Nothing more happens. */
  cancel(): void {
    this.#started = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  /** Waits for what the entry waits for. Entries with a time of their own wait for nobody. */
  #follow(index: number): void {
    const entry = this.#scenario.timeline[index];
    if (!entry || 'atMs' in entry.when) return;
    const { afterMs, on } = entry.when;
    const go = (): void => this.#after(afterMs, () => this.#perform(entry, index));
    if (on === undefined) go();
    else this.#once(on, go);
  }

  #after(delayMs: number, act: () => void): void {
    const cancel = this.#target.clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      act();
    });
    this.#cancels.add(cancel);
  }

  #once(on: ConditionName, act: () => void): void {
    const { stream, journal } = this.#target;
    const holds: (entry: JournalEntry) => boolean = CONDITIONS[on].holds;
    const cancel = journal.subscribe((entry) => {
      if (entry.streamId !== stream.streamId || !holds(entry)) return;
      cancel();
      this.#cancels.delete(cancel);
      // Later, so that whatever is just being done is done completely.
      act();
    });
    this.#cancels.add(cancel);
  }

  #perform(entry: TimelineEntry, index: number): void {
    // First of all, so that the next entry does not miss what this one brings about.
    this.#follow(index + 1);
    this.#performOnce(entry);
    if (entry.every) this.#again(entry, entry.every.intervalMs, entry.every.times - 1);
  }

  #again(entry: TimelineEntry, intervalMs: number, left: number): void {
    if (left <= 0) return;
    this.#after(intervalMs, () => {
      this.#performOnce(entry);
      this.#again(entry, intervalMs, left - 1);
    });
  }

  #performOnce({ step }: TimelineEntry): void {
    const { stream } = this.#target;
    if (stream.state === 'terminated' && !concernsStopped(step)) return;
    if (stream.meeting.hasEnded && step.do === 'end') return;
    performStep(step, this.#target).catch((error: unknown) => {
      const isExpected = error instanceof StepRefusedError || error instanceof ActionRefusedError;
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.log(isExpected ? 'warn' : 'error', `scenario ${this.#scenario.name}: ${reason}`, {
        streamId: stream.streamId,
      });
    });
  }
}

/** A stopped stream can be started again, and its meeting can be ended. */
function concernsStopped(step: Step): boolean {
  return step.do === 'start' || step.do === 'end';
}
