/** Repeats episodes of the target `client`. */
import { HostileServer } from '../net/hostile-server.js';
import type { ClientCalls } from '../processes/client-app.js';
import { WatchedProcess } from '../processes/watched-process.js';
import { ClientAttacker } from './client-attacker.js';
import { clientEpisodeOf, onlyMessage, type ClientPlan, type Stage } from './client-plan.js';
import type { Culprit, Reproducer } from './explain.js';
import { noCounts, type RoundInput } from './round.js';
import type { PlannedFrame } from './server-episode.js';
import { symptomOf } from './server-reproducer.js';
import { SymptomWatch } from './symptoms.js';

/** Heap limit of the client in MB. */
const CLIENT_HEAP_MB = 128;

/** Starts the app under test. */
export function startClientApp(): WatchedProcess {
  return new WatchedProcess({
    file: 'fuzz/processes/client-app.ts',
    nodeArgs: ['--import', 'tsx'],
    heapMegabytes: CLIENT_HEAP_MB,
    environment: {
      ZM_RTMS_CLIENT: 'fuzz-client',
      ZM_RTMS_SECRET: 'fuzz-secret',
      ZM_RTMS_WEBHOOK_SECRET: 'fuzz-webhook-secret',
    },
  });
}

interface Patient {
  readonly app: WatchedProcess;
  readonly watch: SymptomWatch;
  readonly hostile: HostileServer;
}

/** Starts a client when the last one shows a symptom. */
export class ClientReproducer implements Reproducer {
  readonly #input: RoundInput;
  #patient: Patient | undefined;
  /** Stage of the culprit. */
  #stage: Stage = 'join';

  constructor(input: RoundInput) {
    this.#input = input;
  }

  async culpritOf(episode: number, signature: string): Promise<Culprit | undefined> {
    const { hostile, app, watch } = await this.#start();
    let last: { readonly stage: Stage; readonly frame: PlannedFrame } | undefined;
    await perform(hostile, app, clientEpisodeOf(this.#input, episode, hostile.url), (stage, frame) => {
      if (!watch.isSick) last = { stage, frame };
    });
    const symptom = await symptomOf(watch, signature);
    if (!symptom || !last) return undefined;
    const { stage, frame } = last;
    this.#stage = stage;
    return { symptom, text: frame.text?.toString(), about: `stage ${stage}: ${frame.about}` };
  }

  async shows(signature: string, episode: number, text: string): Promise<boolean> {
    const { hostile, app, watch } = await this.#start();
    const plan = clientEpisodeOf(this.#input, episode, hostile.url);
    await perform(hostile, app, onlyMessage(plan, this.#stage, text, hostile.url), () => {});
    return (await symptomOf(watch, signature)) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#patient?.app.kill();
    await this.#patient?.hostile[Symbol.asyncDispose]();
  }

  async #start(): Promise<Patient> {
    if (this.#patient && !this.#patient.watch.isSick) return this.#patient;
    await this[Symbol.asyncDispose]();
    const app = startClientApp();
    this.#patient = { app, watch: new SymptomWatch(app), hostile: await HostileServer.start() };
    return this.#patient;
  }
}

async function perform(
  hostile: HostileServer,
  app: WatchedProcess,
  plan: ClientPlan,
  step: (stage: Stage, frame: PlannedFrame) => void,
): Promise<void> {
  const attacker = new ClientAttacker(hostile, app.caller<ClientCalls>(), noCounts());
  try {
    await attacker.perform(plan, step);
  } catch (error) {
    // A call fails when the client ends, which is what is looked for.
    await Promise.race([app.exited, new Promise((resolve) => setTimeout(resolve, 500))]);
    if (!app.exit) throw error;
  }
}
