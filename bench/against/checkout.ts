/** Another commit of the repository in a folder of its own, with its packages built. */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKING_TREE, type Tree } from '../tree.js';

/** A wrong argument, or a commit that cannot be used. The message is one sentence. */
export class UnusableCommit extends Error {}

/** A commit by any of its names. */
export interface Commit {
  readonly hash: string;
  readonly subject: string;
}

/**
 * Finds a commit of this repository.
 * @throws UnusableCommit if there is none, or the folder is not a repository
 */
export function findCommit(name: string): Commit {
  const hash = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  if (hash === undefined) {
    const reason =
      git(['rev-parse', '--git-dir']) === undefined
        ? `--against needs a git repository, and ${WORKING_TREE.root} is none`
        : `--against needs a commit of this repository, such as HEAD~1 or main, found "${name}"`;
    throw new UnusableCommit(reason);
  }
  return { hash, subject: git(['log', '-1', '--format=%s', hash]) ?? '' };
}

/** Output of git, or `undefined` if it fails. */
function git(args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: WORKING_TREE.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Checks a commit out, installs its dependencies and builds it. The folder is removed when it is disposed of, and when
 * the process ends, be it by a signal. Its bench is replaced by this one, so that both commits are measured alike.
 */
export class Checkout implements Tree, Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'rtms-mock-bench-'));
  readonly #removeOnExit = (): void => this[Symbol.dispose]();
  #running: number | undefined;
  readonly root = join(this.#folder, 'tree');

  constructor() {
    process.once('exit', this.#removeOnExit);
  }

  /**
   * Makes the commit ready. `progress` is told what is done.
   * @throws UnusableCommit if it cannot be installed or built
   */
  async prepare({ hash }: Commit, progress: (what: string) => void): Promise<void> {
    progress(`checking ${hash.slice(0, 10)} out`);
    await this.#run('git', ['worktree', 'add', '--detach', this.root, hash], WORKING_TREE.root);
    progress('installing its dependencies');
    await this.#pnpm(['install', '--frozen-lockfile', '--prefer-offline']);
    progress('building its packages');
    await this.#pnpm(['run', 'build']);
    rmSync(join(this.root, 'bench'), { recursive: true, force: true });
    cpSync(join(WORKING_TREE.root, 'bench'), join(this.root, 'bench'), { recursive: true });
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#removeOnExit);
    if (this.#running !== undefined) process.kill(-this.#running, 'SIGKILL');
    git(['worktree', 'remove', '--force', this.root]);
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    git(['worktree', 'prune']);
  }

  /** Runs the pnpm that runs this program, so that none has to be on PATH. */
  #pnpm(args: readonly string[]): Promise<void> {
    const self = process.env['npm_execpath'];
    return self !== undefined && /pnpm\.c?js$/.test(self)
      ? this.#run(process.execPath, [self, ...args], this.root)
      : this.#run('pnpm', args, this.root);
  }

  /** Runs a program in a process group of its own, which ends with this process. */
  #run(file: string, args: readonly string[], cwd: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(file, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      this.#running = child.pid;
      let output = '';
      const add = (data: Buffer): void => {
        output += data.toString();
      };
      child.stdout.on('data', add);
      child.stderr.on('data', add);
      const fail = (problem: string): void => {
        this.#running = undefined;
        const lines = output.trim().split('\n').slice(-20).join('\n');
        reject(
          new UnusableCommit(`the commit cannot be built: ${args.join(' ')} ${problem}\n${lines}`.trim()),
        );
      };
      child.on('error', (error) => fail(`cannot run (${error.message})`));
      child.on('close', (code) => {
        if (code !== 0) return fail(`ended with code ${code}`);
        this.#running = undefined;
        resolve();
      });
    });
  }
}
