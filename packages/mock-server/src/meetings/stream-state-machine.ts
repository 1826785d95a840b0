import type { Clock, DialectName } from '@rtms-mock/protocol';
import type { JournalRecorder } from '../journal.js';
import { AppTurn } from './app-turn.js';
import { timersOf, type State } from './stream-state.js';

/** The course of a stream in a few facts. Times are Unix times, in milliseconds. */
export interface StreamCourse {
  /** First start; `undefined` before it. */
  readonly startedAtUnixMs: number | undefined;
  /** Last end; `undefined` before it, and while the stream has been started again. */
  readonly endedAtUnixMs: number | undefined;
  /** True once an app has completed the signaling handshake. */
  readonly wasJoined: boolean;
}

/** State of one stream, with its transitions. */
export class StreamStateMachine {
  readonly #streamId: string;
  readonly #protocol: DialectName;
  readonly #clock: Clock;
  readonly #journal: JournalRecorder;
  readonly #onChange: (state: State) => void;
  readonly #turn: AppTurn;
  #current: State = { name: 'created', resumeTo: 'active', timeout: () => {} };
  #course: StreamCourse = { startedAtUnixMs: undefined, endedAtUnixMs: undefined, wasJoined: false };

  /** `onChange`: called with each new state, before the journal. */
  constructor(
    { streamId, protocol }: { readonly streamId: string; readonly protocol: DialectName },
    { clock, journal }: { readonly clock: Clock; readonly journal: JournalRecorder },
    onChange: (state: State) => void,
  ) {
    this.#streamId = streamId;
    this.#protocol = protocol;
    this.#clock = clock;
    this.#journal = journal;
    this.#turn = new AppTurn(clock, streamId);
    this.#onChange = onChange;
  }

  /** The current state. */
  get current(): State {
    return this.#current;
  }

  /** Times of start and end, and whether an app has joined. */
  get course(): StreamCourse {
    return this.#course;
  }

  /**
   * Replaces the state without a journal entry, when only its data changes. Cancels the timers of the previous state that
   * the new one does not contain.
   */
  update(state: State): void {
    const timers = timersOf(state);
    for (const cancel of timersOf(this.#current)) if (!timers.includes(cancel)) cancel();
    this.#current = state;
    this.#onChange(state);
  }

  /** The app is ready: virtual time waits for it no longer. */
  appIsReady(): void {
    this.#turn.over();
  }

  /** Transitions to `state` and records it in the journal. */
  transition(state: State): void {
    this.update(state);
    this.#note(state);
    this.#turn.changed(state.name);
    this.#journal.record({
      kind: 'state',
      type: state.name,
      streamId: this.#streamId,
      detail: this.#detailOf(state),
    });
  }

  #note({ name }: State): void {
    const nowUnixMs = this.#clock.unixMs();
    const { startedAtUnixMs = nowUnixMs, wasJoined } = this.#course;
    this.#course = {
      startedAtUnixMs,
      endedAtUnixMs: name === 'terminated' ? nowUnixMs : undefined,
      wasJoined: wasJoined || name === 'signaling',
    };
  }

  #detailOf(state: State): { readonly [key: string]: unknown } {
    if (state.name === 'created') return { protocol: this.#protocol };
    if (state.name === 'interrupted') return { lost: state.lost };
    if (state.name !== 'terminated') return {};
    return { reason: state.reason, ...(state.goesOn && { goesOn: state.goesOn }) };
  }
}
