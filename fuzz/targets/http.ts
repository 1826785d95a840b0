/** Rounds against the HTTP API. */
import { Random } from '../input/random.js';
import { encodeRequest } from '../net/raw-http.js';
import { WebhookSink } from '../net/webhook-sink.js';
import { ServerProcess, serverVariant } from '../processes/server-process.js';
import { EpisodeLog } from './episode-log.js';
import type { Culprit, Reproducer } from './explain.js';
import { HttpAttacker } from './http-attacker.js';
import { noCounts, type RoundInput, type RoundResult } from './round.js';
import { runAgainstServer } from './server.js';
import { symptomOf } from './server-reproducer.js';
import { SymptomWatch } from './symptoms.js';

/** Runs a round against the HTTP API. */
export async function runHttpRound(input: RoundInput): Promise<RoundResult> {
  const variant = serverVariant(new Random(input.seed, 'http', input.round));
  const episodes = new EpisodeLog();
  await using sink = await WebhookSink.start(new Random(input.seed, 'sink', input.round));
  return await runAgainstServer(input, variant, {
    target: 'http',
    episodes,
    run: async ({ server, neighbour, counts }) => {
      const { streamId } = neighbour;
      const attacker = new HttpAttacker({ input, server, neighbour: streamId, sink, counts, episodes });
      await attacker.prepare();
      await attacker.run();
      return { failures: attacker.failures, afterNeighbour: () => attacker.callAllMeetings() };
    },
    reproduce: () => new HttpReproducer(input, variant, sink),
  });
}

interface Patient {
  readonly server: ServerProcess;
  readonly attacker: HttpAttacker;
  readonly watch: SymptomWatch;
}

/** Repeats single requests, with a new server after each symptom. */
class HttpReproducer implements Reproducer {
  readonly #input: RoundInput;
  readonly #variant: readonly string[];
  readonly #sink: WebhookSink;
  #patient: Patient | undefined;

  constructor(input: RoundInput, variant: readonly string[], sink: WebhookSink) {
    this.#input = input;
    this.#variant = variant;
    this.#sink = sink;
  }

  async culpritOf(episode: number, signature: string): Promise<Culprit | undefined> {
    const { attacker, watch } = await this.#start();
    const planned = attacker.planOf(episode);
    await attacker.send(planned, episode);
    const symptom = await symptomOf(watch, signature);
    if (!symptom) return undefined;
    const { request, about, fault } = planned;
    const head = encodeRequest({ ...request, body: Buffer.alloc(0) }).toString('latin1');
    const text = fault === undefined ? request.body?.toString() : undefined;
    return { symptom, text, about: `${about}\n${head}` };
  }

  async shows(signature: string, episode: number, text: string): Promise<boolean> {
    const { attacker, watch } = await this.#start();
    const planned = attacker.planOf(episode);
    const bytes = encodeRequest({ ...planned.request, body: Buffer.from(text) });
    await attacker.send({ ...planned, bytes }, episode);
    return (await symptomOf(watch, signature)) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#patient?.server[Symbol.asyncDispose]();
  }

  async #start(): Promise<Patient> {
    if (this.#patient && !this.#patient.watch.isSick) return this.#patient;
    await this[Symbol.asyncDispose]();
    const server = await ServerProcess.start(this.#variant);
    const attacker = new HttpAttacker({
      input: this.#input,
      server,
      neighbour: '',
      sink: this.#sink,
      counts: noCounts(),
      episodes: new EpisodeLog(),
    });
    await attacker.prepare();
    this.#patient = { server, attacker, watch: new SymptomWatch(server.process) };
    return this.#patient;
  }
}
