import { StreamState, type Cancel, type StopReason } from '@rtms-mock/protocol';
import type { MediaLoss } from './media-loss.js';

/**
 * Handling of media that is due: sent (`flowing`); audio buffered until the app reconnects, other media discarded
 * (`held`); or not created, because the stream is paused or has ended (`off`).
 */
export type MediaFlow = 'flowing' | 'held' | 'off';

/** State of a stream, with the data that exists only in it. */
export type State =
  /** No app has connected. `timeout` cancels the timer that runs after `rtms_started`. */
  | { readonly name: 'created'; readonly resumeTo: 'active' | 'paused'; readonly timeout: Cancel }
  /** Signaling is open, and the app has not sent CLIENT_READY_ACK yet. */
  | { readonly name: 'signaling'; readonly resumeTo: 'active' | 'paused' }
  | { readonly name: 'active' }
  | { readonly name: 'paused' }
  /** Signaling is lost. `window` cancels the timer that ends the stream if the app does not reconnect. */
  | {
      readonly name: 'interrupted';
      readonly lost: 'signaling';
      readonly resumeTo: 'active' | 'paused';
      readonly window: Cancel;
    }
  /** At least one media socket is lost, while signaling is open. */
  | {
      readonly name: 'interrupted';
      readonly lost: 'media';
      readonly resumeTo: 'active' | 'paused';
      readonly losses: readonly MediaLoss[];
    }
  /** `goesOn`: another server plays the meeting from now on, or may do so. */
  | { readonly name: 'terminated'; readonly reason: StopReason; readonly goesOn?: 'elsewhere' | undefined };

/** Returns the number of a state on the wire (PROTOCOL.md §18.4). */
export function wireState({ name }: State): StreamState {
  switch (name) {
    case 'created':
    case 'signaling':
      return StreamState.INACTIVE;
    case 'active':
      return StreamState.ACTIVE;
    case 'paused':
      return StreamState.PAUSED;
    case 'interrupted':
      return StreamState.INTERRUPTED;
    case 'terminated':
      return StreamState.TERMINATED;
  }
}

/** Returns functions that cancel the timers of a state. */
export function timersOf(state: State): readonly Cancel[] {
  if (state.name === 'created') return [state.timeout];
  if (state.name !== 'interrupted') return [];
  return state.lost === 'signaling' ? [state.window] : state.losses.map(({ window }) => window);
}

/** Returns the state that follows once the app is connected and has sent CLIENT_READY_ACK. */
export function resumptionOf(state: State): 'active' | 'paused' {
  if ('resumeTo' in state) return state.resumeTo;
  return state.name === 'paused' ? 'paused' : 'active';
}

/**
 * Returns how media that is due is handled in a state. The loss of one media socket does not stop the others. Without
 * signaling, audio is buffered until the app has reconnected and sent CLIENT_READY_ACK. With `keepsMedia`, media sockets
 * stay open and media flows during the loss (PROTOCOL.md §14.2).
 */
export function mediaFlowIn(state: State, { keepsMedia }: { readonly keepsMedia: boolean }): MediaFlow {
  const withoutSignaling = keepsMedia ? 'flowing' : 'held';
  switch (state.name) {
    case 'active':
      return 'flowing';
    case 'signaling':
      return state.resumeTo === 'active' ? withoutSignaling : 'off';
    case 'interrupted':
      if (state.resumeTo !== 'active') return 'off';
      return state.lost === 'media' ? 'flowing' : withoutSignaling;
    default:
      return 'off';
  }
}
