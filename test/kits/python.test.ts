/** The kit for pytest, installed as users install it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { BROKEN_RULE, brokenCopy } from './broken-copy.js';
import { outcomeOf, run } from './programs.js';

const KIT = join(ROOT, 'kits/pytest');
const APP = join(ROOT, 'examples/first-app/python');
const REQUIREMENTS = join(KIT, 'requirements-dev.txt');

/** An environment with the pinned packages, where later runs find it. */
const pinned = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
const venv = join(tmpdir(), `rtms-mock-pytest-${pinned}`);
const python = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

describeWithTool('python3', 'the kit for pytest', (python3) => {
  beforeAll(async () => {
    const pip = [python, '-m', 'pip', '--disable-pip-version-check', '--quiet', 'install'];
    if (!existsSync(join(venv, 'complete'))) {
      await run([python3, '-m', 'venv', venv], ROOT);
      await run([...pip, '-r', REQUIREMENTS], ROOT);
      await run([python, '-c', `open(${JSON.stringify(join(venv, 'complete'))}, 'w')`], ROOT);
    }
    // The packed kit, without its sources: what a user gets.
    await run([...pip, '--no-deps', '--no-build-isolation', '--force-reinstall', KIT], ROOT);
  });

  test('passes its own tests', async () => {
    const project = join(ROOT, 'packages/sample-app');
    await run([python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'tests'], KIT, {
      KIT_TEST_PROJECT: project,
    });
  });

  test('has types for strict checks', async () => {
    await run([python, '-m', 'mypy', '--python-executable', python, '--cache-dir', join(venv, 'mypy')], KIT);
  });

  test('tests the first app', async () => {
    await run([python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider'], APP);
  });

  test('finds the rule that a broken version of it breaks', async () => {
    using copy = brokenCopy('python', 'app.py');
    const pytest = [python, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-k', 'transcript'];
    const { code, output } = await outcomeOf(pytest, copy.folder);
    expect(code).toBe(1);
    expect(output).toContain(`- ${BROKEN_RULE} (error)`);
  });
});
