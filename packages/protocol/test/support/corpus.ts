import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { DialectName, MediaShape, Message, StatusName, Violation } from '../../src/index.js';

const folder = fileURLToPath(new URL('../../corpus', import.meta.url));

interface CaseFile {
  readonly about: string;
  /** Where it comes from and how sure that is. */
  readonly source: string;
}

/** A message that is right. */
export interface GoodCase extends CaseFile {
  readonly frame: { readonly [field: string]: unknown };
  /** What `decode` makes of it, where that is worth showing. */
  readonly message?: Message;
  /** What `encode` makes of it again, where that is not `frame`. */
  readonly rewritten?: { readonly [field: string]: unknown };
  readonly mediaShape?: MediaShape;
}

/** A message that is wrong, and the status it gets. */
export interface BadCase extends CaseFile {
  readonly frame?: { readonly [field: string]: unknown };
  /** In place of `frame`: what cannot be written as a JSON object. */
  readonly text?: string;
  readonly violation: Violation;
  readonly field?: string;
  readonly status: StatusName;
}

export interface Located<Case> {
  readonly generation: DialectName;
  /** Folder: the message type in lower case. */
  readonly message: string;
  /** `2026/keep-alive-req/ask`. */
  readonly name: string;
  readonly case: Case;
}

function load(): Located<GoodCase | BadCase>[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.json'))
    .sort();
  return files.map((path) => {
    const [generation, message] = path.split('/') as [DialectName, string];
    const content = JSON.parse(readFileSync(join(folder, path), 'utf8')) as GoodCase | BadCase;
    return { generation, message, name: path.slice(0, -'.json'.length), case: content };
  });
}

const all = load();

export const goodCases = all.filter((found): found is Located<GoodCase> => !('status' in found.case));
export const badCases = all.filter((found): found is Located<BadCase> => 'status' in found.case);

/** The text of the frame of a case. */
export function textOf(found: GoodCase | BadCase): string {
  return 'text' in found && found.text !== undefined ? found.text : JSON.stringify(found.frame);
}
