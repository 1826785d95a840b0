import { defineConfig } from 'vitest/config';
import { reporters, shared } from './vitest.config.js';

/** `pnpm test:runtimes`: the built packages on Bun and Deno, which come from npm. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    name: 'runtimes',
    include: ['test/runtimes/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 240_000,
    reporters: reporters(),
  },
});
