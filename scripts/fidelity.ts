/** Writes docs/fidelity.md from the requirements of the conformance tests: `pnpm fidelity`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { REQUIREMENTS } from '../test/conformance/requirements.js';
import { fidelityPage } from './fidelity/page.js';

const docs = new URL('../docs/', import.meta.url);
const page = fileURLToPath(new URL('fidelity.md', docs));
writeFileSync(page, fidelityPage(REQUIREMENTS, readFileSync(new URL('PROTOCOL.md', docs), 'utf8')));
console.log(page);
