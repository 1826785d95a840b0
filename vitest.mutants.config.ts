import { defineConfig } from 'vitest/config';
import { reporters, shared } from './vitest.config.js';

/** `pnpm test:mutants`: apps with one fault each, judged in real time. They mostly wait, so they run side by side. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    name: 'mutants',
    include: ['test/mutants/**/*.test.ts'],
    testTimeout: 60_000,
    maxConcurrency: 12,
    reporters: reporters(),
  },
});
