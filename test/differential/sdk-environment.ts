/** Installs the vendor's Python SDK into a temporary virtual environment. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The version that was compared. */
export const SDK_VERSION = '1.1.0';

/** Interpreters for which the SDK has wheels, in the order in which they are tried. */
const PYTHONS = ['python3.12', 'python3.11', 'python3.13', 'python3.10', 'python3'];

function run(command: string, args: readonly string[]): { ok: boolean; text: string } {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], { encoding: 'utf8' });
  return { ok: status === 0, text: error?.message ?? `${stdout}${stderr}`.trim() };
}

function findPython(): string {
  const check = 'import sys, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))';
  const found = PYTHONS.find((python) => run(python, ['-c', check]).ok);
  if (found !== undefined) return found;
  throw new Error('Python 3.10 to 3.13 with venv is required: the SDK has wheels for these versions alone');
}

/**
 * The Python of an environment in `folder` that has the SDK. Uses one that is already there.
 * @throws Error if Python is missing or the SDK cannot be installed: it has wheels for Linux on x86-64 alone.
 */
export function installSdk(folder: string): string {
  const python = join(folder, 'bin', 'python');
  const probe = `import importlib.metadata as m, rtms; assert m.version("rtms") == "${SDK_VERSION}"`;
  if (existsSync(python) && run(python, ['-c', probe]).ok) return python;
  mkdirSync(folder, { recursive: true });
  for (const [command, args] of [
    [findPython(), ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `rtms==${SDK_VERSION}`]],
    [python, ['-c', probe]],
  ] as const) {
    const { ok, text } = run(command, args);
    if (!ok)
      throw new Error(`The SDK cannot be installed: ${command} ${args.join(' ')}: ${text.slice(-400)}`);
  }
  return python;
}
