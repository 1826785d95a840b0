/** The kit for pytest, installed as users install it. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { BROKEN_RULE, brokenCopy } from './broken-copy.js';
import { outcomeOf, run } from './programs.js';
import { createPythonEnvironment, PIP, PYTHON, VENV } from './python-environment.js';

const KIT = join(ROOT, 'kits/pytest');
const APP = join(ROOT, 'examples/first-app/python');

describeWithTool('python3', 'the kit for pytest', (python3) => {
  beforeAll(async () => {
    await createPythonEnvironment(python3);
    // The packed kit, without its sources: what a user gets.
    await run([...PIP, '--no-deps', '--no-build-isolation', '--force-reinstall', KIT], ROOT);
  });

  test('passes its own tests', async () => {
    const project = join(ROOT, 'packages/sample-app');
    await run([PYTHON, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests'], KIT, {
      KIT_TEST_PROJECT: project,
    });
  });

  test('has types for strict checks', async () => {
    await run([PYTHON, '-m', 'mypy', '--python-executable', PYTHON, '--cache-dir', join(VENV, 'mypy')], KIT);
  });

  test('tests the first app', async () => {
    await run([PYTHON, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'], APP);
  });

  test('finds the rule that a broken version of it breaks', async () => {
    using copy = brokenCopy('python', 'app.py');
    const pytest = [PYTHON, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-k', 'transcript'];
    const { code, output } = await outcomeOf(pytest, copy.folder);
    expect(code).toBe(1);
    expect(output).toContain(`- ${BROKEN_RULE} (error)`);
  });
});
