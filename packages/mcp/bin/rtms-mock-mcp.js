#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The version is checked first: older versions of Node fail with a stack in place of a sentence.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rtms-mock-mcp: Node ${process.versions.node} is too old; install 20.19 or later\n`);
  process.exit(2);
}
// Published packages are built; a fresh clone is not.
if (!existsSync(new URL('../dist/bin.js', import.meta.url))) {
  const { buildClone } = await import('../../../scripts/build-clone.mjs');
  buildClone('@rtms-mock/mcp', 'rtms-mock-mcp');
}
void import('../dist/bin.js');
