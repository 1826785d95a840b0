import { homedir } from 'node:os';
import { main } from './cli/main.js';
import { processSurroundings } from './cli/surroundings.js';

process.exit(await main(process.argv.slice(2), processSurroundings(homedir())));
