import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findConfigFile } from '../../src/config/config-file.js';
import { run } from './fake-surroundings.js';

// Keeps the implementation and counts its calls.
vi.mock('../../src/config/config-file.js', { spy: true });

let folder = '';
beforeEach(async () => {
  vi.mocked(findConfigFile).mockClear();
  folder = await mkdtemp(join(tmpdir(), 'rtms-mock-config-once-'));
  await writeFile(join(folder, 'rtms-mock.config.yaml'), 'protocol: "2026"\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

// A pipe (--config <(…)) has its content only once.
test.each(['load', 'check', 'exec'])('%s reads the configuration file once', async (command) => {
  // What else the command needs is missing, so it ends there.
  expect(await run([command], { folder }).exitCode).toBe(2);
  expect(findConfigFile).toHaveBeenCalledTimes(1);
});
