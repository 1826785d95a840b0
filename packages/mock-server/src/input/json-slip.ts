/** Finds the first mistake in handwritten JSON. */
import { printParseErrorCode, visit } from 'jsonc-parser';

/** Max number of comments with `#` that are removed one after the other; each costs a copy of the text. */
const MAX_HASH_COMMENTS = 100;

/** The first place where text is not JSON. */
export interface JsonSlip {
  /** Index of the character, from 0. */
  readonly offset: number;
  /** A clause that says what is wrong there. It holds nothing of the text, which may be a secret. */
  readonly message: string;
}

/** True for text that is meant to be JSON: an object or array, and not one of YAML, where strings need no quotes. */
export function meansJson(text: string): boolean {
  return /^\uFEFF?\s*[{[]\s*(?:["{}[\]]|$)/.test(text);
}

/**
 * Finds the first place where text is not JSON. Comments (also with `#`, as in YAML) and commas before an end are
 * accepted. `undefined`: all of it is JSON, or it is nested too deep or has too many comments to find the place.
 */
export function jsonSlip(text: string): JsonSlip | undefined {
  let source = text.replace(/^\uFEFF/, ' ');
  for (let comments = 0; comments <= MAX_HASH_COMMENTS; comments++) {
    const error = firstError(source);
    if (!error) return undefined;
    const { offset } = error;
    if (source[offset] !== '#') return slipOf(source, error);
    source = withoutComment(source, offset);
  }
  return undefined;
}

interface FirstError {
  readonly code: string;
  readonly offset: number;
  /** Offset of the object or array around the error. */
  readonly innermost: number | undefined;
}

/** Stops the parser, which would go on after an error. */
class FirstErrorFound extends Error {
  readonly found: FirstError;

  constructor(found: FirstError) {
    super();
    this.found = found;
  }
}

function slipOf(source: string, { code, offset, innermost }: FirstError): JsonSlip {
  if (source.slice(offset).trim() === '') return { offset, message: endTooEarly(source, innermost) };
  return { offset, message: messageOf(code, source, offset, innermost) };
}

function firstError(source: string): FirstError | undefined {
  const open: number[] = [];
  let closed: number | undefined;
  const close = (): void => {
    closed = open.pop();
  };
  try {
    visit(
      source,
      {
        onObjectBegin: (offset) => void open.push(offset),
        onArrayBegin: (offset) => void open.push(offset),
        onObjectEnd: close,
        onArrayEnd: close,
        onError: (error, offset) => {
          const code = printParseErrorCode(error);
          // The parser leaves an object or array before it reports that its end is missing.
          const innermost = /^Close\w+Expected$/.test(code) ? (closed ?? open.at(-1)) : open.at(-1);
          throw new FirstErrorFound({ code, offset, innermost });
        },
      },
      { allowTrailingComma: true },
    );
  } catch (error) {
    if (error instanceof FirstErrorFound) return error.found;
    // The parser calls itself for each level.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function withoutComment(text: string, from: number): string {
  const end = text.indexOf('\n', from);
  const length = (end < 0 ? text.length : end) - from;
  return text.slice(0, from) + ' '.repeat(length) + text.slice(from + length);
}

function messageOf(code: string, text: string, offset: number, open: number | undefined): string {
  const expectsName = text[open ?? -1] === '{' && !/:\s*$/.test(text.slice(0, offset));
  switch (code) {
    case 'EndOfFileExpected':
      return 'something follows the end';
    case 'CommaExpected':
      return `a comma or ${closerOf(text, open)} is missing`;
    case 'ColonExpected':
      return 'a colon is missing after the name';
    case 'UnexpectedEndOfString':
      return 'a string has no closing quote';
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return 'a string has a backslash before a character that needs none; write \\\\';
    case 'InvalidCharacter':
      return 'a string has a control character; write it as an escape, such as \\t';
    case 'UnexpectedEndOfComment':
      return 'a comment has no end';
    case 'UnexpectedEndOfNumber':
    case 'InvalidNumberFormat':
      return 'a number is incomplete';
    default:
      if (expectsName) return `a name in quotes or ${closerOf(text, open)} is missing`;
      return code === 'InvalidSymbol' ? 'a string without quotes' : 'a value is missing';
  }
}

function endTooEarly(text: string, open: number | undefined): string {
  if (open === undefined) return 'the file is empty';
  const kind = text[open] === '{' ? 'object' : 'array';
  const line = text.slice(0, open).split('\n').length;
  return `the file ends before the ${closerOf(text, open)} of the ${kind} that begins in line ${line}`;
}

function closerOf(text: string, open: number | undefined): string {
  return open === undefined ? 'the end' : text[open] === '{' ? '}' : ']';
}
