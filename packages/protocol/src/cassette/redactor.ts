/** Replaces secrets, names and text in messages and webhooks while they are recorded. */
import { isJsonObject, type JsonObject } from '../checks/fields.js';
import { MessageType } from '../message-type.js';
import { MAX_NESTING } from '../checks/nesting.js';
import type { Redactable } from './lines.js';
import { isSecretField, maskedSecret, withoutHexSecrets, withoutNamedSecrets } from './secrets.js';

/** Fields that hold names of people, or lead to them. */
const NAME_FIELDS: ReadonlySet<string> = new Set([
  'user_name',
  'display_name',
  'operator',
  'email',
  'user_email',
  'operator_email',
  'phone_number',
]);

/** Fields that hold text that people wrote. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['topic', 'file_name']);

/** Messages whose `data` is text of people: transcript and chat. */
const TEXT_TYPES: ReadonlySet<unknown> = new Set([
  MessageType.MEDIA_DATA_TRANSCRIPT,
  MessageType.MEDIA_DATA_CHAT,
  'MEDIA_DATA_TRANSCRIPT',
  'MEDIA_DATA_CHAT',
]);

const FILLER = ['lorem', 'ipsum', 'dolor', 'sit', 'amet', 'consectetur', 'adipiscing', 'elit', 'sed', 'do'];

/** A value after redaction. */
export interface Redacted {
  /** The value; the same object if nothing was replaced. */
  readonly value: unknown;
  /** A secret, name or text was replaced. */
  readonly isChanged: boolean;
  /** A name or text was replaced, so not only secrets. */
  readonly isRedacted: boolean;
}

/** A text after redaction. */
export interface RedactedText {
  /** The text; the same if nothing was replaced. */
  readonly text: string;
  /** A name or text was replaced, so not only secrets. */
  readonly isRedacted: boolean;
}

/**
 * Redacts all messages of one recording. The same name always becomes the same `Person N`, so that relations stay. Secrets
 * and signatures are always masked to their last four characters.
 */
export class Redactor {
  readonly #names: boolean;
  readonly #texts: boolean;
  readonly #people = new Map<string, string>();

  /** `redacted`: what is replaced beside secrets. */
  constructor(redacted: readonly Redactable[]) {
    this.#names = redacted.includes('names');
    this.#texts = redacted.includes('text');
  }

  /** Redacts a message or body. Text that is not JSON only loses its secrets. */
  text(text: string): RedactedText {
    const parsed = parse(text);
    if (parsed === undefined) {
      const masked = withoutNamedSecrets(text);
      return { text: masked, isRedacted: false };
    }
    const { value, isChanged, isRedacted } = this.value(parsed);
    return { text: isChanged ? JSON.stringify(value) : text, isRedacted };
  }

  /** Redacts a parsed message or body. */
  value(value: unknown): Redacted {
    const walk = new Walk(this);
    const isTextMessage = isJsonObject(value) && TEXT_TYPES.has(value['msg_type']);
    const redacted = walk.value(value, 0, isTextMessage && this.#texts);
    return { value: redacted, isChanged: walk.isChanged, isRedacted: walk.isRedacted };
  }

  /** Returns what replaces the value of a field; `undefined` if it stays. */
  replacement(name: string, value: string, isTextMessage: boolean): string | undefined {
    if (value === '') return undefined;
    if (this.#names && NAME_FIELDS.has(name)) return this.person(value);
    if (this.#texts && TEXT_FIELDS.has(name)) return fillerText(value);
    if (isTextMessage && (name === 'data' || name === 'content')) return fillerText(value);
    return undefined;
  }

  /** Returns the name that replaces one. */
  person(name: string): string {
    const known = this.#people.get(name) ?? `Person ${this.#people.size + 1}`;
    this.#people.set(name, known);
    return known;
  }
}

/** One walk through a value. Copies only what changes. */
class Walk {
  isChanged = false;
  isRedacted = false;
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  value(value: unknown, depth: number, isTextMessage: boolean): unknown {
    if (typeof value === 'string') return this.#string(value);
    if (typeof value !== 'object' || value === null || depth > MAX_NESTING) return value;
    if (Array.isArray(value)) return value.map((item) => this.value(item, depth + 1, isTextMessage));
    return this.#object(value as JsonObject, depth, isTextMessage);
  }

  #object(value: JsonObject, depth: number, isTextMessage: boolean): JsonObject {
    const entries = Object.entries(value).map(([name, member]): [string, unknown] => [
      name,
      isSecretField(name) ? this.#secret(member) : this.#member(name, member, depth, isTextMessage),
    ]);
    return Object.fromEntries(entries);
  }

  #member(name: string, member: unknown, depth: number, isTextMessage: boolean): unknown {
    if (typeof member !== 'string') return this.value(member, depth + 1, isTextMessage);
    const replacement = this.#redactor.replacement(name, member, isTextMessage);
    if (replacement === undefined) return this.#string(member);
    this.isChanged = true;
    this.isRedacted = true;
    return replacement;
  }

  #string(value: string): string {
    const masked = withoutHexSecrets(value);
    if (masked !== value) this.isChanged = true;
    return masked;
  }

  /** Masks a secret, or each string in it. */
  #secret(value: unknown): unknown {
    if (typeof value === 'string' || typeof value === 'number') {
      this.isChanged = true;
      return maskedSecret(String(value));
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => this.#secret(item));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#secret(member)]));
  }
}

/** Replaces each word, keeps spaces, so that the number of words stays. The same text becomes the same filler. */
export function fillerText(text: string): string {
  let index = 0;
  return text.replaceAll(/[^\s]+/g, () => FILLER[index++ % FILLER.length] ?? '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller masks it as text.
    return undefined;
  }
}
