import { defineConfig } from 'vitest/config';
import { reporters, shared } from './vitest.config.js';

/** `pnpm test:kits`: the kits for Python, Go and Java, with the example apps, on their own toolchains. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    name: 'kits',
    include: ['test/kits/**/*.test.ts', 'examples/first-app/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Toolchains use every core by themselves.
    fileParallelism: false,
    reporters: reporters(),
  },
});
