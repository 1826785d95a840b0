/** Bun and Deno, from npm. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Versions that the documentation names. */
const VERSIONS = { bun: '1.4.5', deno: '2.9.6' } as const;

/** A runtime other than Node. */
export type RuntimeName = keyof typeof VERSIONS;

/** Commands of a runtime. */
export interface Runtime {
  /** Runs a file. */
  readonly run: readonly string[];
  /** Runs a file after `register`, a path or name. */
  readonly runWith: (register: string) => readonly string[];
}

/** Installs the runtimes in a folder for temporary files, where later runs find them. */
export async function installRuntimes(): Promise<{ readonly [name in RuntimeName]: Runtime }> {
  const folder = join(tmpdir(), `rtms-mock-runtimes-${VERSIONS.bun}-${VERSIONS.deno}`);
  const bin = (name: string): string => join(folder, 'node_modules/.bin', name);
  if (!existsSync(bin('deno')) || !existsSync(bin('bun'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: VERSIONS }));
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
  }
  const deno = [bin('deno'), 'run', '--allow-all', '--quiet'];
  return {
    bun: { run: [bin('bun')], runWith: (register) => [bin('bun'), '--import', register] },
    deno: { run: deno, runWith: (register) => [...deno, '--preload', register] },
  };
}
