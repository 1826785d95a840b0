#!/usr/bin/env node
// The server's package holds the command. It does not export the file, so the way leads through its manifest.
await import(new URL('bin/rtms-mock.js', import.meta.resolve('@rtms-mock/server/package.json')).href);
