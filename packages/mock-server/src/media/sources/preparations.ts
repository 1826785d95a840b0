/** What a server prepares: given up when the server stops, and waited for. */
import { setMaxListeners } from 'node:events';
import { delegateSource } from './delegate-source.js';
import type { OpenMedia } from './open-media.js';
import type { MediaSource } from './media-source.js';
import type { Track } from '../tracks/track.js';

/**
 * Everything that one server asks of media. Sources and what opens them may be shared by several servers;
 * each ends only what nobody else waits for.
 */
export class Preparations {
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<unknown>>();

  /** Opens media for this server. */
  opener(open: OpenMedia): OpenMedia {
    return (choice, signal) => this.#run((until) => open(choice, until), signal);
  }

  /** A source as it is now, for a meeting that begins. Rejects with what is wrong with it now. */
  async current(source: MediaSource): Promise<MediaSource> {
    const followed = this.follow(source);
    return (await followed.refresh?.()) ?? followed;
  }

  /** The same source, for a meeting of this server. */
  follow(source: MediaSource): MediaSource {
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
      forMeeting: forMeeting && ((stage) => this.follow(forMeeting(stage))),
      refresh: refresh && (async (signal) => this.follow(await this.#run(refresh, signal))),
    });
  }

  /** Gives everything up. Resolves when programs that ran for it have ended and unfinished files are gone. */
  async close(): Promise<void> {
    this.#stopping.abort(new Error('the server is stopping'));
    await Promise.allSettled(this.#running);
  }

  /** Some tracks are made while they are played: that ends with who asked for them, too. */
  async #track<T extends Track | undefined>(
    make: (until: AbortSignal) => Promise<T>,
    asked?: AbortSignal,
  ): Promise<T> {
    const track = await this.#run(make, asked);
    const hold = track?.hold?.bind(track);
    if (hold) void this.#run(hold, asked);
    return track;
  }

  /** `work` is given up when the server stops, and when whoever asked for it does not want it any more. */
  async #run<T>(work: (until: AbortSignal) => Promise<T>, asked?: AbortSignal): Promise<T> {
    const ending = new AbortController();
    const ends = [this.#stopping.signal, asked].filter((signal) => signal !== undefined);
    // A meeting may have any number of voices and cameras.
    setMaxListeners(0, ...ends);
    const end = (): void => ending.abort(ends.find(({ aborted }) => aborted)?.reason);
    for (const signal of ends) signal.addEventListener('abort', end);
    if (ends.some(({ aborted }) => aborted)) end();
    const running = work(ending.signal);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      for (const signal of ends) signal.removeEventListener('abort', end);
    }
  }
}
