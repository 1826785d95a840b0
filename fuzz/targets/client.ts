/** Rounds against the client: a hostile server, and hostile webhooks. */
import { mutate } from '../input/mutate.js';
import { Random } from '../input/random.js';
import { HostileServer } from '../net/hostile-server.js';
import { encodeFaulty, encodeRequest, exchange, REQUEST_FAULTS, type RawRequest } from '../net/raw-http.js';
import type { Caller } from '../processes/calls.js';
import type { ClientCalls } from '../processes/client-app.js';
import type { WatchedProcess } from '../processes/watched-process.js';
import { ClientAttacker } from './client-attacker.js';
import { clientEpisodeOf } from './client-plan.js';
import { ClientReproducer, startClientApp } from './client-reproducer.js';
import { EpisodeLog } from './episode-log.js';
import { EFFECT_MS, failureOf } from './explain.js';
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
} from './round.js';
import { valueOf } from './server-episode.js';
import { SymptomWatch } from './symptoms.js';

/** Streams at the same time. */
const WORKERS = 16;
/** Episodes between two webhooks of one worker. */
const WEBHOOK_EVERY = 4;
/** Max resident memory of the client in MB. */
const MAX_CLIENT_RSS_MB = 500;
/** Code with which the client closes a socket whose handler has thrown. */
const INTERNAL_ERROR = 1011;
/** Episodes before the first measurement, so that all code is loaded and compiled. */
const WARM_UP_EPISODES = 40;
/** Time for a garbage collection, in ms. Generous: the machine may be busy. */
const PROBE_MS = 120_000;

/** Runs a round against the client. */
export async function runClientRound(input: RoundInput): Promise<RoundResult> {
  await using hostile = await HostileServer.start();
  await using app = startClientApp();
  const call = app.caller<ClientCalls>();
  const counts = noCounts();
  const episodes = new EpisodeLog();
  const symptoms = new SymptomWatch(app, episodes);
  const round = new ClientRound(input, hostile, call, counts, episodes, symptoms, await call('start', null));

  if (input.onlyEpisode === undefined) await round.attack(app, WARM_UP_EPISODES);
  const before = await app.collectedMemory(PROBE_MS);
  const watchdog = new Watchdog(app, MAX_CLIENT_RSS_MB);
  await round.attack(app, Infinity);
  const failures: Failure[] = [];
  if (!app.exit) await round.countFailedJoins();
  const after = await app.collectedMemory(PROBE_MS);
  watchdog.stop();
  symptoms.stop();
  const { verdict, peakRssMb } = watchdog;
  if (verdict) failures.push(round.failure(verdict.kind, verdict.summary));
  else if (after === 'silent') failures.push(round.failure('hang', 'the client did not report its memory'));
  for (const symptom of symptoms.all) {
    // The watchdog ended the process.
    if (symptom.kind === 'crash' && verdict) continue;
    failures.push(await failureOf(symptom, 'client', input, '', () => new ClientReproducer(input)));
  }
  const memory = memoryOf(before, after, peakRssMb);
  const growth = memory ? growthOf(memory) : 0;
  if (growth > MAX_HEAP_GROWTH_MB) {
    failures.push(
      round.failure('heap', `the heap of the client grew by ${growth} MB`, JSON.stringify(memory)),
    );
  }
  return { counts, failures, logBytes: app.outputBytes, ...(memory && { memory }) };
}

/** The attack of one round. */
class ClientRound {
  readonly #input: RoundInput;
  readonly #hostile: HostileServer;
  readonly #call: Caller<ClientCalls>;
  readonly #counts: Counts;
  readonly #log: EpisodeLog;
  readonly #symptoms: SymptomWatch;
  readonly #webhookPort: number;
  #next: number;

  constructor(
    input: RoundInput,
    hostile: HostileServer,
    call: Caller<ClientCalls>,
    counts: Counts,
    log: EpisodeLog,
    symptoms: SymptomWatch,
    webhookPort: number,
  ) {
    this.#input = input;
    this.#hostile = hostile;
    this.#call = call;
    this.#counts = counts;
    this.#log = log;
    this.#symptoms = symptoms;
    this.#webhookPort = webhookPort;
    this.#next = input.onlyEpisode ?? 0;
  }

  /** A failure of this round. */
  failure(kind: Failure['kind'], summary: string, evidence?: string): Failure {
    const place = String(this.#input.round);
    return { kind, target: 'client', place, summary, ...(evidence !== undefined && { evidence }) };
  }

  /** Performs episodes until the round is over, the client has ended, or `maxEpisodes` are done. */
  async attack(app: WatchedProcess, maxEpisodes: number): Promise<void> {
    const { maxMessages, deadlineMs, onlyEpisode } = this.#input;
    const limit = this.#next + maxEpisodes;
    const isOver = (): boolean =>
      app.exit !== undefined ||
      this.#next >= limit ||
      this.#counts.messages >= maxMessages ||
      performance.now() >= deadlineMs ||
      (onlyEpisode !== undefined && this.#next > onlyEpisode);
    const attacker = new ClientAttacker(this.#hostile, this.#call, this.#counts);
    const work = async (): Promise<void> => {
      while (!isOver()) {
        const episode = this.#next;
        this.#next += 1;
        await this.#perform(app, attacker, episode);
        this.#input.progress(this.#counts);
      }
    };
    await Promise.all(Array.from({ length: onlyEpisode === undefined ? WORKERS : 1 }, work));
  }

  async #perform(app: WatchedProcess, attacker: ClientAttacker, episode: number): Promise<void> {
    this.#log.start(episode);
    try {
      const codes = await attacker.perform(clientEpisodeOf(this.#input, episode, this.#hostile.url));
      if (codes.includes(INTERNAL_ERROR)) this.#symptoms.closedWith1011(episode);
      if (episode % WEBHOOK_EVERY === 0)
        await sendWebhook(this.#input, episode, this.#webhookPort, this.#counts);
      this.#log.end(episode);
    } catch (error) {
      // A call fails when the client ends. Anything else is a mistake of the fuzzer.
      await Promise.race([app.exited, new Promise((resolve) => setTimeout(resolve, EFFECT_MS))]);
      if (!app.exit) throw error;
    }
  }

  /** Adds the failed joins to the counts. */
  async countFailedJoins(): Promise<void> {
    this.#counts.rejects += (await this.#call('report', null)).failedJoins;
  }
}

/** Sends one webhook to the app: mutated, sometimes with a broken framing. */
async function sendWebhook(
  { seed, round, corpus, without }: RoundInput,
  episode: number,
  port: number,
  counts: Counts,
): Promise<void> {
  const random = new Random(seed, 'webhook', round, episode);
  const other = (): unknown => valueOf(random.pick(corpus.webhooks));
  const { bytes } = mutate(random, valueOf(random.pick(corpus.webhooks)), { without, other });
  const request: RawRequest = {
    method: random.chance(0.95) ? 'POST' : 'GET',
    path: random.chance(0.95) ? '/webhook' : '/webhook/../x?y',
    headers: [
      ['Host', 'localhost'],
      ['Content-Type', 'application/json'],
      ['x-zm-signature', random.pick(['v0=abc', '', 'v0:'])],
    ],
    body: bytes,
  };
  counts.messages += 1;
  const isFaulty = random.chance(0.15);
  const { status } = await exchange(
    port,
    isFaulty ? encodeFaulty(random, request, random.pick(REQUEST_FAULTS)) : encodeRequest(request),
    isFaulty ? { limitMs: 300 } : {},
  );
  if (status >= 400) counts.rejects += 1;
}
