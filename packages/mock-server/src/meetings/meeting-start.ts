import { MediaType, type Clock } from '@rtms-mock/protocol';
import { OWN_WORK_LIMIT_MS, realTimeout } from '../clock.js';
import type { MediaSockets } from './media-sockets.js';
import type { MediaSocket } from './stream-sockets.js';

/** Max time for which a meeting waits for its media to be prepared, in real milliseconds, unless its time is virtual. */
export const PREPARATION_LIMIT_MS = 10_000;

/**
 * Time without a further media socket after which a meeting starts, in real milliseconds: an app with one socket for each
 * media type sends its first CLIENT_READY_ACK while others are still being opened.
 */
const FURTHER_SOCKETS_MS = 100;

/** The parts of a stream that {@link MeetingStart} uses. */
export interface MeetingStartContext {
  readonly clock: Clock;
  readonly media: MediaSockets;
  /** Returns true while the app waits for the meeting to start. */
  readonly isAwaited: () => boolean;
  /** Starts the meeting. `acknowledged`: sockets that a CLIENT_READY_ACK has followed. */
  readonly start: (acknowledged: readonly MediaSocket[]) => void;
}

/**
 * Starts a meeting that waits for its first app: after CLIENT_READY_ACK, when all granted media is prepared, or when the
 * limit is exceeded.
 */
export class MeetingStart {
  readonly #context: MeetingStartContext;
  #acknowledged: readonly MediaSocket[] = [];
  #isWaiting = false;

  constructor(context: MeetingStartContext) {
    this.#context = context;
  }

  /** Handles CLIENT_READY_ACK before the start. The promise is resolved when the meeting has started, or does not start. */
  async ready(): Promise<void> {
    const { media, isAwaited, start } = this.#context;
    this.#acknowledged = media.all;
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await this.#untilPrepared();
    this.#isWaiting = false;
    if (isAwaited()) start(media.all.filter((socket) => this.#acknowledged.includes(socket)));
  }

  /** Waits until the media of all sockets is prepared, within the limit. */
  async #untilPrepared(): Promise<void> {
    const limit = new AbortController();
    const isVirtual = this.#context.clock.holdStill !== undefined;
    const cancelLimit = realTimeout(isVirtual ? OWN_WORK_LIMIT_MS : PREPARATION_LIMIT_MS, () =>
      limit.abort(),
    );
    const limited = new Promise<void>((resolve) => {
      limit.signal.addEventListener('abort', () => resolve());
    });
    await Promise.race([this.#untilNoFurtherSocket(limit.signal), limited]);
    cancelLimit();
  }

  async #untilNoFurtherSocket(limit: AbortSignal): Promise<void> {
    const { clock, media } = this.#context;
    let sockets: readonly MediaSocket[] = [];
    do {
      sockets = media.all;
      await Promise.all([furtherSockets(sockets, clock), prepared(sockets, clock)]);
    } while (!limit.aborted && media.all.some((socket) => !sockets.includes(socket)));
  }
}

/** Waits until the media of some sockets is prepared. */
async function prepared(sockets: readonly MediaSocket[], clock: Clock): Promise<void> {
  const release = clock.holdStill?.({ what: 'the preparation of media', isOwnWork: true });
  await Promise.all(sockets.map((socket) => socket.prepared));
  release?.();
}

/** Waits for further media sockets, unless one carries all media. */
function furtherSockets(sockets: readonly MediaSocket[], clock: Clock): Promise<void> {
  if (sockets.some(({ mask }) => mask === MediaType.ALL)) return Promise.resolve();
  // The timers of virtual time run when the app has done everything that it does now.
  if (clock.holdStill !== undefined) return new Promise((resolve) => void clock.after(0, resolve));
  return new Promise((resolve) => void realTimeout(FURTHER_SOCKETS_MS, resolve));
}
