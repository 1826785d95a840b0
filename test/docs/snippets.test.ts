import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FRONT_PAGES = ['README.md', ...packageReadmes()];
const PAGES = [...FRONT_PAGES, 'CONTRIBUTING.md', ...pagesIn('docs'), ...pagesIn('kits')];

/** Returns the pages that a package registry shows. */
function packageReadmes(): string[] {
  return readdirSync(join(ROOT, 'packages'))
    .map((folder) => `packages/${folder}/README.md`)
    .filter((page) => existsSync(join(ROOT, page)));
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** Returns the code blocks of a page, with the file that the comment above them names. */
function codeBlocks(page: string): { language: string; code: string; file: string | undefined }[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = text.matchAll(/(?:<!-- (examples\/\S+) -->\s*)?```(\w*)\n([\s\S]*?)```/g);
  return [...blocks].map(([, file, language = '', code = '']) => ({ language, code, file }));
}

describe('documentation', () => {
  test.each(FRONT_PAGES)('programs in %s come from files that are compiled and run', (page) => {
    const programs = codeBlocks(page).filter(({ language }) => ['ts', 'js', 'mjs'].includes(language));
    if (!/packages\/(rtms-mock|mcp|cluster)\//.test(page)) expect(programs.length).toBeGreaterThan(0);
    for (const { file, code } of programs) {
      expect(file, `a comment above must name the file:\n${code}`).toBeDefined();
      expect(code).toBe(readFileSync(join(ROOT, file ?? ''), 'utf8'));
    }
  });

  test.each(PAGES)('%s contains unchanged files, and links to existing files', (page) => {
    for (const { file, code } of codeBlocks(page)) {
      if (file !== undefined) expect(code).toBe(readFileSync(join(ROOT, file), 'utf8'));
    }
    const text = readFileSync(join(ROOT, page), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !existsSync(join(ROOT, page, '..', target)));
    expect(broken).toEqual([]);
  });
});
