import { StopReason, type Cancel } from '@rtms-mock/protocol';
import type { Meeting } from '../meetings/meeting.js';
import { createStreamRegistry } from '../meetings/registry.js';
import type { Stream } from '../meetings/stream.js';
import { MeetingEndedError, UnknownMeetingError } from '../meetings/unknown-meeting.js';
import type { HeldConditions } from '../scenarios/remaining-steps.js';
import type { ScenarioRun } from '../scenarios/runner.js';
import type { Scenario } from '../scenarios/scenario.js';
import { EndedStreams, isRunning } from './ended-streams.js';
import { ForgottenMedia } from './forgotten-media.js';
import type { MockMeeting } from './mock-meeting.js';
import type { StreamControl } from './stream-control.js';

/** Streams of other servers that are kept in mind: their apps may still come to this one for a moment. */
const MAX_LEFT = 10_000;

/** Functions that {@link HeldStreams} uses. */
export interface HeldStreamsContext {
  /** Wall-clock time, in seconds. */
  readonly nowSeconds: () => number;
  /** Called when a stream is removed: removes what others hold for it. */
  readonly onForgotten: (streamId: string) => void;
}

/** The streams of a server, with their controls and scenario runs. Streams that ended long ago are removed. */
export class HeldStreams {
  readonly #context: HeldStreamsContext;
  readonly #streams = createStreamRegistry();
  /** Controls by the ids of all their streams. */
  readonly #controls = new Map<string, StreamControl>();
  readonly #runs = new Map<StreamControl, ScenarioRun>();
  readonly #ended: EndedStreams;
  /** Streams that were played here until another server went on with them, the first one first. */
  readonly #left = new Set<string>();
  readonly #listeners = new Set<(streamId: string) => void>();
  /** Media of the streams that were removed since the start or the last reset. */
  readonly forgottenMedia = new ForgottenMedia();
  #created = 0;

  constructor(context: HeldStreamsContext) {
    this.#context = context;
    this.#ended = new EndedStreams({
      nowSeconds: context.nowSeconds,
      forget: (streamId) => this.#forget(streamId),
    });
  }

  /** Number of streams that were created since the start or the last reset. */
  get created(): number {
    return this.#created;
  }

  /** True while one of the streams runs. */
  get isAnyRunning(): boolean {
    return this.#streams.all().some(isRunning);
  }

  /** Finds a stream, ended ones included. */
  find(streamId: string): Stream | undefined {
    return this.#streams.find(streamId);
  }

  /** Returns all streams, oldest first. */
  all(): readonly Stream[] {
    return this.#streams.all();
  }

  /** Adds a stream. Its control and run are set by {@link control}. */
  add(stream: Stream): void {
    this.#created += 1;
    this.#streams.add(stream);
    this.#left.delete(stream.streamId);
    this.changed(stream.streamId);
  }

  /** Something of a stream has changed that its record has and the journal need not have. */
  changed(streamId: string): void {
    for (const listener of this.#listeners) listener(streamId);
  }

  /**
   * Calls `listener` with the id of each new stream, before the stream starts, and of each that {@link changed}. Returns a
   * function that unsubscribes.
   */
  subscribe(listener: (streamId: string) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets the control of a stream. A control that continues under another stream id is found by both. */
  control(streamId: string, control: StreamControl): void {
    this.#controls.set(streamId, control);
  }

  /** Sets the scenario run of a control. */
  run(control: StreamControl, run: ScenarioRun): void {
    this.#runs.set(control, run);
  }

  /** Scenario of a stream, unless its timeline is over. */
  planOf(streamId: string): Scenario | undefined {
    const control = this.#controls.get(streamId);
    const plan = control && this.#runs.get(control)?.plan;
    return plan && plan.timeline.length > 0 ? plan : undefined;
  }

  /** Conditions of the timeline of a stream that have held. */
  heldConditionsOf(streamId: string): HeldConditions | undefined {
    const control = this.#controls.get(streamId);
    return control && this.#runs.get(control)?.held;
  }

  /** Notes that a stream has reached a state. */
  stateReached(streamId: string, state: string | undefined): void {
    if (state === 'terminated') this.#ended.add(streamId);
    else this.#ended.remove(streamId);
  }

  /** The controls, each once. */
  controls(): readonly StreamControl[] {
    this.#ended.expire();
    return [...new Set(this.#controls.values())];
  }

  /** The other controls of the meeting. */
  siblings(control: StreamControl): readonly MockMeeting[] {
    const all = new Set(this.#controls.values());
    return [...all].filter((other) => other !== control && other.meeting === control.meeting);
  }

  /** Control of a stream; `undefined` if there is none, or if it ended long ago. */
  controlOf(streamId: string): StreamControl | undefined {
    this.#ended.expire();
    return this.#controls.get(streamId);
  }

  /** True for a stream that was played here until another server went on with it. */
  hasLeft(streamId: string): boolean {
    return this.#left.has(streamId);
  }

  /** True for a stream that existed and was forgotten. */
  hasForgotten(streamId: string): boolean {
    return this.#ended.hasForgotten(streamId);
  }

  /**
   * Returns the meeting with this id, or with a stream of this id.
   *
   * @throws {UnknownMeetingError} if there is none
   * @throws {MeetingEndedError} if it has ended
   */
  runningMeeting(id: string): Meeting {
    const stream = this.all().findLast(
      (candidate) => candidate.streamId === id || candidate.meeting.entityId === id,
    );
    if (!stream) throw new UnknownMeetingError(id);
    if (stream.meeting.hasEnded) throw new MeetingEndedError(stream.meeting.entityId);
    return stream.meeting;
  }

  /** Ends all meetings as the service does. */
  async end(): Promise<void> {
    this.#cancelRuns();
    await endAll(this.#meetings());
  }

  /** Ends the running meetings and removes all streams. Resolves with the number of meetings that ran. */
  async clear(): Promise<number> {
    const streams = this.all();
    this.#cancelRuns();
    const running = this.#meetings().filter(({ hasEnded }) => !hasEnded);
    await endAll(running);
    for (const { streamId } of streams) {
      this.#ended.remove(streamId);
      this.#forget(streamId);
    }
    this.forgottenMedia.clear();
    this.#created = this.all().length;
    return running.length;
  }

  /** Removes a meeting that another server plays, without a word to apps: their sockets break. */
  drop(meeting: Meeting): void {
    for (const stream of this.all().filter((one) => one.meeting === meeting)) {
      const control = this.#controls.get(stream.streamId);
      if (control) this.#runs.get(control)?.cancel();
      // The end is none of the app's doing, so nothing of what was known of the app is judged by it.
      this.#context.onForgotten(stream.streamId);
      stream.terminateSilently('elsewhere');
      this.#leave(stream.streamId);
      this.#ended.remove(stream.streamId);
      this.#forget(stream.streamId);
    }
  }

  #leave(streamId: string): void {
    this.#left.add(streamId);
    const [oldest] = this.#left;
    if (this.#left.size > MAX_LEFT && oldest !== undefined) this.#left.delete(oldest);
  }

  #meetings(): readonly Meeting[] {
    return [...new Set(this.all().map(({ meeting }) => meeting))];
  }

  #cancelRuns(): void {
    for (const run of this.#runs.values()) run.cancel();
  }

  /** Removes a stream. A meeting that continues under another stream id stays. */
  #forget(streamId: string): void {
    const control = this.#controls.get(streamId);
    this.forgottenMedia.add(this.find(streamId)?.counters.view() ?? {});
    this.#streams.remove(streamId);
    this.#controls.delete(streamId);
    if (control?.streamId === streamId) this.#runs.delete(control);
    this.#context.onForgotten(streamId);
  }
}

async function endAll(meetings: readonly Meeting[]): Promise<void> {
  await Promise.all(meetings.map((meeting) => meeting.end(StopReason.STOP_BC_MEETING_ENDED)));
}
