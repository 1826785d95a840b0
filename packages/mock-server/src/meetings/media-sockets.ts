import type { Clock, MediaDataChat, MediaDataTranscript, MediaType } from '@rtms-mock/protocol';
import { AudioBacklog } from './audio-backlog.js';
import { OrphanedMedia } from './orphaned-media.js';
import type { MediaSocket } from './stream-sockets.js';
import { SmallSet } from '../small-set.js';

/** Media connections of one stream that have completed their handshake, and the audio that is still to be sent. */
export class MediaSockets {
  /** Start of the audio that the app has not received yet. */
  readonly audioBacklog: AudioBacklog;
  readonly #connections = new SmallSet<MediaSocket>();
  readonly #orphans: OrphanedMedia;

  constructor(clock: Clock) {
    this.audioBacklog = new AudioBacklog(clock);
    this.#orphans = new OrphanedMedia(clock);
  }

  /** All media connections, oldest first. */
  get all(): readonly MediaSocket[] {
    return [...this.#connections];
  }

  /** True while the stream has no media connection. */
  get isEmpty(): boolean {
    return this.#connections.size === 0;
  }

  /** Media types that at least one connection carries. */
  get types(): ReadonlySet<MediaType> {
    return new Set(this.all.flatMap(({ mediaTypes }) => mediaTypes));
  }

  /** Adds a connection beside the existing ones. */
  add(connection: MediaSocket): void {
    this.#connections.add(connection);
  }

  /**
   * Adds a connection and closes those that carry one of its media types. No audio is lost, and nothing counts as
   * interrupted (PROTOCOL.md §14.3).
   */
  replaceWith(replacement: MediaSocket): void {
    const previous = this.all.filter((connection) =>
      connection.mediaTypes.some((type) => replacement.mediaTypes.includes(type)),
    );
    for (const connection of previous) {
      this.#connections.delete(connection);
      this.#stopPlaying(connection);
      connection.replace();
    }
    this.#connections.add(replacement);
  }

  /** Sends a chat message or a caption on all connections that carry them. */
  sendText(message: MediaDataChat | MediaDataTranscript): void {
    for (const connection of this.#connections) connection.sendText(message);
  }

  /** Removes a connection. Returns false if it was removed before. */
  remove(connection: MediaSocket): boolean {
    return this.#connections.delete(connection);
  }

  /**
   * Stops media after the loss of signaling. The app has to set up media again; the sockets are closed soon
   * (PROTOCOL.md §14.2).
   */
  orphan(): void {
    for (const connection of this.#connections) this.#stopPlaying(connection);
    this.#orphans.adopt(this.all);
    this.#connections.clear();
  }

  /** Closes the sockets of {@link orphan} at once, because signaling is open again. */
  closeOrphans(): void {
    this.#orphans.close();
  }

  /** Closes all connections with code 1000. */
  close(): void {
    this.#orphans.close();
    for (const connection of this.#removeAll()) connection.close();
  }

  /** Terminates all connections without a closing handshake. */
  terminate(): void {
    for (const { channel } of this.#removeAll()) channel.socket.terminate();
  }

  /** Stops media on a connection. The next connection that carries audio continues where this one stopped. */
  #stopPlaying(connection: MediaSocket): void {
    const audioDueMs = connection.abandon();
    if (audioDueMs !== undefined) this.audioBacklog.keepFrom(audioDueMs);
  }

  /** Clears the set first, so that the stream ignores the `close` events that follow. */
  #removeAll(): readonly MediaSocket[] {
    const { all } = this;
    this.#connections.clear();
    return all;
  }
}
