import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../src', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, code: withoutComments(readFileSync(join(folder, path), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '');
}

function importsOf(code: string): string[] {
  return [...code.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)].map(([, name]) => name ?? '');
}

test('only signatures and encryption require Node', () => {
  const requiresNode = sources.filter(({ code }) => /'node:|\bBuffer\b|\bprocess\.|\brequire\(/.test(code));
  expect(requiresNode.map(({ path }) => path).toSorted()).toStrictEqual([
    'encryption/keys.ts',
    'encryption/payload.ts',
    'signature-diagnosis/digest.ts',
    'signature.ts',
  ]);
  const importers = sources.filter(
    ({ path, code }) =>
      !/^(signature|encryption)/.test(path) &&
      importsOf(code).some((name) => /\/(signature|encryption)/.test(name)),
  );
  expect(importers.map(({ path }) => path)).toStrictEqual([]);
});

test('the package imports nothing from outside', () => {
  const outside = sources.flatMap(({ code }) => importsOf(code).filter((name) => !name.startsWith('.')));
  expect(new Set(outside)).toStrictEqual(new Set(['node:crypto']));
});

test('the package uses no time, timers or output, except the clock of real time, which needs neither Node nor a browser', () => {
  const impure = sources.filter(({ code }) =>
    /\bsetTimeout\b|\bsetInterval\b|\bDate\.now\b|\bnew Date\(\)|\bconsole\b|Math\.random/.test(code),
  );
  expect(impure.map(({ path }) => path)).toStrictEqual(['real-clock.ts']);
  const importers = sources.filter(({ code }) =>
    importsOf(code).some((name) => name.endsWith('/real-clock.js')),
  );
  expect(importers).toStrictEqual([]);
});
