/** Values and strings that programs often handle wrongly. */
import type { Random } from './random.js';

/** JSON that `JSON.stringify` cannot write, such as `1e400` or 3,000 nested arrays. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const STRINGS: readonly string[] = [
  '',
  ' ',
  '\0',
  '0',
  'null',
  'true',
  'NaN',
  '-1',
  '1e309',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '\u202Eabc',
  '\uFEFFabc',
  '\u2028\u2029',
  'e\u0301'.repeat(20),
  '👩‍👩‍👧‍👦',
  '\uD800',
  '\uDC00\uD800',
  '\x1b[2J\x1b[31mred',
  'line 1\nline 2\r\nline 3',
  '../../../../etc/passwd',
  '%00%0d%0a',
  '${7*7}',
  '<script>alert(1)</script>',
  "' OR 1=1 --",
];

const NUMBERS: readonly (number | RawJson)[] = [
  0,
  -1,
  1,
  32,
  33,
  255,
  -0.5,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 1,
  -Number.MAX_SAFE_INTEGER,
  8.64e15 + 1,
  5e-324,
  1.7976931348623157e308,
  new RawJson('1e400'),
  new RawJson('-1e400'),
  new RawJson('-0'),
  new RawJson('1e-400'),
  new RawJson('1'.repeat(400)),
  new RawJson(`0.${'3'.repeat(400)}`),
];

/** A string from a list of troublesome ones. */
export function anyString(random: Random): string {
  return random.pick(STRINGS);
}

/** A number from a list of troublesome ones. */
export function anyNumber(random: Random): number | RawJson {
  return random.pick(NUMBERS);
}

/** A small value of any type. */
export function anyValue(random: Random): unknown {
  switch (random.int(8)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return anyNumber(random);
    case 4:
      return anyString(random);
    case 5:
      return random.pick<unknown>([[], [null], [[]], [0, 'a', {}], [{}, {}], [null, null, null]]);
    case 6:
      return random.pick<unknown>([
        {},
        { a: null },
        { length: 5 },
        { toString: 1 },
        { valueOf: 'x', toJSON: 1 },
      ]);
    default:
      return { message: null, user_id: [], timestamp: {} };
  }
}

const FILLERS: readonly string[] = ['a', ' ', '\n', '\0', '"', '\\', 'é', '€', '💥', '\uD800', '/', '='];

/** A long string: mostly below the limit of 64 KiB for messages, sometimes far above. */
export function longString(random: Random): string {
  const length = random.weighted({ 300: 4, 5000: 3, 20_000: 2, 60_000: 1, 70_000: 0.5, 400_000: 0.05 });
  return random.pick(FILLERS).repeat(Number(length));
}

/** Nested arrays or objects, up to the depth that fits into a message of 64 KiB, rarely deeper. */
export function nestedJson(random: Random): { readonly value: RawJson; readonly depth: number } {
  const depth = Number(
    random.weighted({ 33: 2, 129: 2, 600: 2, 2800: 3, 10_000: 2, 32_000: 1, 200_000: 0.1 }),
  );
  const open = random.pick(['[', '{"a":', '[[],', '{"msg_type":']);
  const close = open.startsWith('[') ? ']' : '}';
  const innermost = open.startsWith('[') ? '' : 'null';
  // `[[],` must be followed by an element.
  const inner = open === '[[],' ? '0' : innermost;
  return { value: new RawJson(open.repeat(depth) + inner + close.repeat(depth)), depth };
}

/** An array with many small elements. */
export function longArray(random: Random): RawJson {
  const length = Number(random.weighted({ 500: 4, 5000: 3, 30_000: 1, 150_000: 0.05 }));
  const element = random.pick(['0', 'null', '{}', '[]', '""', '1e9', '{"event_type":2,"subscribe":true}']);
  return new RawJson(`[${`${element},`.repeat(length - 1)}${element}]`);
}

/** An object with many keys. */
export function wideObject(random: Random): RawJson {
  const length = Number(random.weighted({ 500: 4, 5000: 2 }));
  return new RawJson(`{${Array.from({ length }, (_, index) => `"k${index}":0`).join()}}`);
}
