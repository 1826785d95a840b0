import { defineConfig } from 'vitest/config';
import { reporters, shared } from './vitest.config.js';

/** `pnpm test:cluster`: nodes of a cluster and a real NATS server, whose program `NATS_SERVER` names. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    name: 'cluster',
    include: ['test/cluster/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: reporters(),
  },
});
