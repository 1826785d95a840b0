import { StreamState, type Cancel, type StopReason } from '@rtms-mock/protocol';
import type { MediaLoss } from './media-loss.js';

/**
 * What becomes of what is due: sent; kept, as far as it is audio, because the app is to come back; or not
 * made at all, because the stream is paused or over.
 */
export type MediaFlow = 'flowing' | 'held' | 'off';

/** Where a stream is in its life. */
export type State =
  /** Nobody has connected. `timeout` runs once the app was told to. */
  | { readonly name: 'created'; readonly timeout: Cancel }
  /** Signaling is up; the app has not said that it is ready. */
  | { readonly name: 'signaling'; readonly resumeTo: 'active' | 'paused' }
  | { readonly name: 'active' }
  | { readonly name: 'paused' }
  /** Signaling was lost; `window` ends the stream when nobody comes back. */
  | {
      readonly name: 'interrupted';
      readonly lost: 'signaling';
      readonly resumeTo: 'active' | 'paused';
      readonly window: Cancel;
    }
  /** Media sockets were lost, while signaling stays. At least one. */
  | {
      readonly name: 'interrupted';
      readonly lost: 'media';
      readonly resumeTo: 'active' | 'paused';
      readonly losses: readonly MediaLoss[];
    }
  | { readonly name: 'terminated'; readonly reason: StopReason };

/** State as the wire numbers it (PROTOCOL.md §18.4). */
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

/** What is planned in a state, and is off when that state is left. */
export function timersOf(state: State): readonly Cancel[] {
  if (state.name === 'created') return [state.timeout];
  if (state.name !== 'interrupted') return [];
  return state.lost === 'signaling' ? [state.window] : state.losses.map(({ window }) => window);
}

/** What a stream becomes when the app is there again and ready. */
export function resumptionOf(state: State): 'active' | 'paused' {
  if ('resumeTo' in state) return state.resumeTo;
  return state.name === 'paused' ? 'paused' : 'active';
}

/**
 * What becomes of media that is due. The loss of one media socket does not stop the others; without signaling
 * audio waits until the app is back and ready, unless its media sockets are kept for it to go on with
 * (PROTOCOL.md §14.2).
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
