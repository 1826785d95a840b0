/** Measures the time until the command is ready. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WORKING_TREE, type Tree } from './tree.js';

/** Time in ms from the start of the process to its ready line. */
export interface StartUp {
  readonly bestMs: number;
  readonly worstMs: number;
}

/** Path of the command in a copy of the repository. */
export const BIN = 'packages/mock-server/bin/rtms-mock.js';
/** File that exists when the command is built. */
export const BUILT = 'packages/mock-server/dist/bin.js';

/** Time limit in ms. */
const TIMEOUT_MS = 10_000;

/** Starts the command `times` times. `undefined` if the package is not built. */
export async function measureStartUp(
  times: number,
  { root }: Tree = WORKING_TREE,
): Promise<StartUp | undefined> {
  if (!existsSync(join(root, BUILT))) return undefined;
  const all: number[] = [];
  for (let i = 0; i < times; i += 1) all.push(await startOnce(join(root, BIN)));
  return { bestMs: Math.round(Math.min(...all)), worstMs: Math.round(Math.max(...all)) };
}

function startOnce(bin: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(
      process.execPath,
      [bin, 'serve', '--port', '0', '--media-port', '0', '--log-format', 'json'],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    const finish = (settle: () => void): void => {
      clearTimeout(timeout);
      child.removeAllListeners();
      child.kill('SIGKILL');
      settle();
    };
    const fail = (problem: string): void =>
      finish(() => reject(new Error(`rtms-mock ${problem}:\n${output}`)));
    const timeout = setTimeout(() => fail('was not ready in time'), TIMEOUT_MS);
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
      if (output.includes('"msg":"ready"')) finish(() => resolve(performance.now() - startMs));
    });
    child.stderr.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.on('exit', (code) => fail(`ended with code ${code}`));
  });
}
