import { MAX_AUDIO_BACKLOG_MS } from '../policies.js';

/**
 * From when on an app is still to get audio: what was said between `rtms_started` and the moment it is
 * ready is delivered then, in one burst with its own timestamps; what was said while it was away, when it
 * is back (PROTOCOL.md §14.2, §14.4). Only a position is kept, since what is played can be read again. Video,
 * transcripts and chat are not buffered.
 *
 * Without a webhook nobody was told to come, so there is nothing to be late for: audio counts from the
 * signaling handshake on, as with `buffer_data: false`.
 */
export class AudioBacklog {
  #fromMs: number | undefined;

  /** Audio counts from here, in clock time. */
  keepFrom(ms: number): void {
    this.#fromMs = ms;
  }

  /** Where audio begins for a connection that takes it over now. */
  take(nowMs: number): number {
    const fromMs = this.#fromMs ?? nowMs;
    this.#fromMs = undefined;
    return Math.max(fromMs, nowMs - MAX_AUDIO_BACKLOG_MS);
  }
}
