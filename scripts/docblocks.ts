/**
 * Finds what has no docblock, and docblocks that open with a question word: `pnpm docblocks [PATH…]` lists those below
 * the given paths. A test holds the numbers.
 */
import { fileURLToPath } from 'node:url';
import { findDocblockProblems } from './docblocks/find-problems.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const paths = process.argv.slice(2);
const wanted = findDocblockProblems(root).filter(
  ({ file }) => paths.length === 0 || paths.some((path) => file.startsWith(path)),
);
for (const { file, line, kind, name } of wanted) console.log(`${file}:${line}  ${kind}  ${name}`);
const count = (kind: string): number => wanted.filter((problem) => problem.kind === kind).length;
console.log(
  `${count('export')} exports and ${count('member')} public members without docblock, ` +
    `docblocks that open with What, Who, How, Where or Whether: ${count('opener')}`,
);
