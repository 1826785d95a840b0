import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const text = readFileSync(new URL('../../pnpm-lock.yaml', import.meta.url), 'utf8');
const lockfile = parse(text) as { packages: { [nameAndVersion: string]: unknown } };

/** `@turbo/darwin-64@2.11.9` → `@turbo/darwin-64` */
const locked = new Set(Object.keys(lockfile.packages).map((key) => key.slice(0, key.lastIndexOf('@'))));

/** Tools with one package per system: names of the packages for macOS (ARM, Intel) and Windows. */
const families: { [tool: string]: [string, string, string] } = {
  turbo: ['@turbo/darwin-arm64', '@turbo/darwin-64', '@turbo/windows-64'],
  oxlint: ['@oxlint/binding-darwin-arm64', '@oxlint/binding-darwin-x64', '@oxlint/binding-win32-x64-msvc'],
  oxfmt: ['@oxfmt/binding-darwin-arm64', '@oxfmt/binding-darwin-x64', '@oxfmt/binding-win32-x64-msvc'],
  'oxlint-tsgolint': [
    '@oxlint-tsgolint/darwin-arm64',
    '@oxlint-tsgolint/darwin-x64',
    '@oxlint-tsgolint/win32-x64',
  ],
  typescript: [
    '@typescript/typescript-darwin-arm64',
    '@typescript/typescript-darwin-x64',
    '@typescript/typescript-win32-x64',
  ],
  esbuild: ['@esbuild/darwin-arm64', '@esbuild/darwin-x64', '@esbuild/win32-x64'],
  rolldown: [
    '@rolldown/binding-darwin-arm64',
    '@rolldown/binding-darwin-x64',
    '@rolldown/binding-win32-x64-msvc',
  ],
  lightningcss: ['lightningcss-darwin-arm64', 'lightningcss-darwin-x64', 'lightningcss-win32-x64-msvc'],
};

describe('the lockfile', () => {
  test.each(Object.entries(families))('contains the macOS and Windows programs of %s', (tool, names) => {
    expect(locked).toContain(tool);
    expect(names.filter((name) => !locked.has(name))).toEqual([]);
  });

  test('the table contains every tool with one package per system', () => {
    const native = [...locked].filter((name) => /(darwin|linux|win32|windows)-(x64|arm64|64)\b/.test(name));
    const prefixes = Object.values(families).map(([name]) => name.slice(0, name.indexOf('darwin')));
    expect(native.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)))).toEqual([]);
  });

  test('contains no registry and no download address', () => {
    expect(text).not.toMatch(/https?:\/\/|tarball:|registry/i);
  });
});
