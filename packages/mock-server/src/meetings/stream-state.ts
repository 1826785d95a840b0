import { StreamState, type Cancel, type StopReason } from '@rtms-mock/protocol';

/** Where a stream is in its life. */
export type State =
  /** Nobody has connected. `timeout` runs once the app was told to. */
  | { readonly name: 'created'; readonly timeout: Cancel }
  /** Signaling is up; the app has not said that it is ready. */
  | { readonly name: 'signaling'; readonly resumeTo: 'active' | 'paused' }
  | { readonly name: 'active' }
  | { readonly name: 'paused' }
  /** A connection was lost; `window` ends the stream when nobody comes back. */
  | {
      readonly name: 'interrupted';
      readonly lost: 'signaling' | 'media';
      readonly resumeTo: 'active' | 'paused';
      readonly window: Cancel;
    }
  | { readonly name: 'terminated'; readonly reason: StopReason };

/** State as the wire numbers it (P§11.7). */
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
