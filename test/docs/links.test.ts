import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorOf } from '../../scripts/fidelity/anchor.js';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = execFileSync('git', ['ls-files', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  // Not pages whose removal is not committed yet.
  .filter((page) => page !== '' && existsSync(join(ROOT, page)));

/** Returns a page without its code, in which brackets and number signs have other meanings. */
function prose(page: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return text
    .replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()#]/g, ''));
}

/** Returns the anchors of the headings, as GitHub creates them. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const seen = new Map<string, number>();
  for (const [, title = ''] of prose(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = anchorOf(title);
    const repeated = seen.get(anchor) ?? 0;
    seen.set(anchor, repeated + 1);
    anchors.add(repeated === 0 ? anchor : `${anchor}-${repeated}`);
  }
  return anchors;
}

/** Returns the broken links of a page: their file or their heading does not exist. */
function brokenLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
    ([, target = '']) => target,
  );
  return links.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : relative(ROOT, join(ROOT, page, '..', path));
    if (!existsSync(join(ROOT, file))) return true;
    return anchor !== undefined && !(file.endsWith('.md') && anchorsOf(file).has(anchor));
  });
}

describe('links between the pages of the repository', () => {
  test.each(PAGES)('%s links to files and headings that exist', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  test('are found, with and without an anchor', () => {
    const links = PAGES.flatMap((page) =>
      [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target),
    );
    expect(links.filter((target) => target?.includes('#')).length).toBeGreaterThan(10);
    expect(links.length).toBeGreaterThan(40);
  });
});
