/** Mutation of messages: first of the JSON value, then of its text. */
import type { JsonObject } from './messages.js';
import type { Random } from './random.js';
import {
  anyNumber,
  anyString,
  anyValue,
  longArray,
  longString,
  nestedJson,
  RawJson,
  wideObject,
} from './values.js';

/** Kinds of mutations; `--without` excludes some of them. */
export const MUTATIONS = {
  'swap-type': 6,
  number: 4,
  neighbour: 4,
  string: 4,
  'delete-key': 3,
  'add-key': 2,
  'rename-key': 1,
  splice: 2,
  nesting: 0.6,
  'long-string': 0.6,
  'long-array': 0.4,
  'wide-object': 0.2,
  'duplicate-key': 1,
  truncate: 1,
  bytes: 1,
  repeat: 0.4,
  wrap: 0.4,
} as const;
export type Mutation = keyof typeof MUTATIONS;

/** A mutated message. */
export interface Mutated {
  /** The message: mostly JSON in UTF-8, sometimes not. */
  readonly bytes: Buffer;
  /** The mutations that were applied, in order. */
  readonly mutations: readonly string[];
}

/** Settings of a mutation. */
export interface MutationOptions {
  /** Mutations that are not applied. */
  readonly without: ReadonlySet<string>;
  /** A value of another message, for `splice`. */
  readonly other: () => unknown;
}

/** A field or element of a value. */
interface Place {
  readonly holder: JsonObject;
  readonly key: string;
}

/**
 * Mutates a JSON value: none to four changes of its structure, and rarely one of its text.
 * @param value Is modified.
 */
export function mutate(random: Random, value: unknown, options: MutationOptions): Mutated {
  const root: JsonObject = { message: value };
  const mutations: string[] = [];
  const raws: RawJson[] = [];
  const count = random.pick([0, 1, 1, 1, 1, 2, 2, 3, 4]);
  let textual: Mutation | undefined;
  for (let i = 0; i < count; i += 1) {
    const kind = random.weighted(MUTATIONS);
    if (options.without.has(kind)) continue;
    if (isTextual(kind)) {
      textual = kind;
      continue;
    }
    mutations.push(mutateValue(random, root, kind, options));
  }
  let text = withRaws(JSON.stringify(marked(root['message'], raws)) ?? 'undefined', raws);
  if (textual) {
    mutations.push(textual);
    return { bytes: mutateText(random, text, textual), mutations };
  }
  // Escapes and white space are the same JSON in other bytes.
  if (random.chance(0.03)) text = ` \n\t${text}\r\n`;
  return { bytes: Buffer.from(text), mutations };
}

function isTextual(kind: Mutation): boolean {
  return (
    kind === 'duplicate-key' ||
    kind === 'truncate' ||
    kind === 'bytes' ||
    kind === 'repeat' ||
    kind === 'wrap'
  );
}

/** Applies one change of the structure. Returns its name, with the place and the size. */
function mutateValue(random: Random, root: JsonObject, kind: Mutation, options: MutationOptions): string {
  const places = placesOf(root);
  if (places.length === 0) return `${kind} of nothing`;
  const place = random.pick(places);
  const { holder, key } = place;
  const set = (value: unknown, detail = ''): string => {
    holder[key] = value;
    return `${kind}${detail} at ${key}`;
  };
  switch (kind) {
    case 'swap-type':
      return set(anyValue(random));
    case 'number':
      return set(anyNumber(random));
    case 'string':
      return set(anyString(random));
    case 'neighbour':
      return set(neighbourOf(random, holder[key]));
    case 'delete-key':
      delete holder[key];
      return `${kind} ${key}`;
    case 'add-key':
      return set({ ...objectAt(place), [anyString(random) || 'x']: anyValue(random) });
    case 'rename-key': {
      const value = holder[key];
      delete holder[key];
      holder[random.pick([key.toUpperCase(), `${key} `, key.slice(1), '__proto__x', 'content', 'event'])] =
        value;
      return `${kind} ${key}`;
    }
    case 'splice':
      return set(options.other());
    case 'nesting': {
      const { value, depth } = nestedJson(random);
      return set(value, ` of ${depth} levels`);
    }
    case 'long-string':
      return set(longString(random));
    case 'long-array':
      return set(longArray(random));
    case 'wide-object':
      return set(wideObject(random));
    default:
      return kind;
  }
}

/** A value near the original one: the next number, another case, one character more. */
function neighbourOf(random: Random, value: unknown): unknown {
  if (typeof value === 'number')
    return random.pick([value + 1, value - 1, -value, value * 1000, String(value), value + 0.5]);
  if (typeof value === 'string') {
    return random.pick([
      value.toLowerCase(),
      value.slice(1),
      `${value}x`,
      value + value,
      Number(value) || 7,
      [value],
    ]);
  }
  if (typeof value === 'boolean') return random.pick<unknown>([!value, Number(value), String(value)]);
  if (Array.isArray(value))
    return random.pick<unknown>([
      [...value, ...value],
      value[0],
      [value],
      value.slice(1),
      Object.fromEntries(value.entries()),
    ]);
  return [value];
}

function objectAt({ holder, key }: Place): object {
  const value = holder[key];
  return typeof value === 'object' && value !== null ? value : {};
}

/** All fields and elements, the message itself included. */
function placesOf(root: JsonObject): Place[] {
  const places: Place[] = [];
  const visit = (holder: JsonObject): void => {
    for (const key of Object.keys(holder)) {
      if (places.length >= 200) return;
      places.push({ holder, key });
      const value = holder[key];
      if (typeof value === 'object' && value !== null && !(value instanceof RawJson)) {
        visit(value as JsonObject);
      }
    }
  };
  visit(root);
  // The message as a whole is one place among many, or most mutations would replace it.
  if (places.length > 1 && places.length < 40) places.push(...places.slice(1));
  return places;
}

const MARK = '\u{F0000}raw';

/** Replaces raw JSON by marks, which {@link withRaws} replaces in the text. */
function marked(value: unknown, raws: RawJson[]): unknown {
  if (value instanceof RawJson) return `${MARK}${raws.push(value) - 1}`;
  if (Array.isArray(value)) return value.map((element: unknown) => marked(element, raws));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, marked(field, raws)]));
}

function withRaws(text: string, raws: readonly RawJson[]): string {
  let result = text;
  for (const [index, { text: raw }] of raws.entries()) {
    result = result.replace(`"${MARK}${index}"`, () => raw);
  }
  return result;
}

/** Changes the text or the bytes of a message. */
function mutateText(random: Random, text: string, kind: Mutation): Buffer {
  const at = random.int(text.length + 1);
  switch (kind) {
    case 'duplicate-key': {
      const key = /"(\w+)":/.exec(text.slice(at))?.[1] ?? /"(\w+)":/.exec(text)?.[1] ?? 'msg_type';
      return Buffer.from(text.replace('{', () => `{"${key}":${random.pick(['null', '1', '"x"', '[]'])},`));
    }
    case 'truncate':
      return Buffer.from(text.slice(0, at));
    case 'repeat':
      return Buffer.from(
        text.slice(0, at) + text.slice(at, at + 20).repeat(random.between(1, 50)) + text.slice(at),
      );
    case 'wrap':
      return Buffer.from(
        random.pick([`[${text}]`, `${text}${text}`, `\uFEFF${text}`, `//\n${text}`, `${text},`, `"${text}"`]),
      );
    default: {
      const bytes = Buffer.from(text);
      // Invalid UTF-8 ends the connection, and with it the episode: it is rare.
      const limit = random.chance(0.05) ? 256 : 128;
      for (let i = random.between(1, 4); i > 0 && bytes.length > 0; i -= 1) {
        bytes[random.int(bytes.length)] = random.int(limit);
      }
      return bytes;
    }
  }
}
