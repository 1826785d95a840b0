import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './processes.js';

/** The command with which docs/load.md starts the example app. */
export interface DocumentedApp {
  readonly variables: { readonly [name: string]: string };
  readonly file: string;
}

/** Reads the command in docs/load.md. */
export function documentedApp(): DocumentedApp {
  const page = readFileSync(join(ROOT, 'docs/load.md'), 'utf8').replaceAll('\\\n', '');
  const [, words = '', file = ''] = /^((?:\w+=\S+ +)+)node (examples\/load\/\S+)$/m.exec(page) ?? [];
  const variables = words
    .trim()
    .split(/ +/)
    .map((word) => word.split('=', 2));
  return { variables: Object.fromEntries(variables) as { [name: string]: string }, file };
}
