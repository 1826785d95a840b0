import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { findDocblockProblems, type DocblockProblem } from '../../scripts/docblocks/find-problems.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the docblocks of all packages', () => {
  const problems = findDocblockProblems(root);
  const shown = (kind: DocblockProblem['kind']): string[] =>
    problems.filter((one) => one.kind === kind).map(({ file, line, name }) => `${file}:${line} ${name}`);

  test('every exported declaration has one', () => {
    expect(shown('export'), 'pnpm docblocks lists them').toEqual([]);
  });

  test('every member of what a package exports has one', () => {
    expect(shown('member'), 'pnpm docblocks lists them').toEqual([]);
  });

  test('none opens with a question word', () => {
    expect(shown('opener'), 'pnpm docblocks lists them').toEqual([]);
  });
});

describe('the search', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  /** Problems of a repository whose protocol package has this file. */
  function problemsOf(source: string): string[] {
    const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-docblocks-'));
    folders.push(folder);
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write(
      'tsconfig.base.json',
      '{"compilerOptions": {"module": "nodenext", "target": "es2023", "types": []}}',
    );
    for (const name of ['mock-server', 'client', 'sample-app'])
      write(`packages/${name}/src/index.ts`, 'export {};');
    write('packages/protocol/src/index.ts', "export * from './file.js';");
    write('packages/protocol/src/file.ts', source);
    return findDocblockProblems(folder).map(({ kind, name }) => `${kind} ${name}`);
  }

  test.each<[string, string, string[]]>([
    ['a function without docblock', 'export function f(): void {}', ['export f']],
    ['a function with one', '/** Does it. */\nexport function f(): void {}', []],
    ['a line comment', '// Does it.\nexport const a = 1;', ['export a']],
    ['a member without one', '/** A thing. */\nexport interface A {\n  b: number;\n}', ['member A.b']],
    [
      'members of a union',
      "/** A state. */\nexport type A =\n  | {\n      /** Its name. */\n      name: 'a';\n    }\n  | { name: 'b' };",
      ['member A.name'],
    ],
    [
      'a member that an interface documents',
      '/** A. */\nexport interface A {\n  /** B. */\n  b: number;\n}\n/** C. */\nexport class C implements A {\n  b = 1;\n  #d = 2;\n  d(): number {\n    return this.#d;\n  }\n}',
      ['member C.d'],
    ],
    [
      'a constant with its type',
      '/** A. */\nexport const A = {\n  /** B. */\n  B: 1,\n} as const;\nexport type A = number;',
      [],
    ],
    ['a question word', '/** What it is. */\nexport const a = 1;', ['opener What it is. */']],
    ['a question word inside', '/** Says what it is. */\nexport const a = 1;', []],
  ])('finds what is wrong with %s', (_, source, expected) => {
    expect(problemsOf(source)).toEqual(expected);
  });
});
