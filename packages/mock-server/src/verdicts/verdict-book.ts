import type { JournalEntry } from '../journal.js';
import { occasionOf, type Finding, type Rule } from './rule.js';
import { RULES } from './rules/index.js';
import { StreamFacts } from './stream-facts.js';
import type { Verdict } from './verdict.js';

/** Journal entries that a verdict refers to at most. */
const MAX_EVIDENCE = 10;

/** Facts and verdicts of one stream. */
interface StreamRecord {
  readonly facts: StreamFacts;
  /** Verdicts by rule and subject, in the order in which they were found. */
  readonly verdicts: Map<string, Verdict>;
}

/**
 * Judges the entries of a journal one by one, live or from a recording. The cost of an entry does not depend on the
 * number of entries before it.
 */
export class VerdictBook {
  readonly #streams = new Map<string, StreamRecord>();
  readonly #rules = byOccasion(RULES);
  readonly #counts = new Map<string, number>();
  readonly #onVerdict: (verdict: Verdict, streamId: string) => void;

  /** @param onVerdict called once for each verdict, when it is found. Default: nothing is called */
  constructor(onVerdict: (verdict: Verdict, streamId: string) => void = () => {}) {
    this.#onVerdict = onVerdict;
  }

  /** Judges the next entry of the journal. */
  add(entry: JournalEntry): void {
    const { streamId } = entry;
    if (streamId === undefined) return;
    const record = this.#recordOf(streamId);
    for (const rule of this.#rules.get(occasionOf(entry)) ?? []) {
      const finding = rule.judge(entry, record.facts);
      if (finding) this.#note(rule, finding, entry, record);
    }
    record.facts.add(entry);
  }

  /** Returns the verdicts about a stream, in the order in which they were found. */
  of(streamId: string): readonly Verdict[] {
    return [...(this.#streams.get(streamId)?.verdicts.values() ?? [])];
  }

  /** Number of verdicts by rule since the start; streams that were forgotten count too. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Removes what is kept of a stream. */
  forget(streamId: string): void {
    this.#streams.delete(streamId);
  }

  #recordOf(streamId: string): StreamRecord {
    const known = this.#streams.get(streamId);
    if (known) return known;
    const record = { facts: new StreamFacts(streamId), verdicts: new Map<string, Verdict>() };
    this.#streams.set(streamId, record);
    return record;
  }

  #note(rule: Rule, finding: Finding, entry: JournalEntry, { facts, verdicts }: StreamRecord): void {
    const key = `${rule.id} ${finding.subject ?? ''}`;
    const known = verdicts.get(key);
    const found = [...(known?.evidence ?? []), ...(finding.evidence ?? []), entry.seq];
    const evidence = [...new Set(found)].sort((a, b) => a - b).slice(0, MAX_EVIDENCE);
    if (known) {
      verdicts.set(key, { ...known, evidence });
      return;
    }
    const { id, severity, source, timed = false } = rule;
    const { message, would = rule.would, fix = rule.fix } = finding;
    const verdict = { rule: id, severity, message, evidence, would, fix, source, timed };
    verdicts.set(key, verdict);
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
    this.#onVerdict(verdict, facts.streamId);
  }
}

/** Judges a whole journal, such as a recorded one. Returns the verdicts by stream. */
export function judgeJournal(entries: Iterable<JournalEntry>): ReadonlyMap<string, readonly Verdict[]> {
  const book = new VerdictBook();
  const streamIds = new Set<string>();
  for (const entry of entries) {
    if (entry.streamId !== undefined) streamIds.add(entry.streamId);
    book.add(entry);
  }
  return new Map([...streamIds].map((streamId) => [streamId, book.of(streamId)]));
}

function byOccasion(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const occasion of rule.on) groups.set(occasion, [...(groups.get(occasion) ?? []), rule]);
  }
  return groups;
}
