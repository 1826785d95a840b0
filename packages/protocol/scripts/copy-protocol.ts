/**
 * Copies docs/PROTOCOL.md into the package, before it is packed: sources and schemas refer to its sections. A link to
 * another page of the repository, which is not in the package, becomes plain text.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../../docs/PROTOCOL.md', import.meta.url));
const to = fileURLToPath(new URL('../PROTOCOL.md', import.meta.url));
const page = readFileSync(from, 'utf8');
writeFileSync(to, page.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, '$1'));
