/** The processes that a command has started, found by a mark in their environment or by their parent. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Name of the variable that marks the processes of one command. */
export const MARK_VARIABLE = 'RTMS_MOCK_EXEC_MARK';

/** Signals that are sent to processes. */
export type TreeSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM' | 'SIGKILL';

/** One command and everything that it has started. */
export interface ProcessTree {
  /** Process id of the command. */
  readonly pid: number;
  /** Value of {@link MARK_VARIABLE} in its environment. */
  readonly mark: string;
  /** True if the command has a process group of its own. */
  readonly hasGroup: boolean;
  readonly platform: NodeJS.Platform;
}

/** Sends a signal to the command and everything that it has started. */
export function signalTree(tree: ProcessTree, signal: TreeSignal): void {
  if (tree.platform === 'win32') {
    // Windows has no signals: the console itself passes Ctrl-C on, and anything else ends the processes.
    if (signal !== 'SIGINT')
      spawnSync('taskkill', ['/pid', String(tree.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  const hasReachedGroup = tree.hasGroup && send(-tree.pid, signal);
  if (!hasReachedGroup && !tree.hasGroup) send(tree.pid, signal);
  // A process that has left the group is not reached by it. The first signals are for the command alone.
  if (signal === 'SIGKILL') for (const pid of markedProcesses(tree.mark)) send(pid, signal);
}

/** True while the command, or something that it has started, is alive. */
export function isTreeAlive(tree: ProcessTree): boolean {
  if (tree.platform === 'win32') return false;
  return (tree.hasGroup && send(-tree.pid, 0)) || markedProcesses(tree.mark).length > 0;
}

function send(pid: number, signal: TreeSignal | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    // EPERM: the process exists, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ids of processes with this mark in their environment. Empty where the system does not show environments. */
function markedProcesses(mark: string): number[] {
  const wanted = `${MARK_VARIABLE}=${mark}`;
  return processIds().filter((pid) => pid !== process.pid && environmentOf(pid).split('\0').includes(wanted));
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    // Only Linux has this folder.
    return [];
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Ended in the meantime, or of another user. A zombie has no environment.
    return '';
  }
}
