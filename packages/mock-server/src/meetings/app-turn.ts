import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { StreamStateName } from './stream-view.js';

/** States in which the app has to do something, and what that is. */
const TURNS: { readonly [S in StreamStateName]?: string } = {
  created: 'the app to connect',
  signaling: 'CLIENT_READY_ACK',
  interrupted: 'the app to connect again',
};

/** Lets virtual time stand still while the app of a stream has to do something next. */
export class AppTurn {
  readonly #clock: Clock;
  readonly #streamId: string;
  /** Awaited event. */
  #what: string | undefined;
  #release: Cancel | undefined;

  constructor(clock: Clock, streamId: string) {
    this.#clock = clock;
    this.#streamId = streamId;
  }

  /** The stream is in this state from now on. */
  changed(state: StreamStateName): void {
    const what = TURNS[state];
    // After the loss of another socket, an app may already wait for a timer of the first one.
    if (what !== undefined && what === this.#what) return;
    this.over();
    this.#what = what;
    if (what === undefined) return;
    this.#release = this.#clock.holdStill?.({ what, streamId: this.#streamId, isTurnOfApp: true });
  }

  /** The app has done it. */
  over(): void {
    this.#what = undefined;
    this.#release?.();
    this.#release = undefined;
  }
}

/**
 * Lets virtual time stand still until the app has sent CLIENT_READY_ACK for a media socket. Does nothing before the meeting
 * has begun, since the turn of the stream lasts until then. Returns a function that ends it.
 */
export function awaitReady(
  clock: Clock,
  stream: {
    readonly streamId: string;
    readonly meeting: { readonly timeline: { readonly hasStarted: boolean } };
  },
): Cancel {
  const { streamId, meeting } = stream;
  if (!meeting.timeline.hasStarted) return () => {};
  return clock.holdStill?.({ what: 'CLIENT_READY_ACK', streamId, isTurnOfApp: true }) ?? (() => {});
}
