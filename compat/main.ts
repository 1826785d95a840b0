/**
 * `pnpm compat [name…]`, with parts of names: measures how large the messages may be that WebSocket libraries receive, first with their
 * defaults, then with the setting that raises the limit. Runs those whose tools are on the PATH.
 */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startMockServer, toneSource, type MockServer } from '@rtms-mock/server';
import { LIBRARIES, type Library } from './libraries.js';
import { LARGEST, measure } from './measure.js';
import { withTable, type Result, type Results } from './table.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const RESULTS = join(HERE, 'results.json');
const DOCUMENT = join(HERE, '../docs/PROTOCOL.md');
/** Copies of the clients with what they install; kept, so that the next run is faster. */
const WORK = join(tmpdir(), 'rtms-mock-compat');

function isInstalled(tool: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Installs and builds the clients of a folder, once in a run. */
async function prepare({ folder, prepare: commands }: Library, prepared: Set<string>): Promise<string> {
  const cwd = join(WORK, folder);
  if (prepared.has(folder)) return cwd;
  mkdirSync(cwd, { recursive: true });
  cpSync(join(HERE, 'clients', folder), cwd, { recursive: true });
  for (const [program = '', ...args] of commands) await promisify(execFile)(program, args, { cwd });
  prepared.add(folder);
  return cwd;
}

async function run(server: MockServer, library: Library, cwd: string): Promise<Result> {
  const { version, setting } = library;
  const plain = await measure(server, { run: library.run, cwd, mode: 'default' });
  const { limit = null, ended, closeCode, received } = plain;
  if (limit === null || ended === undefined || closeCode === undefined) return { version, limit, received };
  if (plain.isNoted !== true) throw new Error('the server did not note that the message was too large');
  if (setting === undefined) throw new Error(`it has a limit of ${limit}, and libraries.ts names no setting`);
  const raised = await measure(server, { run: library.run, cwd, mode: 'raised' });
  if (raised.received < LARGEST) throw new Error(`the setting does not help: ${raised.ended}`);
  return { version, limit, received: raised.received, ended, closeCode };
}

/** Runs the libraries with these names, else all. Returns the number of failures. */
async function main(names: readonly string[]): Promise<number> {
  const results: { [name: string]: Result } = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
  const prepared = new Set<string>();
  let failures = 0;
  await using server = await startMockServer({ port: 0, mediaPort: 0, media: toneSource() });
  for (const library of LIBRARIES) {
    const { name, version, tools } = library;
    if (names.length > 0 && !names.some((part) => name.toLowerCase().includes(part.toLowerCase()))) continue;
    const missing = tools.filter((tool) => !isInstalled(tool));
    if (missing.length > 0) {
      say(`skipped ${name}: ${missing.join(' and ')} not found`);
      continue;
    }
    try {
      const result = await run(server, library, await prepare(library, prepared));
      results[name] = result;
      const { limit, received, closeCode = '', ended = '' } = result;
      say(
        `${name} ${version}: ${limit === null ? `no limit up to ${received}` : `${limit} bytes, close code ${closeCode}; ${ended}`}`,
      );
    } catch (error) {
      failures += 1;
      say(`FAILED ${name} ${version}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, 'utf8'), results));
  await promisify(execFile)('npx', ['oxfmt', RESULTS, DOCUMENT], { cwd: join(HERE, '..') });
  return failures;
}

process.exitCode = (await main(process.argv.slice(2))) > 0 ? 1 : 0;
