#!/usr/bin/env node
// The version is checked first: older versions of Node fail with a stack in place of a sentence.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rtms-mock-mcp: Node ${process.versions.node} is too old; install 20.19 or later\n`);
  process.exit(2);
}
void import('../dist/bin.js');
