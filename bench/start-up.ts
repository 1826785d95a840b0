/** How long the command takes until it is ready. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Milliseconds from starting the process to its ready line; `undefined` when the package is not built. */
export interface StartUp {
  readonly bestMs: number;
  readonly worstMs: number;
}

const BIN = fileURLToPath(new URL('../packages/mock-server/bin/rtms-mock.js', import.meta.url));
const BUILT = fileURLToPath(new URL('../packages/mock-server/dist/bin.js', import.meta.url));

/** A command that is not ready by then has failed. */
const PATIENCE_MS = 10_000;

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
      clearTimeout(patience);
      child.removeAllListeners();
      child.kill('SIGKILL');
      settle();
    };
    const fail = (why: string): void => finish(() => reject(new Error(`rtms-mock ${why}:\n${output}`)));
    const patience = setTimeout(() => fail('was not ready in time'), PATIENCE_MS);
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
