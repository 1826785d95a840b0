// @ts-check
/**
 * Writes the version of package.json into src/version.ts, after `changeset version` has changed it. The sources cannot read
 * package.json themselves, because bundlers put them into other folders.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const file = new URL('../src/version.ts', import.meta.url);
writeFileSync(file, readFileSync(file, 'utf8').replace(/'.*'/, `'${manifest.version}'`));
