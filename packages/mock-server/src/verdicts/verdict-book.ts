import type { JournalEntry } from '../journal.js';
import { isMisplacedHandshake } from './entry-reading.js';
import { occasionOf, type Finding, type Rule } from './rule.js';
import { RULES } from './rules/index.js';
import { StreamFacts, type AppFacts } from './stream-facts.js';
import type { Severity, Verdict } from './verdict.js';

/** Journal entries that a verdict refers to at most. */
const MAX_EVIDENCE = 10;

/** Verdicts about one stream at most: clients decide what is in their messages. */
const MAX_VERDICTS = 200;

/** Sockets that have not named a stream, of which the first entry is kept. */
const MAX_UNNAMED = 1000;

/** Facts and verdicts of one stream. */
interface StreamRecord {
  readonly facts: StreamFacts;
  /** Verdicts by rule and subject, in the order in which they were found. `undefined` before the first. */
  verdicts: Map<string, Verdict> | undefined;
}

/** Options of {@link VerdictBook} and {@link judgeJournal}. */
export interface VerdictOptions {
  /**
   * Speed of the meetings: clock time is so many times as fast as real time, in which apps are judged.
   *
   * @default 1
   */
  readonly speed?: number;
  /**
   * Real time in milliseconds, where the times of the entries are virtual: an app lives in real time, and waits by a clock
   * that nobody knows.
   *
   * @default entries have real time, at `speed`
   */
  readonly realNowMs?: () => number;
  /**
   * Called once for each verdict, when it is found in `entry`. `streamId` is `undefined` for what belongs to no stream.
   *
   * @default nothing is called
   */
  readonly onVerdict?: (verdict: Verdict, streamId: string | undefined, entry: JournalEntry) => void;
}

/**
 * Judges the entries of a journal one by one, live or from a recording. The cost of an entry does not depend on the
 * number of entries before it.
 *
 * An entry of a socket that has not named an existing stream belongs to the only running stream, if there is exactly one;
 * otherwise to none.
 */
export class VerdictBook {
  readonly #speed: number;
  readonly #realNowMs: VerdictOptions['realNowMs'];
  /** Real times of entries with virtual times, in milliseconds. */
  readonly #realAtMs = new WeakMap<JournalEntry, number>();
  readonly #onVerdict: NonNullable<VerdictOptions['onVerdict']>;
  readonly #rules = byOccasion(RULES);
  readonly #apps: AppFacts = { hasJoined: false };
  readonly #streams = new Map<string, StreamRecord>();
  #withoutStream: StreamRecord;
  readonly #running = new Set<string>();
  /** Entries `opened` of sockets that have not named a stream, by connection id. */
  readonly #unnamed = new Map<string, JournalEntry>();
  readonly #counts = new Map<string, number>();
  readonly #countsBySeverity = new Map<Severity, Map<string, number>>();

  constructor({ speed = 1, realNowMs, onVerdict = () => {} }: VerdictOptions = {}) {
    this.#speed = speed;
    this.#realNowMs = realNowMs;
    this.#onVerdict = onVerdict;
    this.#withoutStream = this.#newRecord(undefined);
  }

  /** Judges the next entry of the journal. */
  add(entry: JournalEntry): void {
    const { kind, type, connectionId } = entry;
    if (this.#realNowMs) this.#realAtMs.set(entry, this.#realNowMs());
    if (kind === 'connection' && type === 'opened') return this.#addOpened(entry);
    const opened = connectionId === undefined ? undefined : this.#unnamed.get(connectionId);
    const record = this.#recordFor(entry);
    const { facts } = record;
    // A socket may be judged by its first entry.
    if (kind !== 'state') facts.meet(entry, opened);
    if (speaksNames(entry)) facts.protocol = 'string';
    const isMisplaced = isMisplacedHandshake(entry);
    for (const rule of this.#rules.get(occasionOf(entry)) ?? []) {
      if (facts.protocol === 'string' && rule.judgesNames !== true) continue;
      if (isMisplaced && rule.judgesMisplaced !== true) continue;
      const finding = rule.judge(entry, facts);
      if (finding) this.#note(rule, finding, entry, record);
    }
    facts.add(entry);
    this.#follow(entry);
  }

  /** Returns the verdicts about a stream, in the order in which they were found. */
  of(streamId: string): readonly Verdict[] {
    return [...(this.#streams.get(streamId)?.verdicts?.values() ?? [])];
  }

  /** Returns the verdicts that belong to no stream, such as those about the validation of a webhook URL. */
  withoutStream(): readonly Verdict[] {
    return [...(this.#withoutStream.verdicts?.values() ?? [])];
  }

  /** Number of verdicts by rule since the start; streams that were forgotten count too. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Returns the number of those with a severity, which may be another one than that of the rule. */
  countsOf(severity: Severity): ReadonlyMap<string, number> {
    return this.#countsBySeverity.get(severity) ?? new Map();
  }

  /** Removes everything that is kept of a stream. */
  forget(streamId: string): void {
    this.#streams.delete(streamId);
    this.#running.delete(streamId);
  }

  /** Removes everything, the counts included. */
  clear(): void {
    this.#streams.clear();
    this.#running.clear();
    this.#unnamed.clear();
    this.#counts.clear();
    this.#countsBySeverity.clear();
    this.#apps.hasJoined = false;
    this.#withoutStream = this.#newRecord(undefined);
  }

  #addOpened(entry: JournalEntry): void {
    const { connectionId } = entry;
    if (connectionId === undefined || this.#unnamed.size >= MAX_UNNAMED) return;
    this.#unnamed.set(connectionId, entry);
  }

  /** Keeps the sets of running streams and of unnamed sockets. */
  #follow({ kind, type, streamId, connectionId }: JournalEntry): void {
    if (kind === 'state' && streamId !== undefined) {
      if (type === 'terminated') this.#running.delete(streamId);
      else this.#running.add(streamId);
    }
    if (connectionId === undefined) return;
    if (streamId !== undefined && this.#unnamed.has(connectionId)) {
      this.#withoutStream.facts.sockets.delete(connectionId);
    }
    if (streamId !== undefined || (kind === 'connection' && type === 'closed')) {
      this.#unnamed.delete(connectionId);
    }
  }

  #recordFor({ streamId, connectionId }: JournalEntry): StreamRecord {
    if (streamId !== undefined) return this.#recordOf(streamId);
    const [only] = this.#running;
    const isClear = connectionId !== undefined && this.#running.size === 1 && only !== undefined;
    return isClear ? this.#recordOf(only) : this.#withoutStream;
  }

  #recordOf(streamId: string): StreamRecord {
    const known = this.#streams.get(streamId);
    if (known) return known;
    const record = this.#newRecord(streamId);
    this.#streams.set(streamId, record);
    return record;
  }

  #newRecord(streamId: string | undefined): StreamRecord {
    const facts = new StreamFacts(streamId, this.#apps, this.#speed, this.#realNowMs && this.#realAtMs);
    return { facts, verdicts: undefined };
  }

  #note(rule: Rule, finding: Finding, entry: JournalEntry, record: StreamRecord): void {
    const { facts, verdicts = new Map<string, Verdict>() } = record;
    record.verdicts = verdicts;
    const key = `${rule.id} ${finding.subject ?? ''}`;
    const known = verdicts.get(key);
    const seqs = new Set([...(known?.evidence ?? []), ...(finding.evidence ?? []), entry.seq]);
    const evidence = [...seqs].sort((a, b) => a - b).slice(0, MAX_EVIDENCE);
    if (known) {
      if (known.evidence.length < MAX_EVIDENCE) verdicts.set(key, { ...known, evidence });
      return;
    }
    if (verdicts.size >= MAX_VERDICTS) return;
    const { id, source, timed = false } = rule;
    const { message, severity = rule.severity, would = rule.would, fix = rule.fix } = finding;
    const verdict = {
      rule: id,
      severity,
      message,
      evidence,
      would: `${would}${ofToday(facts.protocol)}`,
      fix,
      source,
      timed,
    };
    if (rule.replaces !== undefined) verdicts.delete(`${rule.replaces} ${finding.subject ?? ''}`);
    verdicts.set(key, verdict);
    this.#count(id, severity);
    this.#onVerdict(verdict, facts.streamId, entry);
  }

  #count(rule: string, severity: Severity): void {
    const ofSeverity = this.#countsBySeverity.get(severity) ?? new Map<string, number>();
    this.#countsBySeverity.set(severity, ofSeverity);
    for (const counts of [this.#counts, ofSeverity]) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
}

/** Judges a whole journal, such as a recorded one. Returns the verdicts by stream; those of none under ''. */
export function judgeJournal(
  entries: Iterable<JournalEntry>,
  options: VerdictOptions = {},
): ReadonlyMap<string, readonly Verdict[]> {
  const book = new VerdictBook(options);
  const streamIds = new Set<string>();
  for (const entry of entries) {
    if (entry.streamId !== undefined) streamIds.add(entry.streamId);
    book.add(entry);
  }
  const verdicts = [...streamIds].map((streamId) => [streamId, book.of(streamId)] as const);
  return new Map([...verdicts, ['', book.withoutStream()]]);
}

/** Says which generation a rule is about, if the stream speaks another one. */
function ofToday(protocol: string | undefined): string {
  if (protocol === undefined || protocol === '2026') return '';
  return ` (This is the service of 2026; the stream speaks the protocol ${protocol === 'string' ? 'of early 2025' : `of ${protocol}`}.)`;
}

/** True for a handshake with names in place of numbers. */
function speaksNames({ kind, direction, type, wire = '' }: JournalEntry): boolean {
  if (kind !== 'message' || direction !== 'received' || !type.endsWith('_HAND_SHAKE_REQ')) return false;
  return /"msg_type"\s*:\s*"/.test(wire);
}

function byOccasion(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const occasion of new Set(rule.on)) groups.set(occasion, [...(groups.get(occasion) ?? []), rule]);
  }
  return groups;
}
