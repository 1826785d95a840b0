import { homedir } from 'node:os';
import { isatty } from 'node:tty';
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';

const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
const code = await main(process.argv.slice(2), processSurroundings(homedir()));
// Node crashes in `exit` when its terminal was closed, because it cannot restore the mode. The signal ends it cleanly.
if (terminals.some((descriptor) => !isatty(descriptor))) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
process.exit(code);
