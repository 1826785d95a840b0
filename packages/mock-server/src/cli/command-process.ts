/** A command that runs beside the server, with everything that it starts. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:os';
import type { ChildProcess } from 'node:child_process';
import spawn from 'cross-spawn';
import type { Clock } from '@rtms-mock/protocol';
import { isTreeAlive, MARK_VARIABLE, signalTree, type ProcessTree, type TreeSignal } from './process-tree.js';
import type { StopSignal } from './surroundings.js';
import { startWatchdog } from './watchdog.js';

/** Time for an orderly end after a signal, in milliseconds. Then processes are killed. */
const GRACE_MS = 10_000;

/** Time for what a command has left running, in milliseconds: long enough for a handler of SIGTERM. */
const LEFTOVER_MS = 2000;

/** Interval at which processes are looked for, in milliseconds. */
const POLL_MS = 50;

/** Input of {@link runCommand}. */
export interface CommandInput {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly environment: { readonly [name: string]: string | undefined };
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  /** Real time. */
  readonly clock: Clock;
  /**
   * The command shares the terminal of this process, which sends Ctrl-C to it directly. Without a terminal it receives a
   * process group of its own, and standard input through a pipe.
   */
  readonly hasTerminal: boolean;
}

/** End of a command: its exit code, as shells report it, or the reason why it could not be started. */
export type CommandEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'not-started'; readonly code: 126 | 127; readonly reason: string };

/** A command that runs. */
export interface RunningCommand {
  /** Resolves when the command and everything that it has started are gone. */
  readonly ended: Promise<CommandEnd>;
  /** Passes a signal on. After {@link GRACE_MS} everything that is left is killed. */
  pass(signal: StopSignal): void;
}

/** Starts a command. Its output is that of this process. */
export function runCommand(input: CommandInput): RunningCommand {
  const { command, environment, folder, platform, clock, hasTerminal } = input;
  const mark = randomBytes(8).toString('hex');
  const [program, ...args] = command;
  const hasGroup = platform !== 'win32' && !hasTerminal;
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...environment, [MARK_VARIABLE]: mark },
    stdio: [hasTerminal ? 'inherit' : 'pipe', 'inherit', 'inherit'],
    detached: hasGroup,
  });
  if (child.stdin) passInput(child.stdin);
  const tree: ProcessTree | undefined =
    child.pid === undefined ? undefined : { pid: child.pid, mark, hasGroup, platform };
  const watchdog = tree && startWatchdog(tree);
  const exited = endOf(child, program);
  let cancelKill = (): void => {};
  return {
    ended: exited.then(async (end) => {
      cancelKill();
      if (tree) await endLeftovers(tree, clock);
      await watchdog?.dismiss();
      return end;
    }),
    pass: (signal) => {
      if (tree === undefined) return;
      // At Ctrl-C the terminal has sent SIGINT to the command already.
      if (signal !== 'SIGINT' || !hasTerminal) signalTree(tree, signal);
      cancelKill();
      cancelKill = clock.after(GRACE_MS, () => signalTree(tree, 'SIGKILL'));
    },
  };
}

/** Copies standard input until the command closes its own. */
function passInput(input: NodeJS.WritableStream): void {
  // The command may end without reading.
  input.on('error', () => process.stdin.unpipe(input));
  process.stdin.pipe(input);
}

function endOf(child: ChildProcess, program: string): Promise<CommandEnd> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const number = signal === null ? undefined : constants.signals[signal];
      resolve({ kind: 'exit', code: code ?? 128 + (number ?? 0) });
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      const reason = isMissing
        ? `there is no program "${program}"`
        : `"${program}" cannot be run: ${error.message}`;
      resolve({ kind: 'not-started', code: isMissing ? 127 : 126, reason });
    });
  });
}

/** Ends what the command has left running: politely, then by force. */
async function endLeftovers(tree: ProcessTree, clock: Clock): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGTERM', LEFTOVER_MS],
    ['SIGKILL', LEFTOVER_MS],
  ] as const satisfies readonly (readonly [TreeSignal, number])[]) {
    if (!isTreeAlive(tree)) return;
    signalTree(tree, signal);
    const endMs = clock.now() + limitMs;
    while (isTreeAlive(tree) && clock.now() < endMs) {
      await new Promise<void>((resolve) => void clock.after(POLL_MS, resolve));
    }
  }
}
