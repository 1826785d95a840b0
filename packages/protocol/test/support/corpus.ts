import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { DialectName, MediaShape, Message, StatusName, Violation } from '../../src/index.js';

const folder = fileURLToPath(new URL('../../corpus', import.meta.url));

interface CaseFile {
  readonly about: string;
  /** Source of the message, and how certain it is. */
  readonly source: string;
}

/** A valid message. */
export interface GoodCase extends CaseFile {
  readonly frame: { readonly [field: string]: unknown };
  /** Expected result of `decode`, for selected messages. */
  readonly message?: Message;
  /** Expected result of encoding the decoded message, if it differs from `frame`. */
  readonly rewritten?: { readonly [field: string]: unknown };
  readonly mediaShape?: MediaShape;
}

/** An invalid message and its status. */
export interface BadCase extends CaseFile {
  readonly frame?: { readonly [field: string]: unknown };
  /** Replaces `frame` for frames that are not JSON objects. */
  readonly text?: string;
  readonly violation: Violation;
  readonly field?: string;
  readonly status: StatusName;
}

export interface Located<Case> {
  readonly generation: DialectName;
  /** Folder: the message type in lowercase. */
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

/** The frame of a case as a string. */
export function textOf(found: GoodCase | BadCase): string {
  return 'text' in found && found.text !== undefined ? found.text : JSON.stringify(found.frame);
}
