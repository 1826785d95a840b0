// @ts-check
/** Copies the bundled page into `dist/page`, from where the server serves it and where it is published. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../dist/page/', import.meta.url));
const bundle = join(
  dirname(fileURLToPath(import.meta.resolve('@rtms-mock/page/package.json'))),
  'dist/server',
);
if (!existsSync(join(bundle, 'index.html'))) {
  throw new Error(`the page is not built in ${bundle}; run pnpm build, which builds all packages in order`);
}
rmSync(target, { recursive: true, force: true });
cpSync(bundle, target, { recursive: true });
