import { isSecretField, withoutNamedSecrets } from '@rtms-mock/protocol/cassette';
import { DETAIL_LIMITS, detached } from './journal-detail.js';
import { redact } from './log.js';

/** Limits of the wire text that the journal keeps of one entry, in characters. */
export const WIRE_LIMITS = {
  /** Longer texts are cut. */
  characters: 4096,
  /** Longer strings in base64 are media, and are shortened. */
  base64: 64,
} as const;

/** Characters at the start of a shortened string that are kept. */
const SHOWN_OF_BASE64 = 40;
const SHOWN_OF_STRING = 60;

/** Part of a text without the syntax of JSON that is read at most, in characters. */
const MAX_LOOSE = 2 * WIRE_LIMITS.characters;

const BASE64 = /^[\w+/=-]+$/;

const PUNCTUATION = '{}[],:';

/** Numbers and literals of JSON. */
const PLAIN_VALUE = /^(?:-?\d[\d.eE+-]*|true|false|null)$/;

const LONG_BASE64 = new RegExp(`[A-Za-z0-9+/_-]{${WIRE_LIMITS.base64 + 1},}=*`, 'g');

/**
 * Returns the text of a message as the journal shows it: as it was sent or received, with secrets masked to their last
 * four characters, media and other long strings shortened, and the whole cut at {@link WIRE_LIMITS}. Names of fields and
 * the shape of the JSON stay. The result shares no memory with the text.
 */
export function shownWire(text: string): string {
  const shown = new WireText(text).read() ?? looseText(text);
  return shown.length > WIRE_LIMITS.characters
    ? `${detached(shown.slice(0, WIRE_LIMITS.characters))}… (${text.length} characters)`
    : detached(shown);
}

/** Reads the tokens of a JSON text one after the other, without building its values. */
class WireText {
  readonly #text: string;
  #shown = '';
  #at = 0;
  #depth = 0;
  /** The next value belongs to the name of a secret. */
  #isSecretNext = false;
  /** Depth of the object or array in which all values are secrets. */
  #secretDepth: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** Returns the text as it is shown, slightly above the limit at most; `undefined` if it is no JSON. */
  read(): string | undefined {
    while (this.#at < this.#text.length && this.#shown.length <= WIRE_LIMITS.characters) {
      const character = this.#text.charAt(this.#at);
      if (character === '"') this.#readString();
      else if (PUNCTUATION.includes(character) || /\s/.test(character)) this.#readPunctuation(character);
      else if (!this.#readPlain()) return undefined;
    }
    return this.#shown;
  }

  get #isSecret(): boolean {
    return this.#isSecretNext || this.#secretDepth !== undefined;
  }

  #readPunctuation(character: string): void {
    if (character === '{' || character === '[') {
      if (this.#isSecretNext) this.#secretDepth ??= this.#depth;
      this.#depth += 1;
    }
    if (character === '}' || character === ']') {
      this.#depth -= 1;
      if (this.#depth === this.#secretDepth) this.#secretDepth = undefined;
    }
    if (character === '{' || character === '[' || character === ',') this.#isSecretNext = false;
    this.#shown += character;
    this.#at += 1;
  }

  /** Reads a number or literal. Returns false for anything else. */
  #readPlain(): boolean {
    const value = /^[^"{}[\],:\s]{1,100}/.exec(this.#text.slice(this.#at, this.#at + 100))?.[0] ?? '';
    if (!PLAIN_VALUE.test(value)) return false;
    this.#shown += this.#isSecret && /\d/.test(value) ? redact(value) : value;
    this.#at += value.length;
    return true;
  }

  #readString(): void {
    const start = this.#at + 1;
    const end = endOfString(this.#text, start);
    const content = this.#text.slice(start, end);
    this.#at = end + 1;
    const isName = /^\s*:/.test(this.#text.slice(this.#at, this.#at + 20));
    const closing = end < this.#text.length ? '"' : '';
    this.#shown += `"${isName ? shownName(content) : this.#shownValue(content)}${closing}`;
    this.#isSecretNext = isName && isSecretField(unescaped(content));
  }

  #shownValue(content: string): string {
    if (this.#isSecret) return redact(content);
    const masked = withoutNamedSecrets(content.slice(0, DETAIL_LIMITS.stringLength));
    if (content.length > WIRE_LIMITS.base64 && BASE64.test(masked))
      return shortened(content, SHOWN_OF_BASE64);
    if (content.length <= DETAIL_LIMITS.stringLength) return masked;
    return `${masked.slice(0, SHOWN_OF_STRING)}… (${content.length} characters)`;
  }
}

/** Returns the index of the closing quote, or the length of the text if it has none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (end - backslashes > start && text.charAt(end - backslashes - 1) === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function shownName(name: string): string {
  const masked = withoutNamedSecrets(name.slice(0, 2 * DETAIL_LIMITS.nameLength));
  return masked.length > DETAIL_LIMITS.nameLength ? shortened(masked, DETAIL_LIMITS.nameLength) : masked;
}

/** A name may be written with escapes: `"sign\u0061ture"`. */
function unescaped(name: string): string {
  if (!name.includes('\\')) return name;
  return name.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function shortened(text: string, length: number): string {
  return `${text.slice(0, length)}… (${text.length} characters)`;
}

/** A text without the syntax of JSON: secrets are found by what stands before them. */
function looseText(text: string): string {
  const start = withoutNamedSecrets(text.slice(0, MAX_LOOSE)).replaceAll(LONG_BASE64, (run) =>
    shortened(run, SHOWN_OF_BASE64),
  );
  // The end may be a part of a secret that is not recognised as one.
  return text.length > MAX_LOOSE ? start.slice(0, -WIRE_LIMITS.base64) : start;
}
