import type { JournalEntry } from '../journal.js';
import type { StreamFacts } from './stream-facts.js';
import type { Severity } from './verdict.js';

/** A broken rule, found in one entry. */
export interface Finding {
  /** One sentence: what the app did, with the values that were found. */
  readonly message: string;
  /**
   * Entries that show it in addition to the judged one, by `seq`.
   *
   * @default only the judged entry
   */
  readonly evidence?: readonly number[];
  /** Replaces `would` of the rule. */
  readonly would?: string;
  /** Replaces `fix` of the rule. */
  readonly fix?: string;
  /**
   * Part of the app that it is about, such as a kind of socket: findings of one rule about the same subject are one verdict.
   *
   * @default one verdict for each stream
   */
  readonly subject?: string;
  /** Replaces `severity` of the rule. */
  readonly severity?: Severity;
}

/** One rule about an app. A pure function over the journal. */
export interface Rule {
  /** Short and stable, for programs. */
  readonly id: string;
  /** Severity of its verdicts. */
  readonly severity: Severity;
  /** A clause without its subject, the app, for the list of rules: `answers a webhook after more than 3 s`. */
  readonly title: string;
  /** One sentence: what the real service of today would do. */
  readonly would: string;
  /** One sentence: what to change in the app. */
  readonly fix: string;
  /** Section of PROTOCOL.md, or the address of a public page. */
  readonly source: string;
  /**
   * The rule measures time.
   *
   * @default false
   */
  readonly timed?: boolean;
  /**
   * Id of a rule that found the same less clearly: its verdict about the same subject is removed.
   *
   * @default no verdict is removed
   */
  readonly replaces?: string;
  /**
   * The rule also judges apps that speak the generation with names in place of numbers, which today's service refuses.
   *
   * @default false: one verdict about the generation is enough
   */
  readonly judgesNames?: boolean;
  /**
   * The rule also judges handshakes that belong on a socket of the other kind.
   *
   * @default false: one verdict about the wrong socket is enough
   */
  readonly judgesMisplaced?: boolean;
  /** Entries that the rule judges, see {@link occasionOf}. */
  readonly on: readonly string[];
  /** Judges an entry. `facts`: what was known of the stream before the entry. */
  judge(entry: JournalEntry, facts: StreamFacts): Finding | undefined;
}

/**
 * Kind, direction and type of an entry in one string, by which rules are looked up: `message received KEEP_ALIVE_RESP`,
 * `state terminated`.
 */
export function occasionOf({ kind, direction, type }: JournalEntry): string {
  return direction === undefined ? `${kind} ${type}` : `${kind} ${direction} ${type}`;
}
