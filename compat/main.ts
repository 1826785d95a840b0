/**
 * `pnpm compat [name…]`, with names of families or parts of names: runs other people's libraries and tools with this server, its schemas
 * and its media, and writes the tables of the documentation. Runs those whose tools are on the PATH.
 */
import { FAMILIES } from './families.js';

let failures = 0;
for (const family of FAMILIES) {
  failures += await family.run(process.argv.slice(2), (text) => process.stdout.write(`${text}\n`));
}
process.exitCode = failures > 0 ? 1 : 0;
