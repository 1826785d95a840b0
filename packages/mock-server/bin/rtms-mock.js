#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Exists before the first build, so that installing in a fresh clone can link the command. The version is checked before
// anything is loaded, because older versions of Node fail while loading, with a stack in place of a sentence.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rtms-mock: Node ${process.versions.node} is too old; install 20.19 or later\n`);
  process.exit(2);
}
// Published packages are built; a fresh clone is not.
if (!existsSync(new URL('../dist/bin.js', import.meta.url))) {
  const { buildClone } = await import('../../../scripts/build-clone.mjs');
  buildClone('@rtms-mock/server', 'rtms-mock');
}
void import('../dist/bin.js');
