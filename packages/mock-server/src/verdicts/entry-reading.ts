/** Reads the data of journal entries. An entry may come from a recording, so nothing is certain. */
import type { JournalEntry } from '../journal.js';

/** An object whose fields are not checked. */
export interface Fields {
  /** A value by its name. */
  readonly [key: string]: unknown;
}

/** Returns an object; an empty one in place of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Returns a string; `undefined` in place of anything else. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Returns a number; `undefined` in place of anything else. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Returns a value as a part of a sentence: shortened JSON. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length <= 60 ? json : `${json.slice(0, 59)}…`;
}

/** Handshake requests, each on the socket where it belongs. */
const HANDSHAKES = {
  SIGNALING_HAND_SHAKE_REQ: 'signaling',
  DATA_HAND_SHAKE_REQ: 'media',
} as const;

/** True for a received handshake that belongs on a socket of the other kind. */
export function isMisplacedHandshake({ kind, direction, type, socket }: JournalEntry): boolean {
  if (kind !== 'message' || direction !== 'received' || socket === undefined) return false;
  return type in HANDSHAKES && HANDSHAKES[type as keyof typeof HANDSHAKES] !== socket;
}

/** The mistake of a received message that cannot be used, or of a refused one. */
export interface Mistake {
  /** Name of the mistake (PROTOCOL.md §15.3), if it has one. */
  readonly violation: string | undefined;
  /** Explanation, without a full stop. */
  readonly reason: string;
  /** Path of the field. */
  readonly field: string | undefined;
  /** Most likely cause, if the server knows one. */
  readonly advice: string | undefined;
}

/** Returns the mistake that an entry `refused` explains. */
export function mistakeOf({ detail }: JournalEntry): Mistake {
  return {
    violation: stringOf(detail['violation']),
    reason: stringOf(detail['reason']) ?? '',
    field: stringOf(detail['field']),
    advice: stringOf(detail['advice']),
  };
}

/** A clause as a sentence: ends with a full stop, and begins with a capital letter unless it begins with a field. */
export function sentenceOf(clause: string): string {
  const start = /^(a|an|no|the|stream)\b/.test(clause)
    ? `${clause.charAt(0).toUpperCase()}${clause.slice(1)}`
    : clause;
  return /[.?!]$/.test(start) ? start : `${start}.`;
}
