import type { Cancel, Clock, Socket } from '@rtms-mock/protocol';
import type { StreamWithWebhook } from '../control/api-bodies.js';
import type { ServerEvent, Statistics } from '../control/page-bodies.js';

/** Interval of the statistics, in real milliseconds: that of one process. */
const STATISTICS_MS = 1000;

/** Bytes that wait for a follower that does not read; events above them are not sent to it. */
const MAX_FOLLOWER_BYTES = 1024 * 1024;

/** Parts that {@link MergedEvents} uses. */
export interface MergedEventsContext {
  /** Receiver of the events. */
  readonly socket: Socket;
  /** Real time. */
  readonly clock: Clock;
  /** Returns the ids of the streams that have not ended. @default missing streams are not reported */
  readonly running?: () => readonly string[];
}

/**
 * The events of all nodes for one follower, as if they came from one process: the meetings of all in the first message, then
 * each change, and statistics once per second.
 */
export class MergedEvents {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #running: () => readonly string[];
  /** Latest meetings by node; `undefined` until a node has sent them. */
  readonly #meetings = new Map<string, Map<string, StreamWithWebhook> | undefined>();
  readonly #statistics = new Map<string, Statistics['streams']>();
  #isOpening = true;
  #isBehind = false;
  /** Streams that run and that no node has sent, a second ago. A new one may be missing for a moment. */
  #missing: ReadonlySet<string> = new Set();
  #isIncomplete = false;
  #cancel: Cancel;

  constructor({ socket, clock, running = () => [] }: MergedEventsContext) {
    this.#socket = socket;
    this.#clock = clock;
    this.#running = running;
    this.#cancel = clock.after(STATISTICS_MS, () => this.#tick());
  }

  /** Expects the events of a node. */
  add(nodeId: string): void {
    this.#meetings.set(nodeId, undefined);
  }

  /** A node is gone, with those of its meetings that no other node has taken over yet. */
  remove(nodeId: string): void {
    const gone = this.#meetings.get(nodeId);
    this.#meetings.delete(nodeId);
    this.#statistics.delete(nodeId);
    for (const streamId of gone?.keys() ?? []) {
      if (!this.#has(streamId)) this.#send({ type: 'forgotten', streamId });
    }
    this.#sendFirst();
  }

  /** Takes an event of a node. */
  take(nodeId: string, event: ServerEvent): void {
    switch (event.type) {
      case 'meetings':
        this.#meetings.set(nodeId, new Map(event.meetings.map((meeting) => [meeting.streamId, meeting])));
        if (this.#isOpening) return this.#sendFirst();
        return this.#sendAll();
      case 'meeting':
        this.#meetings.get(nodeId)?.set(event.meeting.streamId, event.meeting);
        return this.#send(event);
      case 'forgotten':
        this.#meetings.get(nodeId)?.delete(event.streamId);
        if (!this.#has(event.streamId)) this.#send(event);
        return;
      case 'statistics':
        this.#statistics.set(nodeId, event.streams);
        return;
      default:
        this.#send(event);
    }
  }

  /** Stops the timer. */
  close(): void {
    this.#cancel();
  }

  #has(streamId: string): boolean {
    return [...this.#meetings.values()].some((ofNode) => ofNode?.has(streamId) === true);
  }

  /** Sends the meetings of all nodes once all have sent theirs. */
  #sendFirst(): void {
    if (!this.#isOpening || [...this.#meetings.values()].includes(undefined)) return;
    this.#isOpening = false;
    this.#sendAll();
  }

  #sendAll(): void {
    const meetings = [...this.#meetings.values()].flatMap((ofNode) => [...(ofNode?.values() ?? [])]);
    this.#isBehind = false;
    this.#send({ type: 'meetings', meetings });
    if (this.#isIncomplete) this.#send({ type: 'incomplete', incomplete: true });
  }

  /** Notifies the follower when streams are missing, and when none is any more. */
  #checkMissing(): void {
    const missing = this.#running().filter((streamId) => !this.#has(streamId));
    const isIncomplete = missing.some((streamId) => this.#missing.has(streamId));
    this.#missing = new Set(missing);
    if (isIncomplete === this.#isIncomplete) return;
    this.#isIncomplete = isIncomplete;
    this.#send({ type: 'incomplete', incomplete: isIncomplete });
  }

  #tick(): void {
    this.#cancel = this.#clock.after(STATISTICS_MS, () => this.#tick());
    if (this.#isBehind) this.#sendAll();
    if (!this.#isOpening) this.#checkMissing();
    const streams = [...this.#statistics.values()].flat();
    this.#statistics.clear();
    if (streams.length === 0) return;
    this.#send({ type: 'statistics', atMs: this.#clock.now(), unixMs: this.#clock.unixMs(), streams });
  }

  #send(event: ServerEvent): void {
    if (this.#isOpening) return;
    if (this.#socket.bufferedBytes < MAX_FOLLOWER_BYTES) this.#socket.send(JSON.stringify(event));
    else this.#isBehind = true;
  }
}
