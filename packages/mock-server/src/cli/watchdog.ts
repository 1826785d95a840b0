/** A process that outlives this one by a moment, to end a command when nothing else can. */
import { spawn } from 'node:child_process';
import { MARK_VARIABLE, type ProcessTree } from './process-tree.js';

/**
 * Waits for a line, which dismisses it, or for the end of its standard input: the process that holds the other end is gone,
 * perhaps by SIGKILL. Then it asks the command to end, and two seconds later kills what is left, as often as new processes
 * appear. A shell starts faster and needs less memory than another Node.
 */
const SCRIPT = `
target=$1 mark=$2
if read -r line; then exit 0; fi
kill -TERM -- "$target" 2>/dev/null
sleep 2
kill -KILL -- "$target" 2>/dev/null
for pass in 1 2 3 4 5; do
  found=
  for file in /proc/[0-9]*/environ; do
    if { tr '\\0' '\\n' <"$file" | grep -qx "${MARK_VARIABLE}=$mark"; } 2>/dev/null; then
      pid=\${file#/proc/}
      kill -KILL "\${pid%/environ}" 2>/dev/null && found=1
    fi
  done
  if [ -z "$found" ]; then exit 0; fi
done
`;

/** Ends a command if this process is killed. */
export interface Watchdog {
  /** Resolves when the watchdog has ended, without touching the command. */
  dismiss(): Promise<void>;
}

/**
 * Starts a watchdog for a command. Windows needs none: it has no SIGKILL, and ends the processes of a closed console.
 * Without a shell there is no watchdog.
 */
export function startWatchdog({ pid, mark, hasGroup, platform }: ProcessTree): Watchdog {
  if (platform === 'win32') return { dismiss: () => Promise.resolve() };
  const target = hasGroup ? -pid : pid;
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'rtms-mock-watchdog', String(target), mark], {
    // Neither a signal for the group nor the end of the terminal reaches it, and no mark of an outer command.
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'] },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // There is no shell.
    child.once('error', () => resolve());
  });
  // Somebody may have killed it.
  child.stdin.on('error', () => {});
  return {
    dismiss: () => {
      child.stdin.end('dismissed\n');
      return ended;
    },
  };
}
