import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Writes `N passed, N failed` to the file named by TEST_SUMMARY_FILE.
 * An error outside a test, such as a file that does not load, counts as a failure.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const file = process.env['TEST_SUMMARY_FILE'];
    if (file === undefined || file === '') return;
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state] += 1;
        if (state === 'failed') failedTests += 1;
      }
      if (module.state() === 'failed' && failedTests === 0) counts.failed += 1;
    }
    writeFileSync(file, `${counts.passed} passed, ${counts.failed} failed\n`);
  }
}
