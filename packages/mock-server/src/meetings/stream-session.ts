import { SessionState, type StopReason, type StreamState } from '@rtms-mock/protocol';
import type { Notices } from './notices.js';

/** Session of a stream: its state on the wire, of which the app is notified. */
export class StreamSession {
  readonly #notices: Pick<Notices, 'sessionState'>;
  #state: SessionState = SessionState.INACTIVE;

  constructor(notices: Pick<Notices, 'sessionState'>) {
    this.#notices = notices;
  }

  /** State on the wire. */
  get state(): SessionState {
    return this.#state;
  }

  /** Sets the state without a notification. */
  set(state: SessionState): void {
    this.#state = state;
  }

  /** Changes the state and notifies the app; of a change of the stream, too. */
  change(state: SessionState, stream?: StreamState, reason?: StopReason): void {
    this.#state = state;
    this.#notices.sessionState(state, stream, reason);
  }
}
