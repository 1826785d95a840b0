/** Runs programs of other toolchains, and shows their output when they fail. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../e2e/processes.js';

/** The built server, as the kits start it. */
export const SERVER = join(ROOT, 'packages/mock-server/bin/rtms-mock.js');

/** Outcome of a program. */
export interface Outcome {
  readonly code: number;
  /** Both standard output and standard error. */
  readonly output: string;
}

/** Runs a program with this environment and `env`. Resolves when it ends. */
export function outcomeOf(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: { readonly [name: string]: string } = {},
): Promise<Outcome> {
  const environment = {
    ...process.env,
    RTMS_MOCK_COMMAND: `node ${SERVER}`,
    NO_COLOR: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    ...env,
  };
  return new Promise((resolve) => {
    const options = { cwd, env: environment, maxBuffer: 2 ** 26 };
    execFile(program, args, options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      const reason = error !== null && typeof error.code === 'string' ? error.message : '';
      resolve({ code, output: `${stdout}${stderr}${reason}` });
    });
  });
}

/** Runs a program that must succeed. */
export async function run(
  command: readonly string[],
  cwd: string,
  env: { readonly [name: string]: string } = {},
): Promise<string> {
  const { code, output } = await outcomeOf(command, cwd, env);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
