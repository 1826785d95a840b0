/** JSON and YAML with the place of every value. JSON is YAML too, so one parser reads both. */
import { isNestedDeeper, MAX_NESTING } from '@rtms-mock/protocol';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Parser,
  Scalar,
  visit,
  type CST,
  type Document,
} from 'yaml';
import { jsonSlip, meansJson } from './json-slip.js';
import type { Problem } from './reading.js';

/** Max depth of the syntax tree: some levels more than {@link MAX_NESTING}, for documents and scalars. */
const MAX_SYNTAX_NESTING = 2 * MAX_NESTING;

/** Max number of nodes that the aliases of a text may add. */
const MAX_ALIASES = 100;

const TOO_DEEP: SyntaxProblem = {
  line: 1,
  column: 1,
  message: `the content is nested deeper than ${MAX_NESTING} levels`,
};

/** The message of `yaml` names functions of that library. */
const SECOND_DOCUMENT = 'a second document begins here, but only one is allowed';

/** A place in a file. */
export interface Position {
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1. */
  readonly column: number;
}

/** A reason why text is neither JSON nor YAML. */
export interface SyntaxProblem extends Position {
  /** A clause. After a colon it may quote the text. */
  readonly message: string;
}

/** Parsed text. */
export type LocatedDocument =
  | {
      readonly ok: true;
      /** Plain data; `null` for an empty text. */
      readonly value: unknown;
      /** Place of a problem: of the key when the key is wrong, otherwise of its value or of the nearest thing around it. */
      positionOf(problem: Pick<Problem, 'path' | 'subject'>): Position;
    }
  | { readonly ok: false; readonly problems: readonly [SyntaxProblem, ...SyntaxProblem[]] };

/**
 * Parses text. JSON may have comments, and commas before an end.
 *
 * @param isJson refuses YAML that is no JSON
 */
export function parseLocated(given: string, isJson = false): LocatedDocument {
  const text = given.replace(/^\uFEFF/, '');
  // The composer of `yaml` calls itself for each level, and V8 ends the process if a regular expression is compiled with
  // an exhausted call stack. So the depth is checked before.
  if (isSyntaxNestedDeeper([...new Parser().parse(text)], MAX_SYNTAX_NESTING)) {
    return { ok: false, problems: [TOO_DEEP] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const [first, ...others] = syntaxProblems(document, text, isJson).map(({ offset, message }) => ({
    ...positionAt(offset),
    message,
  }));
  if (first) return { ok: false, problems: [first, ...others] };
  try {
    // The parser limits aliases, so that a small text cannot become large data.
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    // Also true for an alias inside its own anchor.
    if (isNestedDeeper(value)) return { ok: false, problems: [TOO_DEEP] };
    return { ok: true, value, positionOf: (problem) => positionAt(offsetOf(document, problem)) };
  } catch (error) {
    return { ok: false, problems: [{ ...positionAt(0), message: conversionProblem(error) }] };
  }
}

/** Describes an exception of `toJS`. Its text about aliases names an attack, and not what to correct. */
function conversionProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.startsWith('Excessive alias count')
    ? 'the aliases of the file stand for too much data'
    : message;
}

/** True if a token contains others at more than `max` levels. Uses no recursion. */
function isSyntaxNestedDeeper(tokens: readonly CST.Token[], max: number): boolean {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > max) return true;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth: depth + 1 });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return false;
}

interface Slip {
  readonly offset: number;
  readonly message: string;
}

function syntaxProblems(document: Document.Parsed, text: string, isJson: boolean): Slip[] {
  if (document.errors.length > 0) {
    const slip = isJson || meansJson(text) ? jsonSlip(text) : undefined;
    if (slip) return [slip];
    return document.errors.map(({ code, pos, message }) => ({
      offset: pos[0],
      message: code === 'MULTIPLE_DOCS' ? SECOND_DOCUMENT : (message.split('\n')[0] ?? message),
    }));
  }
  const unquoted = isJson ? offsetOfUnquoted(document) : undefined;
  return unquoted === undefined ? [] : [{ offset: unquoted, message: 'a string without quotes' }];
}

/** Offset of the first string without quotes: valid in YAML, an error in JSON. */
function offsetOfUnquoted(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar: (_key, { type, value, range }) => {
      if (type !== Scalar.PLAIN || typeof value !== 'string') return undefined;
      found = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

function offsetOf(document: Document.Parsed, { path, subject }: Pick<Problem, 'path' | 'subject'>): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part);
      if (!pair) return offset;
      const isLast = depth === path.length - 1;
      offset = rangeStart(isLast && subject !== 'value' ? pair.key : (pair.value ?? pair.key)) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      node = node.items[part];
      offset = rangeStart(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { readonly range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}
