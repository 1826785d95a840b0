import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@zoom/rtms': '@rtms-mock/client' } },
  test: { setupFiles: ['./matchers.ts'] },
});
