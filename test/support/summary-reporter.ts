import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/**
 * Writes `N passed, N failed` to the file named by TEST_SUMMARY_FILE, then a line for each test that failed and for each
 * that passed only when it was run again.
 * An error outside a test, such as a file that does not load, counts as a failure.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const file = process.env['TEST_SUMMARY_FILE'];
    if (file === undefined || file === '') return;
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    const lines = unhandledErrors.map((error) => `failed: outside a test: ${firstLine(error.message)}`);
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        counts[state] += 1;
        if (state === 'failed') {
          failedTests += 1;
          lines.push(`failed: ${place(test)}: ${firstLine(errors?.at(-1)?.message ?? '')}`);
        } else if (test.diagnostic()?.flaky === true) {
          lines.push(`passed when run again: ${place(test)}: ${firstLine(errors?.at(-1)?.message ?? '')}`);
        }
      }
      if (module.state() === 'failed' && failedTests === 0) {
        counts.failed += 1;
        lines.push(`failed: ${module.relativeModuleId}: ${firstLine(module.errors()[0]?.message ?? '')}`);
      }
    }
    writeFileSync(file, [`${counts.passed} passed, ${counts.failed} failed`, ...lines, ''].join('\n'));
  }
}

function place(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) ?? '';
}
