import { StopReason, type Cancel, type Clock } from '@rtms-mock/protocol';
import type { JournalRecorder, JournalEntry } from '../journal.js';
import { randomSequence } from '../random.js';
import { performStep, type StepTarget } from '../scenarios/performers/index.js';
import type { HeldConditions } from '../scenarios/remaining-steps.js';
import type { ScenarioRun } from '../scenarios/runner.js';
import type { StepInput } from '../scenarios/steps/index.js';
import { describeStepProblems, readStep } from '../scenarios/steps/read-step.js';
import { ofSeverity, type Severity, type Verdict } from '../verdicts/verdict.js';
import type { VerdictBook } from '../verdicts/verdict-book.js';
import type { WebhookOutcome } from '../webhooks/webhook-outcome.js';
import type { ConnectionRefusals } from '../faults/connection-refusals.js';
import type { HeldChange, HeldMessages } from '../faults/message-holds.js';
import type { StartRefusals } from '../faults/start-refusals.js';
import type { Meeting } from '../meetings/meeting.js';
import type { RotatingCredentials } from './rotating-credentials.js';
import { InvalidStepError, ServerClosedError, type MockMeeting } from './mock-meeting.js';
import {
  describeTarget,
  findPast,
  isAwaited,
  readWaitOptions,
  readWaitTarget,
  WaitTimeoutError,
  type WaitOptions,
  type WaitTarget,
} from './wait-target.js';
import {
  joinAsGuest,
  type LiveGuest,
  type LiveGuestListener,
  type LiveGuestOptions,
} from '../meetings/live-guest.js';
import { ActionRefusedError, type MeetingAction } from '../meetings/meeting-action.js';
import { groundTruth, type GroundTruth } from '../meetings/ground-truth.js';
import { sessionDescription, streamView } from '../meetings/stream-report.js';
import type { StreamContext } from '../meetings/stream-context.js';
import { watchStream, type Watcher, type WatchOptions } from './watching.js';
import type { Stream } from '../meetings/stream.js';
import type { PlayedBy, StreamStateName, StreamView } from '../meetings/stream-view.js';

/** The actions as participles, for sentences. */
const DONE: { readonly [action in MeetingAction]: string } = {
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
  start: 'started',
  end: 'ended',
};

/** Parts of the server that all controls use. */
export interface StreamControlContext {
  readonly journal: JournalRecorder;
  /** Time of meetings. */
  readonly clock: Clock;
  readonly credentials: RotatingCredentials;
  readonly verdicts: VerdictBook;
  readonly startRefusals: StartRefusals;
  readonly connectionRefusals: ConnectionRefusals;
  /** The other streams of the meeting of a control. */
  readonly siblings: (control: StreamControl) => readonly MockMeeting[];
  /** The process that plays the meeting, if there are several. */
  readonly playedBy: PlayedBy;
  /** Plays the media for watchers. */
  readonly streamContext: StreamContext;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
  /**
   * Calls back after a duration in milliseconds, unless it is cancelled: of real time, or of virtual time, which advances
   * until then.
   */
  readonly patience: (timeoutMs: number, callback: () => void) => Cancel;
}

/** A {@link MockMeeting}. */
export class StreamControl implements MockMeeting {
  #stream: Stream;
  readonly #context: StreamControlContext;
  readonly #succeed: (old: Stream) => Stream;
  readonly #random: () => number;
  #run: ScenarioRun | undefined;
  /** Ids that the stream had before. */
  readonly #formerIds: string[] = [];

  /** @param succeed creates a stream that replaces another, under a new id */
  constructor(stream: Stream, context: StreamControlContext, succeed: (old: Stream) => Stream) {
    this.#stream = stream;
    this.#context = context;
    this.#succeed = succeed;
    this.#random = randomSequence(context.streamContext.settings.seed, stream.streamId);
  }

  get streamId(): string {
    return this.#stream.streamId;
  }

  get meetingUuid(): string {
    return this.#stream.meeting.entityId;
  }

  get serverUrls(): string {
    return this.#stream.instance.signalingUrl;
  }

  get state(): StreamStateName {
    return this.#stream.state;
  }

  get siblings(): readonly MockMeeting[] {
    return this.#context.siblings(this);
  }

  /** The meeting of the stream. */
  get meeting(): Meeting {
    return this.#stream.meeting;
  }

  get meetingEnded(): boolean {
    return this.#stream.meeting.hasEnded;
  }

  get isAnnounced(): boolean {
    return this.#stream.webhooks.isAnnounced;
  }

  get startWebhook(): WebhookOutcome | undefined {
    return this.#stream.startWebhook;
  }

  view(): StreamView {
    return { ...streamView(this.#stream, this.#context.clock.now()), ...this.#context.playedBy };
  }

  sessionDescription(): string | undefined {
    return sessionDescription(this.#stream);
  }

  truth(): GroundTruth {
    return groundTruth(this.#stream.meeting);
  }

  /** Access of scenario steps to the stream. */
  get stepTarget(): StepTarget {
    const { clock, journal, credentials, startRefusals, connectionRefusals } = this.#context;
    const current = (): Stream => this.#stream;
    return {
      get stream() {
        return current();
      },
      clock,
      journal,
      act: (action, reason) => this.#act(action, reason),
      moveToNewStream: () => this.#moveToNewStream(),
      rejectStarts: (refusal, times) => startRefusals.plan(this.meetingUuid, refusal, times),
      refuseConnections: (socket, how, times) => connectionRefusals.plan(this, socket, how, times),
      secrets: credentials,
      random: this.#random,
    };
  }

  /** Continues the meeting under a new stream id, as after the loss of a server instance (PROTOCOL.md §6.7). */
  async #moveToNewStream(): Promise<void> {
    const old = this.#stream;
    this.#formerIds.push(old.streamId);
    this.#stream = this.#succeed(old);
    old.terminateSilently();
    await this.#stream.begin();
  }

  /** Sets the timeline that starts together with the stream. */
  plan(run: ScenarioRun): void {
    this.#run = run;
  }

  /** Continues the timeline of a stream that another server has played: see {@link ScenarioRun.resume}. */
  continuePlan(positionMs: number, held?: HeldConditions): void {
    this.#run?.resume(positionMs, held);
  }

  async inject(input: StepInput): Promise<void> {
    const reading = readStep(input);
    if (reading.ok) return performStep(reading.value, this.stepTarget);
    throw new InvalidStepError(describeStepProblems(reading.problems));
  }

  held(): HeldMessages {
    return this.#stream.faults.holds.view();
  }

  releaseHeld(id: string, change: HeldChange & { readonly drop?: boolean } = {}): boolean {
    const { holds } = this.#stream.faults;
    return change.drop === true ? holds.drop(id) : holds.release(id, change);
  }

  watch(options: WatchOptions, watcher: Watcher): Cancel {
    const { streamContext } = this.#context;
    return watchStream(options, watcher, { stream: () => this.#stream, streamContext });
  }

  joinLive(options: LiveGuestOptions, listener?: LiveGuestListener): LiveGuest {
    return joinAsGuest(this.#stream.meeting, options, listener);
  }

  problems(severity?: Severity): readonly Verdict[] {
    const { verdicts } = this.#context;
    const all = [...this.#formerIds, this.streamId].flatMap((streamId) => verdicts.of(streamId));
    return ofSeverity(all, severity);
  }

  async perform(action: MeetingAction, reason?: StopReason): Promise<void> {
    await this.#act(action, reason);
  }

  /** Throws synchronously if the state does not permit the action. */
  #act(action: MeetingAction, reason?: StopReason): void | Promise<void> {
    switch (action) {
      case 'pause':
        if (!this.#stream.pause()) {
          this.#refuse('pause', `is ${this.state}, and only an active stream can be paused`);
        }
        return;
      case 'resume':
        if (!this.#stream.resume()) {
          this.#refuse('resume', `is ${this.state}, and only a paused stream can be resumed`);
        }
        return;
      case 'stop':
        if (this.state === 'terminated') {
          if (this.meetingEnded) this.#refuse('stop', 'has ended', 'its meeting');
          this.#refuse('stop', 'has already stopped; "start" starts it again');
        }
        return this.#stream.terminate(reason ?? StopReason.STOP_BC_USER_TRIGGERED);
      case 'start':
        return this.#begin();
      case 'end':
        if (this.meetingEnded) this.#refuse('end', 'has ended', 'its meeting');
        return this.#stream.meeting.end(reason ?? StopReason.STOP_BC_MEETING_ENDED);
    }
  }

  /** Starts the timeline and the stream. */
  begin(): Promise<void> {
    this.#run?.start();
    return this.#stream.begin();
  }

  #begin(): Promise<void> {
    if (this.meetingEnded) this.#refuse('start', 'has ended; start a new one', 'its meeting');
    const isNew = this.state === 'created' && !this.isAnnounced;
    if (this.state !== 'terminated' && !isNew) {
      this.#refuse('start', 'is already running; "stop" it first');
    }
    return this.begin();
  }

  pause(): void {
    void this.#act('pause');
  }

  resume(): void {
    void this.#act('resume');
  }

  stop(reason?: StopReason): Promise<void> {
    return this.perform('stop', reason);
  }

  start(): Promise<void> {
    return this.perform('start');
  }

  end(reason?: StopReason): Promise<void> {
    return this.perform('end', reason);
  }

  /** `predicate`: the reason, said of the stream or of its meeting. */
  #refuse(action: MeetingAction, predicate: string, subject: 'it' | 'its meeting' = 'it'): never {
    const stream = `stream ${this.streamId}`;
    const message = `Stream ${this.streamId} cannot be ${DONE[action]}: ${subject} ${predicate}.`;
    const why = `${subject === 'it' ? stream : `the meeting of ${stream}`} ${predicate}`;
    throw new ActionRefusedError(action, message, why);
  }

  async waitFor(what: WaitTarget, options: WaitOptions = {}): Promise<JournalEntry | undefined> {
    const { journal, closing, patience } = this.#context;
    const { timeoutMs, after, signal } = readWaitOptions(options);
    const target = readWaitTarget(what, this.streamId);
    const { streamId, state } = this;
    const past = findPast(
      target,
      { streamId, state, hasFrames: this.#stream.counters.hasFrames },
      journal,
      after,
    );
    if (past !== false) return past;
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        unsubscribe();
        cancelTimeout();
        closing.removeEventListener('abort', onClose);
        signal?.removeEventListener('abort', onAbort);
      };
      const unsubscribe = journal.subscribe((entry) => {
        if (entry.streamId !== this.streamId || entry.seq <= after || !isAwaited(entry, target)) return;
        stop();
        resolve(entry);
      });
      const cancelTimeout = patience(timeoutMs, () => {
        stop();
        const latest = this.#latestEntries();
        reject(new WaitTimeoutError(this.#waitedText(`Waited ${timeoutMs} ms for`, target, latest), latest));
      });
      const onClose = (): void => {
        stop();
        const beginning = 'The server has closed while a test waited for';
        reject(new ServerClosedError(this.#waitedText(beginning, target, this.#latestEntries())));
      };
      const onAbort = (): void => {
        stop();
        const reason: unknown = signal?.reason;
        reject(reason instanceof Error ? reason : new Error('Nobody waits any more.', { cause: reason }));
      };
      closing.addEventListener('abort', onClose);
      signal?.addEventListener('abort', onAbort);
      if (closing.aborted) onClose();
      else if (signal?.aborted === true) onAbort();
    });
  }

  #latestEntries(): readonly JournalEntry[] {
    return this.#context.journal.newest(5, { streamId: this.streamId });
  }

  #waitedText(beginning: string, target: WaitTarget, latest: readonly JournalEntry[]): string {
    const names = latest.map((entry) => `${entry.direction ?? entry.kind} ${entry.type}`);
    const problems = this.problems('error').map(({ rule, message, fix }) => `${rule}: ${message} ${fix}`);
    return (
      `${beginning} ${describeTarget(target)} of stream ${this.streamId}. It is ${this.state}; ` +
      (names.length === 0 ? 'it has no journal entries.' : `its latest entries: ${names.join(', ')}.`) +
      (problems.length === 0 ? '' : ` The app has broken rules: ${problems.join(' ')}`)
    );
  }
}
