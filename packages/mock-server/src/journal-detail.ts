import { MAX_NESTING } from '@rtms-mock/protocol';
import { isSecretField, withoutHexSecrets } from '@rtms-mock/protocol/cassette';
import { redact } from './log.js';

/** Limits of what the journal keeps of one entry. */
export const DETAIL_LIMITS = {
  /** Longer strings are replaced by their first 60 characters and their length. */
  stringLength: 2000,
  /** Array items, and fields of an object, beyond this number are counted only. */
  members: 100,
  /** Longer names of fields are cut. */
  nameLength: 100,
  /** Characters of all strings and names of an entry. Whatever comes later is left out. */
  characters: 16 * 1024,
} as const;

/** The data of an entry as the journal keeps it. */
export interface BoundedDetail {
  /** A copy that shares no memory with the original. */
  readonly detail: { readonly [key: string]: unknown };
  /** Approximate size: characters of strings and names, and a constant for each value. */
  readonly size: number;
}

/**
 * Copies the data of an entry: secrets and signatures are shortened to their last four characters, and everything is
 * limited as {@link DETAIL_LIMITS} says, so that no message can fill the memory. `characters`: limit of all strings and
 * names.
 */
export function boundedDetail(detail: object, characters: number = DETAIL_LIMITS.characters): BoundedDetail {
  const copy = new DetailCopy(characters);
  return { detail: copy.object(detail, 0), size: copy.size };
}

/** Counted for each value in addition to its characters. */
const VALUE_SIZE = 16;

class DetailCopy {
  size = 0;
  readonly #maxSize: number;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  object(value: object, depth: number): { readonly [key: string]: unknown } {
    const entries = Object.entries(value);
    const copied: [string, unknown][] = [];
    for (const [name, member] of entries.slice(0, DETAIL_LIMITS.members)) {
      if (this.#isFull) break;
      const key = this.#cut(name, DETAIL_LIMITS.nameLength);
      copied.push([key, isSecretField(name) ? this.#secret(member) : this.#value(member, depth + 1)]);
    }
    const missing = entries.length - copied.length;
    if (missing > 0) copied.push(['…', `${missing} more fields`]);
    return Object.fromEntries(copied);
  }

  get #isFull(): boolean {
    return this.size > this.#maxSize;
  }

  #value(value: unknown, depth: number): unknown {
    this.size += VALUE_SIZE;
    if (typeof value === 'string') return this.#string(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_NESTING) return '…';
    return Array.isArray(value) ? this.#array(value, depth) : this.object(value, depth);
  }

  #array(items: readonly unknown[], depth: number): unknown[] {
    const copied: unknown[] = [];
    for (const item of items.slice(0, DETAIL_LIMITS.members)) {
      if (this.#isFull) break;
      copied.push(this.#value(item, depth + 1));
    }
    const missing = items.length - copied.length;
    if (missing > 0) copied.push(`… (${items.length} items)`);
    return copied;
  }

  #string(value: string): string {
    if (value.length <= DETAIL_LIMITS.stringLength) {
      const shown = withoutHexSecrets(value);
      this.size += shown.length;
      return shown;
    }
    this.size += 80;
    return `${detached(value.slice(0, 60))}… (${value.length} characters)`;
  }

  #secret(value: unknown): string {
    this.size += VALUE_SIZE;
    return typeof value === 'string' ? detached(redact(value)) : '…';
  }

  #cut(name: string, length: number): string {
    const cut = name.length > length ? `${detached(name.slice(0, length))}…` : name;
    this.size += cut.length;
    return cut;
  }
}

/** A copy of a part of a string. The part itself would keep the whole string in memory. */
export function detached(part: string): string {
  return Buffer.from(part, 'utf16le').toString('utf16le');
}
