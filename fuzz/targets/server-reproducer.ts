/** Repeats episodes of the target `server`. */
import { setTimeout as delay } from 'node:timers/promises';
import { Random } from '../input/random.js';
import { encodeFrame, Opcode } from '../net/ws-frames.js';
import { ServerProcess } from '../processes/server-process.js';
import { EFFECT_MS, type Culprit, type Reproducer } from './explain.js';
import { noCounts, type RoundInput } from './round.js';
import { OpenSockets, ServerAttacker } from './server-attacker.js';
import {
  planServerEpisode,
  type EpisodeOptions,
  type PlannedFrame,
  type ServerEpisode,
} from './server-episode.js';
import { matchesSignature, SymptomWatch } from './symptoms.js';

interface Patient {
  readonly server: ServerProcess;
  readonly attacker: ServerAttacker;
  readonly watch: SymptomWatch;
}

/** Starts a server when the last one shows a symptom. */
export class ServerReproducer implements Reproducer {
  readonly #input: RoundInput;
  readonly #variant: readonly string[];
  readonly #options: EpisodeOptions;
  readonly #left = new OpenSockets();
  #patient: Patient | undefined;

  constructor(input: RoundInput, variant: readonly string[], options: EpisodeOptions) {
    this.#input = input;
    this.#variant = variant;
    this.#options = options;
  }

  async culpritOf(episode: number, signature: string): Promise<Culprit | undefined> {
    const { attacker, watch } = await this.#start();
    let last: PlannedFrame | undefined;
    await attacker.performStepwise(this.#planOf(episode), (frame) => {
      if (!watch.isSick) last = frame;
    });
    const symptom = await symptomOf(watch, signature);
    if (!symptom || !last) return undefined;
    return { symptom, text: last.text?.toString(), about: last.about };
  }

  async shows(signature: string, episode: number, text: string): Promise<boolean> {
    const { attacker, watch } = await this.#start();
    const payload = Buffer.from(text);
    const bytes = encodeFrame(payload, { opcode: Opcode.TEXT, masked: true });
    await attacker.perform({
      ...this.#planOf(episode),
      unread: false,
      ending: 'destroy',
      *frames() {
        yield { bytes, text: payload, about: 'candidate' };
      },
    });
    return (await symptomOf(watch, signature)) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left.clear();
    await this.#patient?.server[Symbol.asyncDispose]();
  }

  #planOf(episode: number): ServerEpisode {
    const { seed, round } = this.#input;
    return planServerEpisode(new Random(seed, 'server', round, episode), this.#options);
  }

  async #start(): Promise<Patient> {
    if (this.#patient && !this.#patient.watch.isSick) return this.#patient;
    await this[Symbol.asyncDispose]();
    const server = await ServerProcess.start(this.#variant);
    const attacker = new ServerAttacker(server, this.#left, noCounts());
    await attacker.prepare();
    this.#patient = { server, attacker, watch: new SymptomWatch(server.process) };
    return this.#patient;
  }
}

/** Waits a moment for a symptom with the signature. */
export async function symptomOf(
  watch: SymptomWatch,
  signature: string,
): Promise<SymptomWatch['all'][number] | undefined> {
  const limitMs = performance.now() + EFFECT_MS;
  for (;;) {
    const found = watch.all.find((symptom) => matchesSignature(symptom, signature));
    if (found || performance.now() >= limitMs) return found;
    await delay(30);
  }
}
