import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import getReleasePlan from '@changesets/get-release-plan';
import { describe, expect, test } from 'vitest';

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  description?: string;
  files?: string[];
  publishConfig?: { access?: string };
}

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const publicPackages = readdirSync(join(ROOT, 'packages'))
  .map((folder) => ({ folder, manifest: read(`packages/${folder}/package.json`) as Manifest }))
  .filter(({ manifest }) => manifest.private !== true);

describe('public packages', () => {
  test('have the same version, which changesets increases for all of them', () => {
    const { fixed } = read('.changeset/config.json') as { fixed: string[][] };
    const names = publicPackages.map(({ manifest }) => manifest.name);
    expect(fixed.map((group) => group.toSorted())).toEqual([names.toSorted()]);
    expect(new Set(publicPackages.map(({ manifest }) => manifest.version)).size).toBe(1);
  });

  test('become 1.0 only by a changeset that says so, not because one needs the next version of another', async () => {
    const { changesets, releases } = await getReleasePlan(ROOT);
    const isMajor = ({ type }: { readonly type: string }): boolean => type === 'major';
    const isMeant = changesets.some((changeset) => changeset.releases.some(isMajor));
    expect(releases.some(isMajor)).toBe(isMeant);
  });

  test.each(publicPackages)('$manifest.name has all fields that its page needs', ({ folder, manifest }) => {
    const missing = ['README.md', 'LICENSE'].filter(
      (file) => !existsSync(join(ROOT, 'packages', folder, file)),
    );
    expect(missing).toEqual([]);
    expect(manifest.description).toBeTruthy();
    expect(manifest.files).toContain('CHANGELOG.md');
    // By default, a scoped package is private.
    expect(manifest.publishConfig?.access).toBe('public');
  });
});
