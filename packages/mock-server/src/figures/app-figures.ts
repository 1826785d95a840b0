import type { JournalEntry } from '../journal.js';
import { Histogram } from './histogram.js';
import type { ServerFigures, StreamTiming } from './server-figures.js';

/** States that end an interruption: the app is back, or the stream has ended. */
const BACK: ReadonlySet<string> = new Set(['active', 'paused', 'terminated']);

/** Ended streams of which the timing is kept. */
const MAX_ENDED = 1000;

/** Progress of the app of a stream. */
export type Progress = 'announced' | 'connected' | 'joined';

/** Facts about one stream. Times are clock times in milliseconds. */
interface StreamRecord {
  /** Progress at another process; `undefined` for a stream that began here. */
  before: Progress | undefined;
  /** Start of the stream, then the first `rtms_started`. */
  startedMs: number;
  isAnnounced: boolean;
  connectedMs: number | undefined;
  /** Media flows since then, if someone speaks. */
  joinedMs: number | undefined;
  hasFrame: boolean;
  /** Interrupted, and the app has not come back since. */
  isAway: boolean;
  interruptions: number;
  answered: number;
  unanswered: number;
  keepAliveMs: number | undefined;
  keepAliveMaxMs: number | undefined;
  /** Times of unanswered keep-alives by connection. `undefined` before the first. */
  keepAlives: Map<string, number> | undefined;
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
  readonly #firstMedia = new Histogram();
  readonly #keepAlive = new Histogram();
  #streams = noStreams();
  /** Streams whose app is away. */
  #interrupted = 0;
  /** Streams of other processes that this one is about to go on with. */
  readonly #continuing = new Map<string, Progress>();
  #webhooks = noWebhooks();
  /** Causes of refused and failed webhooks, with their numbers. */
  readonly #causes = new Map<string, number>();

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

  /** The next state of a stream is one of a stream that another process has played. */
  goOn(streamId: string, progress: Progress): void {
    this.#continuing.set(streamId, progress);
  }

  /** Returns how far the app of a stream has come, here or at another process. */
  progressOf(streamId: string): Progress {
    const record = this.#records.get(streamId);
    if (record === undefined) return 'announced';
    if (hasJoined(record)) return 'joined';
    return hasConnected(record) ? 'connected' : 'announced';
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
    this.#continuing.clear();
    for (const times of this.#times()) times.clear();
    this.#streams = noStreams();
    this.#interrupted = 0;
    this.#webhooks = noWebhooks();
    this.#causes.clear();
  }

  #times(): readonly Histogram[] {
    return [this.#connect, this.#join, this.#firstFrame, this.#firstMedia, this.#keepAlive];
  }

  /** Returns the sums of all streams. */
  view(): Pick<ServerFigures, 'webhooks' | 'connect' | 'join' | 'firstFrame' | 'firstMedia' | 'keepAlive'> & {
    readonly streams: Omit<ServerFigures['streams'], 'active'>;
  } {
    return {
      streams: {
        ...this.#streams,
        lost: this.#streams.lost + this.#interrupted,
        interrupted: this.#interrupted,
      },
      webhooks: { ...this.#webhooks, causes: Object.fromEntries(this.#causes) },
      connect: this.#connect.view(),
      join: this.#join.view(),
      firstFrame: this.#firstFrame.view(),
      firstMedia: this.#firstMedia.view(),
      keepAlive: this.#keepAlive.view(),
    };
  }

  #addState({ type, atMs, detail }: JournalEntry, streamId: string): void {
    const before = this.#continuing.get(streamId);
    const record = this.#records.get(streamId) ?? this.#newRecord(streamId, atMs, before);
    this.#ended.delete(streamId);
    if (before !== undefined) this.#goOn(streamId, record, before);
    const goesOn = detail['goesOn'] === 'elsewhere';
    const isLost = type === 'terminated' && !goesOn && hasJoined(record);
    this.#followState(record, type, { isContinued: before !== undefined, isLost });
    if (type !== 'terminated') return;
    if (goesOn && hasJoined(record)) this.#streams.handedOver += 1;
    record.keepAlives = undefined;
    this.#ended.add(streamId);
    const [oldest] = this.#ended;
    if (this.#ended.size <= MAX_ENDED || oldest === undefined) return;
    this.#ended.delete(oldest);
    this.#records.delete(oldest);
  }

  #goOn(streamId: string, record: StreamRecord, before: Progress): void {
    this.#continuing.delete(streamId);
    record.before = before;
    // The first frame that it has sent is that of the other process.
    record.hasFrame = before === 'joined';
    if (before === 'joined') this.#streams.continued += 1;
  }

  /**
   * `isContinued`: the stream is interrupted because the process that has played it is gone. `isLost`: it ends, and its app
   * had joined.
   */
  #followState(
    record: StreamRecord,
    state: string,
    { isContinued, isLost }: { readonly isContinued: boolean; readonly isLost: boolean },
  ): void {
    if (state === 'interrupted') {
      // The media sockets and signaling of an app that ends close one after the other, in any order: that is one loss.
      if (record.isAway) return;
      record.isAway = true;
      this.#interrupted += 1;
      record.interruptions += 1;
      if (!isContinued) this.#streams.interruptions += 1;
    } else if (record.isAway && BACK.has(state)) {
      record.isAway = false;
      this.#interrupted -= 1;
      if (isLost) this.#streams.lost += 1;
    }
  }

  #newRecord(streamId: string, atMs: number, before: Progress | undefined): StreamRecord {
    const record: StreamRecord = {
      before,
      startedMs: atMs,
      isAnnounced: false,
      connectedMs: undefined,
      joinedMs: undefined,
      hasFrame: false,
      isAway: false,
      interruptions: 0,
      answered: 0,
      unanswered: 0,
      keepAliveMs: undefined,
      keepAliveMaxMs: undefined,
      keepAlives: undefined,
    };
    this.#records.set(streamId, record);
    if (before === undefined) this.#streams.started += 1;
    return record;
  }

  #addWebhook({ direction, atMs, detail }: JournalEntry, record: StreamRecord): void {
    if (direction === 'sent') {
      if (record.isAnnounced || record.connectedMs !== undefined) return;
      record.isAnnounced = true;
      record.startedMs = atMs;
      return;
    }
    const { status, httpStatus, code } = (detail['outcome'] ?? {}) as Partial<StartOutcome>;
    if (status !== 'delivered' && status !== 'refused' && status !== 'failed') return;
    this.#webhooks[status] += 1;
    const cause = status === 'refused' ? httpStatus : code;
    if (status === 'delivered' || cause === undefined) return;
    this.#causes.set(String(cause), (this.#causes.get(String(cause)) ?? 0) + 1);
  }

  #addConnection({ socket, type, atMs, connectionId = '' }: JournalEntry, record: StreamRecord): void {
    if (type === 'accepted' && socket === 'signaling' && record.connectedMs === undefined) {
      if (!hasConnected(record)) {
        this.#streams.connected += 1;
        this.#connect.record(this.#real(atMs - record.startedMs));
      }
      record.connectedMs = atMs;
    }
    if (type === 'streaming' && record.joinedMs === undefined) {
      if (!hasJoined(record)) {
        this.#streams.joined += 1;
        this.#join.record(this.#real(atMs - record.startedMs));
      }
      record.joinedMs = atMs;
    }
    if (type === 'closed') record.keepAlives?.delete(connectionId);
  }

  #addMessage({ type, atMs, connectionId = '' }: JournalEntry, record: StreamRecord): void {
    switch (type) {
      case 'KEEP_ALIVE_REQ': {
        const requestMs = record.keepAlives?.get(connectionId);
        record.keepAlives ??= new Map();
        record.keepAlives.set(connectionId, atMs);
        if (requestMs === undefined) return;
        record.unanswered += 1;
        this.#addKeepAlive(this.#real(atMs - requestMs), record);
        return;
      }
      case 'KEEP_ALIVE_RESP': {
        const requestMs = record.keepAlives?.get(connectionId);
        if (requestMs === undefined) return;
        record.keepAlives?.delete(connectionId);
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
        this.#firstMedia.record(this.#real(atMs - record.startedMs));
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
  return { started: 0, connected: 0, joined: 0, lost: 0, interruptions: 0, continued: 0, handedOver: 0 };
}

function hasConnected({ before, connectedMs }: StreamRecord): boolean {
  return connectedMs !== undefined || before === 'connected' || before === 'joined';
}

function hasJoined({ before, joinedMs }: StreamRecord): boolean {
  return joinedMs !== undefined || before === 'joined';
}

function noWebhooks(): { delivered: number; refused: number; failed: number } {
  return { delivered: 0, refused: 0, failed: 0 };
}

/** Outcome of a webhook, as its entry has it. */
interface StartOutcome {
  readonly status: string;
  /** Of an answer. */
  readonly httpStatus: number;
  /** Of a failure, such as `timeout`. */
  readonly code: string;
}

/** `meeting.rtms_started`, or `meeting.rtms.started` in the string generation, of any product. */
function isStart(type: string): boolean {
  return /\brtms[._]started$/.test(type);
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
