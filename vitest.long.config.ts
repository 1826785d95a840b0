import { defineConfig } from 'vitest/config';
import { LONG, reporters, shared } from './vitest.config.js';

/** `pnpm test:long`: tests that convert recordings or wait for real time, so that `pnpm test` stays short. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    name: 'long',
    include: LONG,
    maxWorkers: '100%',
    reporters: reporters(),
  },
});
