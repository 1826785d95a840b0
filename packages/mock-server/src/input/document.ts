/** Files that a user writes, JSON or YAML, with the line of everything in them. */
import { readFile } from 'node:fs/promises';
import {
  isCollection,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  Scalar,
  visit,
  type Document,
} from 'yaml';
import { jsonSlip, meansJson } from './json-slip.js';
import { UsageError } from './usage-error.js';

export interface UserDocument {
  readonly path: string;
  /** `null` for an empty file. */
  readonly value: unknown;
  /** Line, from 1, of what stands at a path such as `['apps', 0, 'name']`, or of the nearest thing around it. */
  lineOf(keys: readonly (string | number)[]): number;
}

/** `what` begins the sentence of an error: `credentials file`. JSON may have comments and commas at ends. */
export async function readUserDocument(path: string, what: string): Promise<UserDocument> {
  return parseUserDocument(await readText(path, what), path, what);
}

export function parseUserDocument(given: string, path: string, what: string): UserDocument {
  const text = given.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const slip = path.endsWith('.json') || meansJson(text) ? jsonSlip(text) : undefined;
    const { line, col } = lines.linePos(slip?.offset ?? error.pos[0]);
    // What follows a colon is text of the file, which may be a secret.
    const found = slip?.message ?? error.message.replace(/(: .*|\.)$/s, '');
    throw new UsageError(`${what} ${path}, line ${line}, column ${col}: ${found}; correct the file`);
  }
  const unquoted = path.endsWith('.json') ? unquotedText(document) : undefined;
  if (unquoted !== undefined) {
    const { line, col } = lines.linePos(unquoted);
    throw new UsageError(
      `${what} ${path}, line ${line}, column ${col}: a string without quotes; correct the file`,
    );
  }
  return {
    path,
    value: document.toJS({ maxAliasCount: 100 }) as unknown,
    lineOf: (keys) => {
      for (let length = keys.length; length > 0; length--) {
        const offset = offsetOf(document.contents, keys.slice(0, length));
        if (offset !== undefined) return lines.linePos(offset).line;
      }
      return 1;
    },
  };
}

/** Offset of the first string without quotes: valid in YAML, an error in JSON. */
function unquotedText(document: Document): number | undefined {
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

function offsetOf(root: unknown, keys: readonly (string | number)[]): number | undefined {
  let node = root;
  let offset: number | undefined;
  for (const key of keys) {
    if (!isCollection(node)) return undefined;
    const item = node.items.find((one, index) =>
      isPair(one) ? isScalar(one.key) && one.key.value === key : index === key,
    );
    if (item === undefined) return undefined;
    const start = isPair(item) ? item.key : item;
    offset = (start as { range?: readonly [number, number, number] | null }).range?.[0];
    node = isPair(item) ? item.value : item;
  }
  return offset;
}

async function readText(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${what} ${path} ${whyUnreadable(code, message)}`, { cause: error });
  }
}

/** Reads on from the name of a file. */
export function whyUnreadable(code: string | undefined, message: string): string {
  switch (code) {
    case 'ENOENT':
      return 'is not there; check the path';
    case 'EISDIR':
      return 'is a folder; name the file in it';
    case 'EACCES':
    case 'EPERM':
      return 'may not be opened by you; change its permissions';
    default:
      return `cannot be opened (${message})`;
  }
}
