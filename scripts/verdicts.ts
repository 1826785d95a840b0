/** Writes docs/verdicts.md from the rules of the server: `pnpm verdicts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RULE_GROUPS } from '../packages/mock-server/src/verdicts/rules/index.js';
import { verdictsPage } from './verdicts/page.js';

const root = new URL('..', import.meta.url);
const path = fileURLToPath(new URL('docs/verdicts.md', root));
writeFileSync(
  path,
  verdictsPage(RULE_GROUPS, {
    protocol: readFileSync(new URL('docs/PROTOCOL.md', root), 'utf8'),
    example: readFileSync(new URL('examples/judge-your-app.test.ts', root), 'utf8'),
  }),
);
console.log(path);
