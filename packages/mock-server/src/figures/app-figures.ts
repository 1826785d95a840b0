import type { JournalEntry } from '../journal.js';
import { Histogram } from './histogram.js';
import type { ServerFigures, StreamTiming } from './server-figures.js';

/** Ended streams of which the timing is kept. */
const MAX_ENDED = 1000;

/** Facts about one stream. Times are clock times in milliseconds. */
interface StreamRecord {
  /** Start of the stream, then the first `rtms_started`. */
  startedMs: number;
  isAnnounced: boolean;
  connectedMs: number | undefined;
  /** Media flows since then, if someone speaks. */
  joinedMs: number | undefined;
  hasFrame: boolean;
  state: string;
  interruptions: number;
  answered: number;
  unanswered: number;
  keepAliveMs: number | undefined;
  keepAliveMaxMs: number | undefined;
  /** Times of unanswered requests by connection. */
  readonly requests: Map<string, number>;
}

/** Measures by the journal how apps join and answer. The cost of an entry does not depend on the number of streams. */
export class AppFigures {
  readonly #speed: number;
  readonly #records = new Map<string, StreamRecord>();
  /** Ids of ended streams, the first that ended first. */
  readonly #ended = new Set<string>();
  readonly #connect = new Histogram();
  readonly #join = new Histogram();
  readonly #firstFrame = new Histogram();
  readonly #keepAlive = new Histogram();
  #streams = noStreams();
  /** Streams that are interrupted now. */
  #interrupted = 0;
  #webhooks = noWebhooks();

  /** `speed`: clock time is so many times as fast as real time, in which apps are measured. */
  constructor(speed = 1) {
    this.#speed = speed;
  }

  /** Measures the next entry of the journal. */
  add(entry: JournalEntry): void {
    const { kind, streamId } = entry;
    if (streamId === undefined) return;
    if (kind === 'state') return this.#addState(entry, streamId);
    const record = this.#records.get(streamId);
    if (record === undefined) return;
    if (kind === 'message') this.#addMessage(entry, record);
    else if (kind === 'connection') this.#addConnection(entry, record);
    else if (kind === 'webhook' && isStart(entry.type)) this.#addWebhook(entry, record);
  }

  /** Timing of a stream; `undefined` if there is none, or if it ended long ago. */
  timing(streamId: string): StreamTiming | undefined {
    const record = this.#records.get(streamId);
    if (record === undefined) return undefined;
    const { startedMs, connectedMs, joinedMs, keepAliveMs, keepAliveMaxMs } = record;
    const after = (ms: number | undefined): number | null =>
      ms === undefined ? null : rounded(this.#real(ms - startedMs));
    return {
      connectedAfterMs: after(connectedMs),
      joinedAfterMs: after(joinedMs),
      interruptions: record.interruptions,
      keepAlivesAnswered: record.answered,
      keepAlivesUnanswered: record.unanswered,
      keepAliveMs: keepAliveMs === undefined ? null : rounded(keepAliveMs),
      keepAliveMaxMs: keepAliveMaxMs === undefined ? null : rounded(keepAliveMaxMs),
    };
  }

  /** Begins again at 0. */
  clear(): void {
    this.#records.clear();
    this.#ended.clear();
    for (const times of [this.#connect, this.#join, this.#firstFrame, this.#keepAlive]) times.clear();
    this.#streams = noStreams();
    this.#interrupted = 0;
    this.#webhooks = noWebhooks();
  }

  /** Returns the sums of all streams. */
  view(): Pick<ServerFigures, 'webhooks' | 'connect' | 'join' | 'firstFrame' | 'keepAlive'> & {
    readonly streams: Omit<ServerFigures['streams'], 'active'>;
  } {
    return {
      streams: { ...this.#streams, lost: this.#streams.lost + this.#interrupted },
      webhooks: { ...this.#webhooks },
      connect: this.#connect.view(),
      join: this.#join.view(),
      firstFrame: this.#firstFrame.view(),
      keepAlive: this.#keepAlive.view(),
    };
  }

  #addState({ type, atMs }: JournalEntry, streamId: string): void {
    const record = this.#records.get(streamId) ?? this.#newRecord(streamId, atMs);
    this.#ended.delete(streamId);
    this.#followState(record, type);
    if (type !== 'terminated') return;
    record.requests.clear();
    this.#ended.add(streamId);
    const [oldest] = this.#ended;
    if (this.#ended.size <= MAX_ENDED || oldest === undefined) return;
    this.#ended.delete(oldest);
    this.#records.delete(oldest);
  }

  #followState(record: StreamRecord, state: string): void {
    const wasInterrupted = record.state === 'interrupted';
    record.state = state;
    if (state === 'interrupted') {
      record.interruptions += 1;
      this.#streams.interruptions += 1;
      if (!wasInterrupted) this.#interrupted += 1;
    } else if (wasInterrupted) {
      this.#interrupted -= 1;
      if (state === 'terminated' && record.joinedMs !== undefined) this.#streams.lost += 1;
    }
  }

  #newRecord(streamId: string, atMs: number): StreamRecord {
    const record: StreamRecord = {
      startedMs: atMs,
      isAnnounced: false,
      connectedMs: undefined,
      joinedMs: undefined,
      hasFrame: false,
      state: '',
      interruptions: 0,
      answered: 0,
      unanswered: 0,
      keepAliveMs: undefined,
      keepAliveMaxMs: undefined,
      requests: new Map(),
    };
    this.#records.set(streamId, record);
    this.#streams.started += 1;
    return record;
  }

  #addWebhook({ direction, atMs, detail }: JournalEntry, record: StreamRecord): void {
    if (direction === 'sent') {
      if (record.isAnnounced || record.connectedMs !== undefined) return;
      record.isAnnounced = true;
      record.startedMs = atMs;
      return;
    }
    const { status } = (detail['outcome'] ?? {}) as { readonly status?: string };
    if (status === 'delivered' || status === 'refused' || status === 'failed') this.#webhooks[status] += 1;
  }

  #addConnection({ socket, type, atMs, connectionId = '' }: JournalEntry, record: StreamRecord): void {
    if (type === 'accepted' && socket === 'signaling' && record.connectedMs === undefined) {
      record.connectedMs = atMs;
      this.#streams.connected += 1;
      this.#connect.record(this.#real(atMs - record.startedMs));
    }
    if (type === 'streaming' && record.joinedMs === undefined) {
      record.joinedMs = atMs;
      this.#streams.joined += 1;
      this.#join.record(this.#real(atMs - record.startedMs));
    }
    if (type === 'closed') record.requests.delete(connectionId);
  }

  #addMessage({ type, atMs, connectionId = '' }: JournalEntry, record: StreamRecord): void {
    switch (type) {
      case 'KEEP_ALIVE_REQ': {
        const requestMs = record.requests.get(connectionId);
        record.requests.set(connectionId, atMs);
        if (requestMs === undefined) return;
        record.unanswered += 1;
        this.#addKeepAlive(this.#real(atMs - requestMs), record);
        return;
      }
      case 'KEEP_ALIVE_RESP': {
        const requestMs = record.requests.get(connectionId);
        if (requestMs === undefined) return;
        record.requests.delete(connectionId);
        record.answered += 1;
        this.#addKeepAlive(this.#real(atMs - requestMs), record);
        return;
      }
      case 'MEDIA_DATA_AUDIO':
      case 'MEDIA_DATA_VIDEO':
      case 'MEDIA_DATA_SHARE':
        if (record.hasFrame || record.joinedMs === undefined) return;
        record.hasFrame = true;
        this.#firstFrame.record(this.#real(atMs - record.joinedMs));
    }
  }

  #addKeepAlive(ms: number, record: StreamRecord): void {
    this.#keepAlive.record(ms);
    record.keepAliveMs = ms;
    record.keepAliveMaxMs = Math.max(ms, record.keepAliveMaxMs ?? 0);
  }

  #real(ms: number): number {
    return ms / this.#speed;
  }
}

function noStreams() {
  return { started: 0, connected: 0, joined: 0, lost: 0, interruptions: 0 };
}

function noWebhooks(): { delivered: number; refused: number; failed: number } {
  return { delivered: 0, refused: 0, failed: 0 };
}

/** `meeting.rtms_started`, or `meeting.rtms.started` in the string generation, of any product. */
function isStart(type: string): boolean {
  return /\brtms[._]started$/.test(type);
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
