import type { Cancel } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';
import type { Logger } from '../log.js';
import { CONDITIONS, type ConditionName } from './conditions.js';
import { performStep, StepRefusedError, type StepTarget } from './performers/index.js';
import { remainingSteps, type HeldConditions } from './remaining-steps.js';
import type { Scenario, TimelineEntry } from './scenario.js';
import { performances, stepAt } from './several-participants.js';
import { SmallSet } from '../small-set.js';

/** One stream and its meeting, on which a timeline is performed. */
export interface PlannedMeeting {
  /** Created when a step is performed. */
  readonly stepTarget: StepTarget;
}

/** Performs the timeline of a scenario on one stream, in the time of the server's clock. */
export class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #meeting: PlannedMeeting;
  readonly #logger: Logger;
  readonly #cancels = new SmallSet<Cancel>();
  readonly #onHeld: () => void;
  /** Conditions that have held, with the positions of the meeting. `undefined` before the first one. */
  #held: { [index: number]: number } | undefined;
  #started = false;
  #isCancelled = false;

  /** @param onHeld called when a condition has held for which a step waited: {@link held} has changed. Default: nothing */
  constructor(scenario: Scenario, meeting: PlannedMeeting, logger: Logger, onHeld: () => void = () => {}) {
    this.#scenario = scenario;
    this.#meeting = meeting;
    this.#logger = logger;
    this.#onHeld = onHeld;
  }

  get #target(): StepTarget {
    return this.#meeting.stepTarget;
  }

  /** Starts the timeline. Later calls do nothing: a stream that is stopped and started again does not repeat it. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (this.#scenario.timeline.length > 0) this.#endWithStream();
    for (const [index, entry] of this.#scenario.timeline.entries()) {
      if (!('atMs' in entry.when)) continue;
      // The stream sends its first webhook before any timer fires.
      if (entry.when.atMs === 0 && entry.step.do === 'change-webhook') this.#perform(entry, index);
      else this.#at(entry.when.atMs, () => this.#perform(entry, index));
    }
    this.#scheduleNext(0);
  }

  /** The scenario, as long as its timeline has not been cancelled. */
  get plan(): Scenario | undefined {
    return this.#isCancelled ? undefined : this.#scenario;
  }

  /** Conditions that have held and that steps waited for. */
  get held(): HeldConditions | undefined {
    return this.#held;
  }

  /**
   * Starts the timeline of a meeting that another server has played until now: with what is left of it at a position, in
   * milliseconds since it began. Later calls, and those of {@link start}, do nothing.
   *
   * @param held conditions that have held on the other server
   */
  resume(positionMs: number, held: HeldConditions = {}): void {
    if (this.#started) return;
    this.#started = true;
    this.#held = { ...held };
    const { timeline } = this.#scenario;
    if (timeline.length > 0) this.#endWithStream();
    for (const remaining of remainingSteps(timeline, positionMs, held)) {
      const { index } = remaining;
      const entry = timeline[index];
      if (!entry) continue;
      if ('on' in remaining) {
        this.#scheduleNext(index);
        continue;
      }
      const { afterMs, performance } = remaining;
      const { every } = entry;
      const act =
        performance > 0 && every
          ? () => this.#performFrom(entry, performance, { ...every, total: performances(entry) })
          : () => this.#perform(entry, index);
      this.#whenBegun(() => this.#after(afterMs, act));
    }
  }

  /** Cancels the timeline when the stream ends, unless one of its steps applies to ended streams. */
  #endWithStream(): void {
    if (this.#scenario.timeline.some(appliesToEnded)) return;
    const { stream, journal } = this.#target;
    this.#cancels.add(
      journal.subscribe((entry) => {
        if (entry.streamId === stream.streamId && CONDITIONS.terminated.holds(entry)) this.cancel();
      }),
    );
  }

  /** Performs no further step. */
  cancel(): void {
    this.#started = true;
    this.#isCancelled = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  /** Schedules the entry that follows another one. Entries with `at` are scheduled by {@link start}. */
  #scheduleNext(index: number): void {
    const entry = this.#scenario.timeline[index];
    if (!entry || 'atMs' in entry.when) return;
    const { afterMs, on } = entry.when;
    // On the clock even without a delay, so the code that wrote the awaited journal entry finishes first.
    const schedule = (): void => this.#after(afterMs, () => this.#perform(entry, index));
    if (on === undefined) schedule();
    else this.#once(on, () => this.#conditionHolds(index, on, schedule));
  }

  #conditionHolds(index: number, on: ConditionName, schedule: () => void): void {
    const held = (this.#held ??= {});
    held[index] = this.#target.stream.meeting.positionNowMs;
    // The first CLIENT_READY_ACK may be what the meeting begins with.
    if (on === 'ready') this.#whenBegun(schedule);
    else schedule();
    this.#onHeld();
  }

  /** Schedules a step with a time of its own. What is not due at the beginning waits until the meeting has begun. */
  #at(atMs: number, act: () => void): void {
    if (atMs === 0) this.#after(0, act);
    else this.#whenBegun(() => this.#after(atMs, act));
  }

  #whenBegun(act: () => void): void {
    this.#cancels.add(this.#target.stream.meeting.timeline.whenStarted(act));
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
      act();
    });
    this.#cancels.add(cancel);
  }

  #perform(entry: TimelineEntry, index: number): void {
    // Before the step itself, so that the next entry can wait for a condition that this step causes.
    this.#scheduleNext(index + 1);
    const { every } = entry;
    const total = performances(entry);
    if (every) this.#performFrom(entry, 0, { total, intervalMs: every.intervalMs });
    else for (let performance = 0; performance < total; performance++) this.#performOnce(entry, performance);
  }

  /** Performs a step now, and the performances that follow at intervals. */
  #performFrom(
    entry: TimelineEntry,
    performance: number,
    repetition: { readonly total: number; readonly intervalMs: number },
  ): void {
    this.#performOnce(entry, performance);
    if (performance + 1 >= repetition.total) return;
    this.#after(repetition.intervalMs, () => this.#performFrom(entry, performance + 1, repetition));
  }

  #performOnce(entry: TimelineEntry, performance: number): void {
    if (entry.chance !== undefined && this.#target.random() >= entry.chance) return;
    const step = stepAt(entry, performance);
    const { stream } = this.#target;
    if (stream.state === 'terminated' && !appliesToEnded(entry)) return;
    if (stream.meeting.hasEnded && step.do === 'end') return;
    performStep(step, this.#target).catch((error: unknown) => {
      const isExpected = error instanceof StepRefusedError;
      const reason = error instanceof Error ? error.message : String(error);
      this.#logger.log(isExpected ? 'warn' : 'error', `scenario ${this.#scenario.name}: ${reason}`, {
        streamId: stream.streamId,
      });
    });
  }
}

/** An ended stream can be started again, its meeting can be ended, and a webhook about it can be late. */
function appliesToEnded({ step, every }: TimelineEntry): boolean {
  if (step.do === 'webhook') return every?.times !== Infinity;
  return step.do === 'start' || step.do === 'end';
}
