import type { Clock } from '@rtms-mock/protocol';
import { maxAudioBacklogMs } from '../policies.js';

/**
 * Start of the audio that an app has not received yet. Audio between `rtms_started` and CLIENT_READY_ACK is delivered
 * after the latter, in one burst with its own timestamps; audio during a lost connection is delivered after the app has
 * reconnected (PROTOCOL.md §14.2, §14.4). Only the start time is stored, because audio of the past can be read again.
 * Video, transcripts and chat are not buffered.
 *
 * Without a webhook the app is not notified of the start, so audio is buffered from the signaling handshake on, as with
 * `buffer_data: false`.
 */
export class AudioBacklog {
  readonly #maxMs: number;
  #fromMs: number | undefined;

  constructor(clock: Pick<Clock, 'speed'>) {
    this.#maxMs = maxAudioBacklogMs(clock);
  }

  /** Buffers audio from a clock time on, in milliseconds. */
  keepFrom(ms: number): void {
    this.#fromMs = ms;
  }

  /** Returns the clock time at which audio begins for a connection that starts now, and clears the buffer. */
  take(nowMs: number): number {
    const fromMs = this.#fromMs ?? nowMs;
    this.#fromMs = undefined;
    return Math.max(fromMs, nowMs - this.#maxMs);
  }
}
