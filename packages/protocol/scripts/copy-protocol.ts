/**
 * Copies docs/PROTOCOL.md into the package before it is packed, since sources and schemas refer to its
 * sections. Links to other pages of the repository become plain text, because the package does not contain
 * those pages.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../../../docs/PROTOCOL.md', import.meta.url));
const to = fileURLToPath(new URL('../PROTOCOL.md', import.meta.url));
const page = readFileSync(from, 'utf8');
writeFileSync(to, page.replaceAll(/\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g, '$1'));
