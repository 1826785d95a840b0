import type { JournalRecorder } from '../journal.js';
import { timersOf, type State } from './stream-state.js';

/** State of one stream, with its transitions. */
export class StreamStateMachine {
  readonly #streamId: string;
  readonly #journal: JournalRecorder;
  readonly #onChange: (state: State) => void;
  #current: State = { name: 'created', timeout: () => {} };

  /** `onChange`: called with each new state, before the journal. */
  constructor(streamId: string, journal: JournalRecorder, onChange: (state: State) => void) {
    this.#streamId = streamId;
    this.#journal = journal;
    this.#onChange = onChange;
  }

  /** The current state. */
  get current(): State {
    return this.#current;
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

  /** Transitions to `state` and records it in the journal. */
  transition(state: State): void {
    this.update(state);
    this.#journal.record({
      kind: 'state',
      type: state.name,
      streamId: this.#streamId,
      detail: 'reason' in state ? { reason: state.reason } : 'lost' in state ? { lost: state.lost } : {},
    });
  }
}
