/** The media work of one server, which it aborts and awaits when it stops. */
import { setMaxListeners } from 'node:events';
import type { Track } from '../tracks/track.js';
import { delegateSource } from './delegate-source.js';
import type { MediaSource } from './media-source.js';
import type { OpenMedia } from './open-media.js';

/**
 * Opening and preparing of media for one server. Sources and openers may be shared by several servers: each aborts
 * only work that no other server waits for.
 */
export class Preparations {
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** Wraps an opener, so that opening is aborted when the server stops. */
  opener(open: OpenMedia): OpenMedia {
    return (choice, signal) => this.#run((until) => open(choice, until), signal);
  }

  /** Returns a source, refreshed and wrapped, for a new meeting. Rejects as its `refresh` does. */
  async refresh(source: MediaSource): Promise<MediaSource> {
    const wrapped = this.wrap(source);
    return (await wrapped.refresh?.()) ?? wrapped;
  }

  /** Wraps a source, so that preparing its tracks is aborted when the server stops. */
  wrap(source: MediaSource): MediaSource {
    const composed = source.composed?.bind(source);
    const forMeeting = source.forMeeting?.bind(source);
    const refresh = source.refresh?.bind(source);
    return delegateSource(source, {
      audio: (selection, format, signal) =>
        this.#track((until) => source.audio(selection, format, until), signal),
      video: (participant, format, signal) =>
        this.#track((until) => source.video(participant, format, until), signal),
      composed:
        composed && ((view, format, signal) => this.#track((until) => composed(view, format, until), signal)),
      share: (format, signal) => this.#track((until) => source.share(format, until), signal),
      forMeeting: forMeeting && ((context) => this.wrap(forMeeting(context))),
      refresh: refresh && (async (signal) => this.wrap(await this.#run(refresh, signal))),
    });
  }

  /** Aborts all work. Resolves when the programs that it started have exited and unfinished files are removed. */
  async close(): Promise<void> {
    this.#stopping.abort(new Error('the server is stopping'));
    await Promise.allSettled(this.#running);
  }

  /** Holds a track until the server stops or `signal` aborts: some tracks are converted while they are played. */
  async #track<T extends Track | undefined>(
    prepare: (until: AbortSignal) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const track = await this.#run(prepare, signal);
    const hold = track?.hold?.bind(track);
    if (hold) void this.#run(hold, signal);
    return track;
  }

  /** Runs `work` with a signal that aborts when the server stops, or when `signal` aborts. */
  async #run<T>(work: (until: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const combined = new AbortController();
    const signals = [this.#stopping.signal, signal].filter((each) => each !== undefined);
    // One listener per track: a meeting may have any number of participants.
    setMaxListeners(0, ...signals);
    const abort = (): void => combined.abort(signals.find(({ aborted }) => aborted)?.reason);
    for (const each of signals) each.addEventListener('abort', abort);
    if (signals.some(({ aborted }) => aborted)) abort();
    const running = work(combined.signal);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      for (const each of signals) each.removeEventListener('abort', abort);
    }
  }
}
