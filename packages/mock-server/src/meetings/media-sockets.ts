import type { Clock, MediaType } from '@rtms-mock/protocol';
import { AudioBacklog } from './audio-backlog.js';
import { OrphanedMedia } from './orphaned-media.js';
import type { MediaSocket } from './stream-sockets.js';

/** The media connections of one stream that have shaken hands, and the audio that it is still to get. */
export class MediaSockets {
  /** From when on the app is still to get audio. */
  readonly audioBacklog = new AudioBacklog();
  readonly #connections = new Set<MediaSocket>();
  readonly #orphans: OrphanedMedia;

  constructor(clock: Clock) {
    this.#orphans = new OrphanedMedia(clock);
  }

  get all(): readonly MediaSocket[] {
    return [...this.#connections];
  }

  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  /** Types that one of them carries. */
  get types(): ReadonlySet<MediaType> {
    return new Set(this.all.flatMap(({ mediaTypes }) => mediaTypes));
  }

  add(connection: MediaSocket): void {
    this.#connections.add(connection);
  }

  /**
   * A newcomer takes over from those that carry one of its types: they close, and nothing is lost
   * (PROTOCOL.md §14.3).
   */
  replaceWith(newcomer: MediaSocket): void {
    const previous = this.all.filter((one) =>
      one.mediaTypes.some((type) => newcomer.mediaTypes.includes(type)),
    );
    for (const connection of previous) {
      this.#connections.delete(connection);
      this.#stopPlaying(connection);
      connection.replace();
    }
    this.#connections.add(newcomer);
  }

  /** The app is ready: media flows on all of them. */
  open(): void {
    for (const connection of this.#connections) connection.open();
  }

  /** False when it was none of them any more. */
  remove(connection: MediaSocket): boolean {
    return this.#connections.delete(connection);
  }

  /**
   * Signaling is lost, and media has to be set up anew: nothing more is played, and soon they close
   * (PROTOCOL.md §14.2).
   */
  orphan(): void {
    for (const connection of this.#connections) this.#stopPlaying(connection);
    this.#orphans.adopt(this.all);
    this.#connections.clear();
  }

  /** Signaling is back: what it left behind closes at once. */
  closeOrphans(): void {
    this.#orphans.close();
  }

  /** Closes all of them politely. */
  close(): void {
    this.#orphans.close();
    for (const connection of this.#takeAll()) connection.close();
  }

  /** Breaks all of them. */
  cut(): void {
    for (const { channel } of this.#takeAll()) channel.socket.terminate();
  }

  /** Audio goes on from here on the next connection that carries it. */
  #stopPlaying(connection: MediaSocket): void {
    const audioDueMs = connection.abandon();
    if (audioDueMs !== undefined) this.audioBacklog.keepFrom(audioDueMs);
  }

  /** Forgets them first: that they close is nothing that the stream is to hear of. */
  #takeAll(): readonly MediaSocket[] {
    const { all } = this;
    this.#connections.clear();
    return all;
  }
}
