import { MessageType, type Cancel } from '@rtms-mock/protocol';
import type { JournalEntry, JournalRecorder } from '../journal.js';
import { ConductCollector, type AppConduct } from './app-conduct.js';

/** Follows what the app of a stream does, in the journal. */
export class ConductWatch {
  readonly #collector = new ConductCollector();
  readonly #streamId: string;
  readonly #isExpectedClose: (connectionId: string) => boolean;
  readonly #stop: Cancel;
  /** `seq` of the last entry about the app. */
  #lastSeq = 0;

  /** `isExpectedClose`: returns true for a close that is not the app's own idea. */
  constructor(
    journal: JournalRecorder,
    streamId: string,
    isExpectedClose: (connectionId: string) => boolean,
  ) {
    this.#streamId = streamId;
    this.#isExpectedClose = isExpectedClose;
    this.#stop = journal.subscribe((entry) => this.#add(entry));
  }

  /** Conduct of the app until now. */
  get conduct(): AppConduct {
    return this.#collector.conduct;
  }

  /** `seq` of the last entry about the app; 0 if there is none. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Stops following. */
  stop(): void {
    this.#stop();
  }

  #add(entry: JournalEntry): void {
    const { kind, socket, streamId, direction, type, detail, connectionId = '' } = entry;
    if (streamId !== this.#streamId || socket === undefined) return;
    if (kind === 'connection' && type === 'closed') {
      const { code, by } = detail;
      if (typeof code === 'number' && by === 'app' && !this.#isExpectedClose(connectionId))
        this.#collector.closed(socket, code);
      return;
    }
    if (kind !== 'message') return;
    if (direction === 'received') {
      this.#lastSeq = entry.seq;
      const { msg_type: number } = detail;
      this.#collector.received(socket, typeof number === 'number' ? number : undefined, detail);
    } else if (type === 'KEEP_ALIVE_REQ') this.#collector.keepAliveSent(socket);
  }
}

/** Messages with which the service answers a request or a handshake: this server does so itself. */
export const ANSWERS: ReadonlySet<number | undefined> = new Set([
  MessageType.SIGNALING_HAND_SHAKE_RESP,
  MessageType.DATA_HAND_SHAKE_RESP,
  MessageType.SESSION_STATE_RESP,
  MessageType.STREAM_STATE_RESP,
  MessageType.STREAM_CLOSE_RESP,
  MessageType.VIDEO_SUBSCRIPTION_RESP,
  // Keep-alives follow the sockets of now.
  MessageType.KEEP_ALIVE_REQ,
  MessageType.KEEP_ALIVE_RESP,
]);
