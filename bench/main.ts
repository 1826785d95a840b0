/**
 * `pnpm bench`: measures the CPU time of sending, the lateness of messages and the memory. Server and readers are
 * separate processes on loopback.
 *
 *   --quick           small numbers, a few seconds: tests the bench, measures nothing
 *   --only NAME       what to measure, such as cost or memory; may be repeated
 *   --against COMMIT  compares the working tree with a commit instead, as ratios
 *   --sdk FOLDER      measures the client against the vendor's SDK too: a virtual environment to use or to create
 *   --json FILE       writes the results to FILE too; `-` prints only JSON
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UnusableCommit } from './against/checkout.js';
import { comparedTable } from './against/comparison.js';
import { COMPARISON_NAMES, runAgainst } from './against/run.js';
import { describeMachine, rowsOf, tableOf, type Results } from './report.js';
import { MEASUREMENTS, NOTHING, sizeOf } from './all-measurements.js';

const startMs = performance.now();

function progress(what: string): void {
  const seconds = Math.round((performance.now() - startMs) / 1000);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${what} …\n`);
}

async function run(
  quick: boolean,
  wants: (name: string) => boolean,
  sdk: string | undefined,
): Promise<Results> {
  let found = NOTHING;
  for (const measurement of MEASUREMENTS) {
    if (!wants(measurement.name)) continue;
    found = { ...found, ...(await measurement.run({ quick, sdk, progress, size: sizeOf(quick) }, found)) };
  }
  const seconds = Math.round((performance.now() - startMs) / 1000);
  return { ...describeMachine(), quick, seconds, ...found };
}

const NAMES: readonly string[] = MEASUREMENTS.map(({ name }) => name);

/** Ends the program with one sentence about a wrong argument. */
function refuse(problem: string): never {
  process.stderr.write(`bench: ${problem}\n`);
  process.exit(2);
}

function readArguments(): {
  quick: boolean;
  only: string[];
  against?: string | undefined;
  sdk?: string | undefined;
  json?: string | undefined;
} {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        against: { type: 'string' },
        sdk: { type: 'string' },
        json: { type: 'string' },
      },
    });
    const names = values.against === undefined ? NAMES : COMPARISON_NAMES;
    const unknown = values.only.find((name) => !names.includes(name));
    if (unknown !== undefined) refuse(`--only must be one of ${names.join(', ')}, found "${unknown}"`);
    return values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function write(results: object, heading: string, table: string, file: string | undefined): void {
  const json = `${JSON.stringify(results, null, 2)}\n`;
  if (file === '-') {
    process.stdout.write(json);
    return;
  }
  console.log(`\n${heading}\n\n${table}`);
  if (file === undefined) console.log(`\n${json}`);
  else writeFileSync(file, json);
}

// A signal ends the program in the normal way, so that folders and processes of a comparison are removed.
for (const [signal, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.once(signal, () => process.exit(128 + number));
}

const { quick, only, against, sdk, json } = readArguments();
const wants = (name: string): boolean => only.length === 0 || only.includes(name);
const machine = ({
  cpu,
  cores,
  node,
  seconds,
}: Pick<Results, 'cpu' | 'cores' | 'node' | 'seconds'>): string =>
  `${cpu}, ${cores} cores, Node ${node}, ${seconds} s`;
if (against === undefined) {
  const results = await run(quick, wants, sdk);
  write(results, machine(results), tableOf(rowsOf(results)), json);
} else {
  try {
    const results = await runAgainst(against, { quick, wants, progress });
    const { hash, subject } = results.against;
    const heading = `${machine(results)}\nworking tree against ${hash.slice(0, 10)} ${subject}`;
    write(results, heading, comparedTable(results.compared), json);
  } catch (error) {
    if (!(error instanceof UnusableCommit)) throw error;
    refuse(error.message);
  }
}
