/** The measured process: the command `rtms-mock serve` as users have it, with a watch on its event loop. */
import type { main } from '../packages/mock-server/src/cli/main.js';
import type { processSurroundings } from '../packages/mock-server/src/cli/surroundings.js';
import { LoopWatch } from './loop-watch.js';
import { serve } from './rpc.js';

// See server-process.ts.
process.setSourceMapsEnabled(false);

const loop = new LoopWatch();

/** Imports a file of the built command. */
async function built<T>(file: string): Promise<T> {
  return (await import(new URL(`../packages/mock-server/dist/cli/${file}`, import.meta.url).href)) as T;
}

/** Returns the port in the line that the command prints when it is ready. */
function portIn(line: string): number | undefined {
  if (!line.includes('"msg":"ready"')) return undefined;
  return (JSON.parse(line) as { readonly port: number }).port;
}

const calls = {
  /** Starts the command. `home`: its home folder, where it keeps prepared media. Returns its port. */
  async start({ home, args }: { readonly home: string; readonly args: readonly string[] }): Promise<number> {
    const command = await built<{ readonly main: typeof main }>('main.js');
    const real = (
      await built<{ readonly processSurroundings: typeof processSurroundings }>('surroundings.js')
    ).processSurroundings(home);
    return new Promise((resolve, reject) => {
      const write = (text: string): void => {
        for (const line of text.split('\n')) {
          const port = portIn(line);
          if (port !== undefined) resolve(port);
        }
      };
      const surroundings = {
        ...real,
        environment: { PATH: process.env['PATH'] },
        stdout: { write, colour: false },
        stderr: { write, colour: false },
      };
      const ports = ['--port', '0', '--media-port', '0', '--log-format', 'json'];
      command
        .main(['serve', ...ports, ...args], surroundings)
        .then((code) => reject(new Error(`rtms-mock ended with code ${code}`)), reject);
    });
  },

  /** Watches the event loop from now on. */
  watchLoop(): void {
    loop.start();
  },

  /** Longest time for which the event loop was blocked since it is watched, in milliseconds. */
  longestStall(): number {
    return loop.stop();
  },
};

/** Calls of the process. */
export type CommandCalls = typeof calls;

serve(calls);
