// @ts-check
/**
 * Runs in a package before its build: removes what earlier builds left in `dist` of sources that were moved or removed
 * since. The compiler never does, and what lies there is cached by turbo and published.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const dist = join(process.cwd(), 'dist');
const files = existsSync(dist) ? readdirSync(dist, { recursive: true, withFileTypes: true }) : [];
for (const entry of files) {
  const path = relative(dist, join(entry.parentPath, entry.name));
  const source = /^(.*?)\.(?:d\.ts|js)(?:\.map)?$/.exec(path)?.[1];
  // `dist/cjs` is written anew by the build itself, and `dist/page` by the build of the page.
  if (source === undefined || path.startsWith('cjs') || path.startsWith(`page${sep}`)) continue;
  if (!existsSync(join('src', `${source}.ts`))) rmSync(join(dist, path));
}
