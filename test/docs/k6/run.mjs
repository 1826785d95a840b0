/** Runs one iteration of a k6 script: `run.mjs SCRIPT`, which imports the files of this folder. Prints its report. */
import { pathToFileURL } from 'node:url';
import { report } from './k6.mjs';

globalThis.__ENV = process.env;
const script = await import(pathToFileURL(process.argv[2]).href);
script.default();
console.log(JSON.stringify({ ...report, options: script.options }));
