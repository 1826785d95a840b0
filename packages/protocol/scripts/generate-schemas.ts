/** Generates `schemas/` from the types: `pnpm --filter @rtms-mock/protocol schemas`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFiles } from './schemas/build-files.js';

const folder = fileURLToPath(new URL('../schemas', import.meta.url));
const { files } = buildFiles();
rmSync(folder, { recursive: true, force: true });
for (const [path, content] of files) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
console.log(`${files.size} files in ${folder}`);
