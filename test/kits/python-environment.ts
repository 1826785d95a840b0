/** An environment of Python with the pinned packages of the kit, where later runs find it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../e2e/processes.js';
import { run } from './programs.js';

const REQUIREMENTS = join(ROOT, 'kits/pytest/requirements-dev.txt');

const pinned = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);

/** Folder of the environment. */
export const VENV = join(tmpdir(), `rtms-mock-pytest-${pinned}`);

/** Python of the environment. */
export const PYTHON = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** The command `pip install` in the environment. */
export const PIP = [PYTHON, '-m', 'pip', '--disable-pip-version-check', '--quiet', 'install'] as const;

/** Creates the environment, unless it is complete. */
export async function createPythonEnvironment(python3: string): Promise<void> {
  if (existsSync(join(VENV, 'complete'))) return;
  await run([python3, '-m', 'venv', VENV], ROOT);
  await run([...PIP, '-r', REQUIREMENTS], ROOT);
  await run([PYTHON, '-c', `open(${JSON.stringify(join(VENV, 'complete'))}, 'w')`], ROOT);
}
