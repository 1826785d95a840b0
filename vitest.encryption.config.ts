import { defineConfig } from 'vitest/config';
import { reporters, shared } from './vitest.config.js';

/** `pnpm test:encryption`: encrypted media with receivers of others: ffmpeg, Python's cryptography, libsrtp. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    name: 'encryption',
    include: ['test/encryption/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: reporters(),
  },
});
