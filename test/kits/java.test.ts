/** The extension of JUnit, and an app in Java. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';
import { describeWithTool } from '../support/require-tool.js';
import { BROKEN_RULE, brokenCopy } from './broken-copy.js';
import { outcomeOf, run } from './programs.js';

const KIT = join(ROOT, 'kits/junit');
const APP = join(ROOT, 'examples/first-app/java');

describeWithTool(['mvn', 'javac'], 'the kit for JUnit', (mvn) => {
  // A repository of its own: the kit is installed there, and later runs find what was downloaded.
  const maven = [mvn, '--batch-mode', '--quiet', `-Dmaven.repo.local=${join(tmpdir(), 'rtms-mock-maven')}`];

  beforeAll(async () => {
    await run([...maven, 'install', '-DskipTests'], KIT);
  });

  test('passes its own tests', async () => {
    await run([...maven, 'test'], KIT);
  });

  test('tests an app', async () => {
    await run([...maven, 'test'], APP);
  });

  test('finds the rule that a broken version of it breaks', async () => {
    using copy = brokenCopy('java', 'src/main/java/App.java');
    const { code, output } = await outcomeOf([...maven, 'test', '-Dtest=AppTest#transcript'], copy.folder);
    expect(code).toBe(1);
    expect(output).toContain(`- ${BROKEN_RULE} (error)`);
  });
});
