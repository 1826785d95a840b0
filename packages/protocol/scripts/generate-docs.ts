/** Updates the tables of docs/PROTOCOL.md from the code: `pnpm --filter @rtms-mock/protocol docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withTables } from './docs/build-tables.js';
import { readSources } from './schemas/source-program.js';

const path = fileURLToPath(new URL('../../../docs/PROTOCOL.md', import.meta.url));
writeFileSync(path, withTables(readFileSync(path, 'utf8'), readSources().enums));
console.log(path);
