/**
 * JSON as other languages write it. A webhook signature covers the bytes of the body; a program that parses the body
 * and writes it again verifies other bytes, wherever its library writes JSON differently.
 */

/** A library that writes JSON differently from `JSON.stringify`. */
export interface Serializer {
  /** Language and function. */
  readonly name: string;
  /** Its difference from `JSON.stringify`, as the end of a sentence: `sorts the keys`. */
  readonly difference: string;
  /** Writes a parsed JSON value as the library does. */
  readonly write: (value: unknown) => string;
}

/** Replaces characters by their escape `\uXXXX`. */
function escaped(json: string, characters: RegExp): string {
  return json.replaceAll(
    characters,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The same value with the keys of all objects in alphabetical order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]));
}

const NOT_ASCII = /[\u0080-\uffff]/g;

/** JSON with a space after commas and colons that are outside strings. */
function spaced(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|[,:]/g, (part) => (part.length === 1 ? `${part} ` : part));
}

/** Libraries that write the JSON of webhooks differently, as they were run. */
export const SERIALIZERS: readonly Serializer[] = [
  {
    name: 'json.dumps (Python, default separators)',
    difference: 'adds spaces after commas and colons and escapes characters beyond ASCII',
    write: (value) => escaped(spaced(JSON.stringify(value)), NOT_ASCII),
  },
  {
    name: 'json_encode (PHP)',
    difference: 'writes "/" as "\\/" and escapes characters beyond ASCII',
    write: (value) => escaped(JSON.stringify(value).replaceAll('/', '\\/'), NOT_ASCII),
  },
  {
    name: 'encoding/json with a map (Go)',
    difference: 'sorts the keys and escapes "<", ">" and "&"',
    write: (value) => escaped(JSON.stringify(sorted(value)), /[<>&\u2028\u2029]/g),
  },
  {
    name: 'serde_json::Value (Rust)',
    difference: 'sorts the keys',
    write: (value) => JSON.stringify(sorted(value)),
  },
  {
    name: 'Gson (Java)',
    difference: 'writes "=" as "\\u003d" and escapes "<", ">", "&" and "\'"',
    write: (value) => escaped(JSON.stringify(value), /[<>&='\u2028\u2029]/g),
  },
  {
    name: 'a JSON library that indents',
    difference: 'adds line breaks and spaces',
    write: (value) => JSON.stringify(value, null, 2),
  },
];

/** The libraries that write `body` differently from its bytes; empty if it is no JSON. */
export function serializersThatChange(body: string): Serializer[] {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return [];
  }
  return SERIALIZERS.filter(({ write }) => write(value) !== body);
}
