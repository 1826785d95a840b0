/** Rounds against the sockets of the server. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Random } from '../input/random.js';
import { isUnharmed, Neighbour, type NeighbourResult } from '../processes/neighbour.js';
import { ServerProcess, serverVariant } from '../processes/server-process.js';
import { EpisodeLog } from './episode-log.js';
import { failureOf, type Reproducer } from './explain.js';
import { fillJournal } from './fill-journal.js';
import {
  growthOf,
  MAX_HEAP_GROWTH_MB,
  memoryOf,
  noCounts,
  Watchdog,
  type Counts,
  type Failure,
  type RoundInput,
  type RoundResult,
  type TargetName,
} from './round.js';
import { OpenSockets, ServerAttacker } from './server-attacker.js';
import { planServerEpisode, type EpisodeOptions } from './server-episode.js';
import { ServerReproducer } from './server-reproducer.js';
import { performSieges } from './sieges.js';
import { SymptomWatch } from './symptoms.js';

/** Max resident memory of the server in MB: its heap limit, its code, and buffers. */
export const MAX_SERVER_RSS_MB = 640;

/** Time for a garbage collection, in ms. Generous: the machine may be busy. */
const PROBE_MS = 120_000;

/** Interval at which notes about exceptions are read, in ms: the journal forgets them soon in an attack. */
const NOTES_EVERY_MS = 1000;
/** Code with which the server closes a socket whose handler has thrown. */
const INTERNAL_ERROR = 1011;

/** Max length of a line of the journal, in characters. */
const MAX_JOURNAL_LINE = 64_000;

/** Episodes at the same time. */
const WORKERS = 6;

/** What an attack reports, beside the symptoms of the server. */
export interface AttackReport {
  readonly failures: readonly Failure[];
  /** What the server was doing when it ended, if that is known. */
  readonly endedBy?: string;
  /** Part of the attack that ends all meetings, that of the neighbour too. Performed after the neighbour has left. */
  readonly afterNeighbour?: () => Promise<void>;
}

/** A running server under observation. */
export interface Battlefield {
  readonly server: ServerProcess;
  readonly neighbour: Neighbour;
  readonly counts: Counts;
  readonly symptoms: SymptomWatch;
}

/** An attack on a running server. */
export interface Attack {
  readonly target: TargetName;
  readonly episodes: EpisodeLog;
  /** Sends messages until the round is over or the server has ended. */
  readonly run: (battlefield: Battlefield) => Promise<AttackReport>;
  /** Repeats single episodes. */
  readonly reproduce: () => Reproducer;
}

/** Runs a round against the sockets. */
export function runServerRound(input: RoundInput): Promise<RoundResult> {
  const { seed, round, corpus, without } = input;
  const variant = serverVariant(new Random(seed, 'server', round));
  const episodes = new EpisodeLog();
  const options = { corpus, without, tls: variant.includes('--tls') };
  return runAgainstServer(input, variant, {
    target: 'server',
    episodes,
    run: async (battlefield) => {
      const { server, counts } = battlefield;
      const problems = await attackSockets(input, battlefield, options, episodes);
      const endedBy = server.process.exit ? undefined : await performSieges(input, server, counts);
      const failures = [...problems].map(([problem, evidence]): Failure => {
        return {
          kind: 'message',
          target: 'server',
          place: String(round),
          summary: `the server sent ${problem}`,
          evidence,
        };
      });
      return { failures, ...(endedBy !== undefined && { endedBy }) };
    },
    reproduce: () => new ServerReproducer(input, variant, options),
  });
}

/** Starts the server and its neighbour, attacks, and compares memory and packets with those before. */
export async function runAgainstServer(
  input: RoundInput,
  variant: readonly string[],
  attack: Attack,
): Promise<RoundResult> {
  await using server = await ServerProcess.start(variant);
  await using neighbour = await Neighbour.start(server);
  const { target, episodes } = attack;
  const counts = noCounts();
  const failures: Failure[] = [];
  const options = ` (options: ${variant.join(' ')})`;
  const fail = (kind: Failure['kind'], summary: string, evidence?: string): void => {
    const place = String(input.round);
    const text = `${summary}${options}`;
    failures.push({ kind, target, place, summary: text, ...(evidence !== undefined && { evidence }) });
  };
  await fillJournal(server);
  const before = await server.process.collectedMemory(PROBE_MS);
  const symptoms = new SymptomWatch(server.process, episodes);
  const watchdog = new Watchdog(server.process, MAX_SERVER_RSS_MB);
  const stopReading = readNotes(server, symptoms);
  const report = await attack.run({ server, neighbour, counts, symptoms });
  const cause = report.endedBy === undefined ? '' : ` in the siege "${report.endedBy}"`;

  const packets = server.process.exit ? undefined : await neighbour.finish();
  if (packets && !isUnharmed(packets)) fail('neighbour', describePackets(packets));
  await report.afterNeighbour?.();
  failures.push(...report.failures);
  await fillJournal(server);
  const after = await server.process.collectedMemory(PROBE_MS);
  watchdog.stop();
  stopReading();
  symptoms.stop();
  const { verdict, peakRssMb } = watchdog;
  if (verdict) fail(verdict.kind, `${verdict.summary}${cause}`);
  else if (after === 'silent') fail('hang', 'the server did not report its memory');
  for (const symptom of symptoms.all) {
    // The watchdog ended the process.
    if (symptom.kind === 'crash' && verdict) continue;
    failures.push(await failureOf(symptom, target, input, `${cause}${options}`, attack.reproduce));
  }
  const memory = memoryOf(before, after, peakRssMb);
  const growth = memory ? growthOf(memory) : 0;
  if (growth > MAX_HEAP_GROWTH_MB) fail('heap', `the heap grew by ${growth} MB`, JSON.stringify(memory));
  const stopped = memory ? await stop(server) : undefined;
  if (stopped !== undefined) fail('shutdown', stopped);
  const journalProblem = memory ? await problemOfJournal(server.journalPath) : undefined;
  if (journalProblem !== undefined) fail('log', journalProblem);
  return {
    counts,
    failures,
    logBytes: server.process.outputBytes,
    ...(packets && { neighbour: packets }),
    ...(memory && { memory }),
  };
}

/** Reads notes about exceptions from the journal every second. Returns a function that ends this. */
function readNotes(server: ServerProcess, symptoms: SymptomWatch): () => void {
  const timer = setInterval(() => {
    void server.api('/api/journal?type=internal-error').then((page) => {
      const { entries = [] } = (page ?? {}) as { readonly entries?: readonly unknown[] };
      return symptoms.notedInJournal(entries);
    });
  }, NOTES_EVERY_MS);
  return () => clearInterval(timer);
}

/** Stops the server as users do. Returns the problem, if there is one. */
async function stop(server: ServerProcess): Promise<string | undefined> {
  const timer = setTimeout(() => void server.process.kill('SIGKILL'), 30_000);
  const { code, signal } = await server.process.kill('SIGTERM');
  clearTimeout(timer);
  return code === 0 ? undefined : `SIGTERM ended the server with ${code ?? signal}`;
}

/** Reads the file of `--journal`, if there is one. Returns the problem of the first line that is no entry. */
async function problemOfJournal(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    number += 1;
    if (line.length > MAX_JOURNAL_LINE) return `line ${number} of the journal has ${line.length} characters`;
    try {
      JSON.parse(line);
    } catch {
      return `line ${number} of the journal is no JSON: ${line.slice(0, 200)}`;
    }
  }
  return number === 0 ? 'the journal is empty' : undefined;
}

function describePackets({ expected, received, missing, dropped, interruptions }: NeighbourResult): string {
  return `the neighbour received ${received} of ${expected} packets, ${missing} missing by timestamp, ${dropped} dropped by the server, ${interruptions} interruptions`;
}

/** Performs episodes. Returns messages of the server that are not those of the protocol, by their problem. */
async function attackSockets(
  input: RoundInput,
  { server, counts, symptoms }: Battlefield,
  options: EpisodeOptions,
  log: EpisodeLog,
): Promise<Map<string, string>> {
  const { seed, round, maxMessages, deadlineMs, onlyEpisode } = input;
  const left = new OpenSockets();
  let next = onlyEpisode ?? 0;
  const problems = new Map<string, string>();
  const isOver = (): boolean =>
    counts.messages >= maxMessages ||
    performance.now() >= deadlineMs ||
    server.process.exit !== undefined ||
    (onlyEpisode !== undefined && next > onlyEpisode);
  const work = async (): Promise<void> => {
    const attacker = new ServerAttacker(server, left, counts, problems);
    await attacker.prepare();
    while (!isOver()) {
      const episode = next;
      next += 1;
      log.start(episode);
      const plan = planServerEpisode(new Random(seed, 'server', round, episode), options);
      if ((await attacker.perform(plan)) === INTERNAL_ERROR) symptoms.closedWith1011(episode);
      log.end(episode);
      input.progress(counts);
    }
    await attacker.endAll();
  };
  await Promise.all(Array.from({ length: onlyEpisode === undefined ? WORKERS : 1 }, work));
  left.clear();
  return problems;
}
