import type { JournalEntry } from '../journal.js';
import { isMisplacedHandshake, numberOf, type Fields } from './entry-reading.js';
import type { KeptEntry } from './kept-entry.js';

/** A keep-alive request that is not answered yet. */
export interface OpenPing {
  /** Journal entry of the request. */
  readonly seq: number;
  /** Clock time at which it was sent, in milliseconds. */
  readonly atMs: number;
  /** Its timestamp; `undefined` if it has none. */
  readonly timestamp: number | undefined;
  /** It was sent in a binary frame. */
  readonly isBinary: boolean;
}

/** Requests that are kept of one socket: more than the service waits for. */
const MAX_OPEN_PINGS = 8;

/** Facts about one connection of an app, collected from its journal entries. */
export class SocketFacts {
  readonly id: string;
  readonly kind: 'signaling' | 'media';
  /** Clock time of its first entry, in milliseconds. */
  readonly openedAtMs: number;
  /** Server instance whose URL was opened. */
  readonly instance: number;
  /** Entry of the latest handshake request; `undefined` before it. */
  request: KeptEntry | undefined;
  /** Entry of the accepted handshake. */
  accepted: KeptEntry | undefined;
  /** Entry of the refused handshake. */
  refused: KeptEntry | undefined;
  /** CLIENT_READY_ACK came after the handshake. Only for media sockets. */
  isReady = false;
  /** Unanswered keep-alive requests, oldest first. */
  pings: OpenPing[] = [];
  /** Number of keep-alive responses. */
  responses = 0;
  /** Timestamps of answered requests, newest last. */
  answered: (number | undefined)[] = [];
  /** A message was received after one was sent in a binary frame. */
  hasReadBinary = false;
  /** Entry of the first message that was sent in a binary frame. */
  firstBinary: KeptEntry | undefined;
  /** Number of received messages. */
  received = 0;
  /** Entry of the latest received message, by `seq`; `undefined` before the first. */
  latestSeq: number | undefined;
  /** Three keep-alives were unanswered, as the server has found. */
  isLost = false;

  /** @param opened its first entry */
  constructor(id: string, kind: 'signaling' | 'media', opened: JournalEntry) {
    this.id = id;
    this.kind = kind;
    this.openedAtMs = opened.atMs;
    this.instance = numberOf(opened.detail['instance']) ?? 1;
  }

  /** Adds an entry about this connection. `kept`: what may be kept of it. */
  add(entry: JournalEntry, kept: KeptEntry): void {
    if (entry.kind === 'message') {
      if (entry.direction === 'received') this.#addReceived(entry, kept);
      else this.#addSent(entry, kept);
    } else if (entry.kind === 'connection') {
      if (entry.type === 'accepted') this.accepted = kept;
      if (entry.type === 'keep-alive-lost') this.isLost = true;
    } else if (entry.type === 'refused' && !this.accepted) this.refused = kept;
  }

  #addReceived(entry: JournalEntry, kept: KeptEntry): void {
    this.received += 1;
    this.latestSeq = entry.seq;
    if (this.firstBinary) this.hasReadBinary = true;
    if (entry.type.endsWith('_HAND_SHAKE_REQ') && !isMisplacedHandshake(entry)) this.request = kept;
    if (entry.type === 'KEEP_ALIVE_RESP') this.#answerPings(entry.detail);
  }

  /** A response answers the request with its timestamp and those before; with an unknown one, the oldest request. */
  #answerPings(detail: Fields): void {
    this.responses += 1;
    const timestamp = numberOf(detail['timestamp']);
    if (this.isAnswered(timestamp)) return;
    const index = this.pings.findIndex((ping) => ping.timestamp === timestamp);
    const taken = this.pings.splice(0, Math.max(index, 0) + 1);
    this.answered = [...this.answered, ...taken.map((ping) => ping.timestamp)].slice(-MAX_OPEN_PINGS);
  }

  /** True if a response with this timestamp has come already, and no open request has it. */
  isAnswered(timestamp: number | undefined): boolean {
    if (timestamp === undefined || this.pings.some((ping) => ping.timestamp === timestamp)) return false;
    return this.answered.includes(timestamp);
  }

  #addSent(entry: JournalEntry, kept: KeptEntry): void {
    const isBinary = entry.frame === 'binary';
    if (isBinary) this.firstBinary ??= kept;
    if (entry.type !== 'KEEP_ALIVE_REQ') return;
    const { seq, atMs, detail } = entry;
    this.pings.push({ seq, atMs, timestamp: numberOf(detail['timestamp']), isBinary });
    if (this.pings.length > MAX_OPEN_PINGS) this.pings.shift();
  }
}
