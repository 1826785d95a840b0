/** Builds the command of a package when it is used in a clone for the first time. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/**
 * Builds a package and what it needs. Output goes to standard error, and is only a line if everything works. Ends the
 * program with one sentence if there is no way to build.
 *
 * @param {string} name name of the package
 * @param {string} command name that messages begin with
 */
export function buildClone(name, command) {
  process.stderr.write(`${command}: first use in this clone, building\n`);
  const turbo = join(ROOT, 'node_modules/turbo/bin/turbo');
  const { status, stdout, stderr } = existsSync(turbo)
    ? spawnSync(
        process.execPath,
        [turbo, 'run', 'build', `--filter=${name}...`, '--output-logs=errors-only'],
        {
          cwd: ROOT,
          env: { ...process.env, DO_NOT_TRACK: '1' },
          encoding: 'utf8',
        },
      )
    : { status: undefined, stdout: '', stderr: '' };
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}${command}: not built; run pnpm install and pnpm build\n`);
  process.exit(2);
}
