/** Measures the time until the command is ready. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Time in ms from the start of the process to its ready line. */
export interface StartUp {
  readonly bestMs: number;
  readonly worstMs: number;
}

const BIN = fileURLToPath(new URL('../packages/mock-server/bin/rtms-mock.js', import.meta.url));
const BUILT = fileURLToPath(new URL('../packages/mock-server/dist/bin.js', import.meta.url));

/** Time limit in ms. */
const TIMEOUT_MS = 10_000;

/** Starts the command `times` times. `undefined` if the package is not built. */
export async function measureStartUp(times: number): Promise<StartUp | undefined> {
  if (!existsSync(BUILT)) return undefined;
  const all: number[] = [];
  for (let i = 0; i < times; i += 1) all.push(await startOnce());
  return { bestMs: Math.round(Math.min(...all)), worstMs: Math.round(Math.max(...all)) };
}

function startOnce(): Promise<number> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const child = spawn(
      process.execPath,
      [BIN, 'serve', '--port', '0', '--media-port', '0', '--log-format', 'json'],
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
