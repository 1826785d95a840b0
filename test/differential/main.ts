/**
 * `pnpm differential`: plays the same server scripts to the vendor's Python SDK and to our client, and compares callbacks,
 * sockets and messages. Each difference must be explained in docs/client.md. README.md explains the arguments.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppProcess, killApps, type Program } from './app-process.js';
import { compare, type Difference, type Performance } from './compare.js';
import { EXPLAINED } from './differences.js';
import type { AppConfig, ServerScript } from './script.js';
import { replayRecordedSdk } from './recorded-sdk.js';
import { JOINS } from './scripts/joins.js';
import { REFUSALS } from './scripts/refusals.js';
import { STREAMS } from './scripts/streams.js';
import { installSdk, SDK_VERSION } from './sdk-environment.js';
import { CREDENTIALS, MEETING, Stage, STREAM } from './stage.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** A client is done when it was silent for this time, in ms. */
const SETTLE_MS = 700;
const SCRIPTS: readonly ServerScript[] = [...JOINS, ...REFUSALS, ...STREAMS];

/** Name of the replays for `--only`. */
const REPLAYS = 'replay';

const OPTIONS = {
  only: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  jobs: { type: 'string', default: '12' },
  sdk: { type: 'string' },
} as const;

interface Arguments {
  readonly only: string;
  readonly verbose: boolean;
  readonly jobs: number;
  readonly sdk: string | undefined;
}

/** @throws Error with a sentence for the user. */
function readArguments(): Arguments {
  const { values } = parseArgs({ options: OPTIONS });
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1)
    throw new Error(`--jobs must be a positive integer, found "${values.jobs}"`);
  const only = values.only ?? '';
  if (!REPLAYS.includes(only) && !SCRIPTS.some(({ name }) => name.includes(only)))
    throw new Error(`--only: no script is named like "${only}"`);
  return { only, verbose: values.verbose, jobs, sdk: values.sdk };
}

async function perform(script: ServerScript, program: Program, slack: number): Promise<Performance> {
  const stage = await Stage.open(script, slack);
  const config: AppConfig = {
    callbacks: ['onJoinConfirm', 'onLeave', ...(script.callbacks ?? ['onAudioData'])],
    ...(script.params && { params: script.params }),
    payload: {
      meeting_uuid: MEETING,
      rtms_stream_id: STREAM,
      server_urls: `${stage.url}/signaling`,
      ...CREDENTIALS,
      ...script.payload?.(stage.url),
    },
  };
  const app = new AppProcess(program, config);
  stage.attach(app);
  try {
    await app.started;
    stage.begin();
    await (script.play ? script.play(stage) : stage.joined());
    await stage.quiet(script.settleMs ?? SETTLE_MS);
    // Sockets that close because the process ends are no decision of the client.
    const sockets = structuredClone(stage.sockets);
    return { callbacks: [...app.callbacks], sockets, crash: await app.stop() };
  } finally {
    await app.stop();
    await stage.dispose();
  }
}

interface Outcome {
  readonly script: ServerScript;
  readonly unexplained: readonly Difference[];
  readonly explained: ReadonlySet<string>;
}

/** The native core of the SDK crashes at times, most often when an app reads a session: then the script is played again. */
async function performSdk(
  script: ServerScript,
  sdk: Program,
  slack: number,
  attempts = 4,
): Promise<Performance> {
  const performance = await perform(script, sdk, slack);
  if (performance.crash === undefined || attempts === 1) return performance;
  console.log(`The SDK crashed; playing again: ${script.name}: ${performance.crash}`);
  return performSdk(script, sdk, slack, attempts - 1);
}

/** The two programs, and whether all that they do is printed. */
interface Contest {
  readonly sdk: Program;
  readonly ours: Program;
  readonly verbose: boolean;
}

async function judge(script: ServerScript, { sdk, ours, verbose }: Contest, slack = 1): Promise<Outcome> {
  const [theirs, mine] = await Promise.all([performSdk(script, sdk, slack), perform(script, ours, slack)]);
  if (verbose) {
    console.log(JSON.stringify({ script: script.name, sdk: theirs, ours: mine }, null, 1));
  }
  const explained = new Set<string>();
  const unexplained = compare(theirs, mine).filter((difference) => {
    const reason = EXPLAINED.find(({ covers }) => covers(difference, script));
    if (reason) explained.add(reason.title);
    return !reason;
  });
  return { script, unexplained, explained };
}

/** Runs `work` for all items, some at a time. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

function report(outcomes: readonly Outcome[], isComplete: boolean): { passed: number; failed: number } {
  let failed = 0;
  for (const { script, unexplained, explained } of outcomes) {
    if (unexplained.length > 0) failed += 1;
    const note = explained.size === 0 ? '' : ` (explained: ${[...explained].join('; ')})`;
    console.log(`${unexplained.length === 0 ? 'ok    ' : 'DIFFERS'} ${script.name}${note}`);
    for (const { where, sdk, ours } of unexplained) {
      console.log(`          ${where}\n            SDK   ${sdk}\n            ours  ${ours}`);
    }
  }
  const seen = new Set(outcomes.flatMap(({ explained }) => [...explained]));
  const stale = isComplete ? EXPLAINED.filter(({ title }) => !seen.has(title)) : [];
  for (const { title } of stale) console.log(`STALE   no script shows this difference any more: ${title}`);
  return { passed: outcomes.length - failed, failed: failed + stale.length };
}

async function main({ only, verbose, jobs, sdk: environment }: Arguments): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rtms-differential-'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      killApps();
      rmSync(folder, { recursive: true, force: true });
      process.exit(130);
    });
  }
  try {
    // The native core writes its log to `logs` of the working directory, or complains all the time.
    mkdirSync(join(folder, 'work', 'logs'), { recursive: true });
    const python = installSdk(environment ?? join(folder, 'sdk'));
    const cwd = join(folder, 'work');
    const sdk: Program = { command: python, args: [join(HERE, 'app.py')], cwd };
    const ours: Program = {
      command: process.execPath,
      args: ['--conditions=@rtms-mock/source', '--import', import.meta.resolve('tsx'), join(HERE, 'app.ts')],
      cwd,
    };
    const scripts = SCRIPTS.filter(({ name }) => name.includes(only));
    const contest: Contest = { sdk, ours, verbose };
    const outcomes = await inParallel(scripts, jobs, (script) => judge(script, contest));
    // On a busy machine a client may be late. A difference that stays is shown by every run.
    for (const slack of [2, 4]) {
      for (const [index, { script, unexplained }] of outcomes.entries()) {
        if (unexplained.length > 0) outcomes[index] = await judge(script, contest, slack);
      }
    }
    const compared = report(outcomes, scripts.length === SCRIPTS.length);
    const replays = REPLAYS.includes(only) ? await replayRecordedSdk({ sdk, ours }, folder) : [];
    for (const { name, problem } of replays)
      console.log(problem === undefined ? `ok     ${name}` : `FAILED ${name}: ${problem}`);
    const broken = replays.filter(({ problem }) => problem !== undefined).length;
    const [passed, failed] = [compared.passed + replays.length - broken, compared.failed + broken];
    const summary = `${passed} passed, ${failed} failed`;
    console.log(`rtms ${SDK_VERSION} and our client: ${summary}`);
    const file = process.env['TEST_SUMMARY_FILE'];
    if (file) writeFileSync(file, `${summary}\n`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await main(readArguments());
} catch (error) {
  console.error(`differential: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
