import type { MeetingRecord } from '../server/meeting-record.js';
import type { MemoryRegistry } from './memory-registry.js';
import type { StreamUrl, ToWorker } from './worker-messages.js';

/** Sends a message to one worker. */
export type SendToWorker = (nodeId: string, message: ToWorker) => void;

/**
 * Notifies all workers where each stream is played, so that an app which connects to the wrong one is refused with the right URL.
 */
export class StreamUrls {
  readonly #registry: MemoryRegistry;
  readonly #send: SendToWorker;
  /** Last URLs that were sent, by key of the meeting. */
  readonly #sent = new Map<string, string>();

  constructor(registry: MemoryRegistry, send: SendToWorker) {
    this.#registry = registry;
    this.#send = send;
  }

  /** Begins to follow the meetings of the registry. */
  follow(): void {
    const registry = this.#registry;
    registry.followMeetings({
      claimed: (record) => this.#changed(record),
      released: (record) => this.#gone(record),
    });
    registry.subscribe((event) => {
      if (event.type === 'node-lost') for (const record of event.records) this.#gone(record);
      else this.#sendAll(event.node.nodeId);
    });
  }

  #changed(record: MeetingRecord): void {
    const urls = this.#urlsOf(record);
    // Most records differ in other properties.
    const text = JSON.stringify(urls);
    if (this.#sent.get(record.key) === text) return;
    this.#sent.set(record.key, text);
    this.#tellAll(urls);
  }

  #gone(record: MeetingRecord): void {
    if (!this.#sent.delete(record.key)) return;
    this.#tellAll(record.meeting.streams.map(({ streamId }) => ({ streamId })));
  }

  #tellAll(streams: readonly StreamUrl[]): void {
    for (const { nodeId } of this.#registry.nodes()) this.#send(nodeId, { type: 'stream-urls', streams });
  }

  #sendAll(nodeId: string): void {
    const streams = [...this.#sent.values()].flatMap((text) => JSON.parse(text) as readonly StreamUrl[]);
    if (streams.length > 0) this.#send(nodeId, { type: 'stream-urls', streams });
  }

  #urlsOf({ nodeId, meeting }: MeetingRecord): readonly StreamUrl[] {
    return meeting.streams.flatMap(({ streamId }) => {
      const url = this.#registry.signalingUrlOf(streamId);
      return url === undefined ? [] : [{ streamId, at: { worker: nodeId, url } }];
    });
  }
}

/** Streams of other workers, as a worker knows them. */
export class ElsewhereStreams {
  readonly #worker: string;
  readonly #urls = new Map<string, string>();

  /** @param worker name of this worker, whose own streams are left out */
  constructor(worker: string) {
    this.#worker = worker;
  }

  /** Takes what has changed. */
  take(streams: readonly StreamUrl[]): void {
    for (const { streamId, at } of streams) {
      if (at === undefined || at.worker === this.#worker) this.#urls.delete(streamId);
      else this.#urls.set(streamId, at.url);
    }
  }

  /** Signaling URL of a stream that another worker plays; `undefined` if none is known. */
  urlOf(streamId: string): string | undefined {
    return this.#urls.get(streamId);
  }
}
