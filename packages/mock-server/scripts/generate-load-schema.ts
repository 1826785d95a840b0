/** Writes the schema of load reports anew from the type: `pnpm --filter @rtms-mock/server load-schema`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadReportSchema } from './load-report/build-schema.js';

const path = fileURLToPath(new URL('../../../docs/load-report.schema.json', import.meta.url));
writeFileSync(path, loadReportSchema());
console.log(path);
