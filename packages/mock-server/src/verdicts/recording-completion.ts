/**
 * Completes the journal of a recorded session with what only the service knows: which handshakes it accepted, and the
 * states of the stream. A recording of a proxy or of an app has messages, webhooks and sockets alone.
 */
import { statusOfViolation, StreamState, VIOLATIONS, type NumericGeneration } from '@rtms-mock/protocol';
import type { JournalEntry } from '../journal.js';
import { fieldsOf, numberOf, stringOf } from './entry-reading.js';

/** States of a stream by their number in STREAM_STATE_UPDATE. */
const STATES: ReadonlyMap<number | undefined, string> = new Map([
  [StreamState.ACTIVE, 'active'],
  [StreamState.INTERRUPTED, 'interrupted'],
  [StreamState.TERMINATED, 'terminated'],
  [StreamState.PAUSED, 'paused'],
  [StreamState.RESUMED, 'active'],
]);

/** Completes the entries of one recording, in their order. An added entry has the number of the one that implies it. */
export class RecordingCompletion {
  readonly #generation: NumericGeneration;
  /** Latest state by stream. */
  readonly #states = new Map<string, string>();
  /** URL of the latest start by stream. */
  readonly #urls = new Map<string, string>();

  /** @param generation generation of the recording */
  constructor(generation: NumericGeneration) {
    this.#generation = generation;
  }

  /** Returns the entry with those that it implies. */
  complete(entry: JournalEntry): readonly JournalEntry[] {
    const { kind, direction, type } = entry;
    if (kind === 'webhook' && direction === 'sent') return this.#withWebhook(entry);
    if (kind !== 'message' || direction !== 'sent') return [entry];
    if (type === 'STREAM_STATE_UPDATE') return this.#withState(entry);
    if (type.endsWith('_HAND_SHAKE_RESP')) return this.#withHandshake(entry);
    return [entry];
  }

  #withWebhook(entry: JournalEntry): readonly JournalEntry[] {
    const { streamId, type } = entry;
    if (streamId === undefined) return [entry];
    if (/rtms[._]interrupted$/.test(type)) {
      return [...this.#change(entry, 'interrupted', { lost: 'signaling' }), entry];
    }
    if (/rtms[._]stopped$/.test(type)) return [...this.#change(entry, 'terminated', {}), entry];
    if (!/rtms[._]started$/.test(type)) return [entry];
    const url = stringOf(fieldsOf(fieldsOf(entry.detail['body'])['payload'])['server_urls']) ?? '';
    const isAgain = this.#urls.get(streamId) === url && this.#states.get(streamId) !== 'terminated';
    this.#urls.set(streamId, url);
    return isAgain ? [entry] : [...this.#change(entry, 'created', { protocol: this.#generation }), entry];
  }

  #withState(entry: JournalEntry): readonly JournalEntry[] {
    const name = STATES.get(numberOf(entry.detail['state']));
    if (name === undefined) return [entry];
    return [entry, ...this.#change(entry, name, name === 'interrupted' ? { lost: 'media' } : {})];
  }

  #withHandshake(entry: JournalEntry): readonly JournalEntry[] {
    const status = stringOf(entry.detail['status']);
    const { seq, atMs, unixMs, streamId, socket, connectionId, detail } = entry;
    const about = {
      seq,
      atMs,
      unixMs,
      ...(streamId !== undefined && { streamId }),
      ...(socket !== undefined && { socket }),
      ...(connectionId !== undefined && { connectionId }),
    };
    if (status === 'STATUS_OK') {
      const granted = { protocol: this.#generation, params: detail['media_params'] };
      const accepted = { ...about, kind: 'connection', type: 'accepted', detail: granted } as const;
      const state = entry.socket === 'signaling' ? this.#change(entry, 'signaling', {}) : [];
      return [entry, accepted, ...state];
    }
    const violation = VIOLATIONS.find((name) => statusOfViolation(name, this.#generation) === status);
    const reason = stringOf(detail['reason']) ?? String(status);
    return [entry, { ...about, kind: 'note', type: 'refused', detail: { violation, reason } }];
  }

  /** The entry of a new state; none if the stream has it. */
  #change(entry: JournalEntry, type: string, detail: JournalEntry['detail']): readonly JournalEntry[] {
    const { seq, atMs, unixMs, streamId } = entry;
    if (streamId === undefined || this.#states.get(streamId) === type) return [];
    this.#states.set(streamId, type);
    return [{ seq, atMs, unixMs, kind: 'state', type, streamId, detail }];
  }
}
