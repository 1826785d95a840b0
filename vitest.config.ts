import { defineConfig } from 'vitest/config';

// Apps read their credentials from such variables, in place of those that a test gives them. Who develops an app has
// them in the shell, and all workers inherit the environment.
for (const name of Object.keys(process.env)) {
  if (/^(?:ZM|ZOOM)_/.test(name)) delete process.env[name];
}

/** Packages of this repository resolve to their sources, so a test sees an edit without a build. */
const conditions = ['@rtms-mock/source', 'module', 'node', 'development|production'];
export const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 15_000,
    hookTimeout: 30_000,
    /** CI sets this and names the tests that passed only then; a developer sees each failure. */
    retry: Number(process.env['TEST_RETRIES'] ?? 0),
    teardownTimeout: 10_000,
    // The default of one second is a time in which a busy machine may not get round to what a test waits for.
    expect: { poll: { timeout: 10_000 } },
    unstubEnvs: true,
    restoreMocks: true,
  },
};

/** Reporters of every configuration. CI sets TEST_SUMMARY_FILE to get a summary of all of them. */
export function reporters(): string[] {
  const { TEST_SUMMARY_FILE } = process.env;
  return TEST_SUMMARY_FILE ? ['default', './test/support/summary-reporter.ts'] : ['default'];
}

/** Tests that take long: they convert recordings or wait for real time. `pnpm test:long` runs them. */
export const LONG = ['**/*.long.test.ts'];

/**
 * Files of most packages share modules: loading them for each file again took half of the time of all tests. The SDK has
 * state for the whole process, such as its logger, so each file of the client has modules of its own.
 */
const UNISOLATED = { isolate: false };

/** Tests that replace modules with `vi.mock`, so that each file needs modules of its own. */
const ISOLATED = ['**/*.isolated.test.ts'];

const packages = ['protocol', 'mock-server', 'client', 'page', 'sample-app', 'mcp', 'cluster'];

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) => ({
        ...shared,
        test: {
          ...shared.test,
          ...(name !== 'client' && UNISOLATED),
          name,
          root: `packages/${name}`,
          include: ['test/**/*.test.ts'],
          exclude: [...LONG, ...ISOLATED],
        },
      })),
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'isolated',
          include: ISOLATED.map((path) => `packages/*/test/${path}`),
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          ...UNISOLATED,
          name: 'repository',
          include: ['test/**/*.test.ts', 'examples/*.test.ts'],
          exclude: [
            'test/browser/**',
            'test/cluster/**',
            'test/encryption/**',
            'test/runtimes/**',
            'test/kits/**',
            'test/mutants/**',
            ...LONG,
          ],
        },
      },
      {
        ...shared,
        // A browser shares the machine with the server, so its tests run one after the other: `pnpm test:browser`.
        test: {
          ...shared.test,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    passWithNoTests: true,
    // Many tests wait for real time; vitest alone would leave a core idle on machines with two.
    maxWorkers: '100%',
    reporters: reporters(),
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
});
