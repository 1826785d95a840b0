/** The kit for Go. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { BROKEN_RULE, brokenCopy } from './broken-copy.js';
import { outcomeOf, run } from './programs.js';

const KIT = join(ROOT, 'kits/go');
const APP = join(ROOT, 'examples/first-app/go');

describeWithTool('go', 'the kit for Go', (go) => {
  // The toolchain is the one on this machine: nothing is downloaded but the pinned module of the app.
  const env = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly' };

  test('is formatted, and has no known mistakes', async () => {
    const unformatted = await run([go.replace(/go(?=\.exe$|$)/, 'gofmt'), '-l', KIT, APP], ROOT);
    if (unformatted !== '') throw new Error(`gofmt -w ${unformatted}`);
    await run([go, 'vet', './...'], KIT, env);
    await run([go, 'vet', './...'], KIT, { ...env, GOOS: 'windows' });
  });

  test('passes its own tests', async () => {
    await run([go, 'test', '-count=1', './...'], KIT, env);
  });

  test('tests the first app', async () => {
    await run([go, 'test', '-count=1', './...'], APP, env);
  });

  test('finds the rule that a broken version of it breaks', async () => {
    using copy = brokenCopy('go', 'main.go');
    await run([go, 'mod', 'edit', `-replace=rtmsmock=${KIT}`], copy.folder, env);
    const { code, output } = await outcomeOf(
      [go, 'test', '-count=1', '-run', 'Transcript', './...'],
      copy.folder,
      env,
    );
    expect(code).toBe(1);
    expect(output).toContain(`- ${BROKEN_RULE} (error)`);
  });
});
