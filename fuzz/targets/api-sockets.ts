/** Rounds against the sockets of the HTTP API. */
import { Random } from '../input/random.js';
import { openWebSocket, type RawWebSocket } from '../net/raw-web-socket.js';
import { ServerProcess, serverVariant } from '../processes/server-process.js';
import { planApiEpisode, type ApiEpisode } from './api-socket-plan.js';
import { EpisodeLog } from './episode-log.js';
import type { Culprit, Reproducer } from './explain.js';
import { noCounts, type Counts, type Failure, type RoundInput, type RoundResult } from './round.js';
import { runAgainstServer } from './server.js';
import { symptomOf } from './server-reproducer.js';
import { SymptomWatch } from './symptoms.js';

/** Episodes at the same time. */
const WORKERS = 6;
/** Episodes between two clean-ups, which end the meetings with all their live participants. */
const CLEAN_UP_EVERY = 150;
/** Time that a socket gets for its close handshake, in ms. */
const CLOSE_MS = 300;

/** Runs a round against the sockets of the API. */
export function runApiSocketsRound(input: RoundInput): Promise<RoundResult> {
  const variant = serverVariant(new Random(input.seed, 'api', input.round)).filter((one) => one !== '--tls');
  const episodes = new EpisodeLog();
  return runAgainstServer(input, variant, {
    target: 'api',
    episodes,
    run: async ({ server, counts }) => {
      const attacker = new ApiSocketAttacker(input, server, counts, episodes);
      await attacker.run();
      return { failures: attacker.failures };
    },
    reproduce: () => new ApiSocketReproducer(input, variant),
  });
}

/** Opens sockets and sends what was planned. */
class ApiSocketAttacker {
  readonly #input: RoundInput;
  readonly #server: ServerProcess;
  readonly #counts: Counts;
  readonly #episodes: EpisodeLog;
  #streamIds: readonly string[] = [];
  #next: number;
  #opened = 0;
  #joined = 0;

  constructor(input: RoundInput, server: ServerProcess, counts: Counts, episodes: EpisodeLog) {
    this.#input = input;
    this.#server = server;
    this.#counts = counts;
    this.#episodes = episodes;
    this.#next = input.onlyEpisode ?? 0;
  }

  /** Sends all messages of the round. */
  async run(): Promise<void> {
    await this.startMeetings();
    await Promise.all(Array.from({ length: WORKERS }, () => this.#work()));
    await this.#endMeetings();
  }

  /** Without sockets that open and participants that join, nothing was tested. */
  get failures(): readonly Failure[] {
    const isSingle = this.#input.onlyEpisode !== undefined;
    if (isSingle || (this.#opened > 0 && this.#joined > 0)) return [];
    const summary = `${this.#opened} sockets were opened, and ${this.#joined} live participants joined`;
    return [{ kind: 'response', target: 'api', place: String(this.#input.round), summary }];
  }

  /** Starts meetings of both generations. */
  async startMeetings(): Promise<void> {
    const started = [
      await this.#server.startMeeting('2025', { media: 'silence' }),
      await this.#server.startMeeting('2026', { media: 'silence' }),
    ];
    this.#streamIds = started.flatMap((meeting) => (meeting ? [meeting.streamId] : []));
  }

  /** Performs an episode: one socket from its request to its end. */
  async perform(episode: number): Promise<ApiEpisode> {
    const { seed, round } = this.#input;
    const random = new Random(seed, 'api', round, episode);
    const plan = planApiEpisode(random, this.#input);
    const { port } = this.#server.place;
    const upgrade = await openWebSocket({ port, path: this.#pathOf(plan, random) });
    if (!upgrade.ok) {
      this.#counts.messages += 1;
      this.#counts.rejects += 1;
      return plan;
    }
    this.#opened += 1;
    const { socket } = upgrade;
    socket.onText = (text) => {
      if (text.includes('"type":"joined"')) this.#joined += 1;
      else if (text.includes('"type":"refused"')) this.#counts.rejects += 1;
    };
    await this.#send(plan, socket);
    await end(plan, socket);
    return plan;
  }

  get #isOver(): boolean {
    const { maxMessages, deadlineMs, onlyEpisode } = this.#input;
    return (
      this.#counts.messages >= maxMessages ||
      performance.now() >= deadlineMs ||
      this.#server.process.exit !== undefined ||
      (onlyEpisode !== undefined && this.#next > onlyEpisode)
    );
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      const episode = this.#next;
      this.#next += 1;
      if (episode % CLEAN_UP_EVERY === CLEAN_UP_EVERY - 1) {
        await this.#endMeetings();
        await this.startMeetings();
      }
      this.#episodes.start(episode);
      await this.perform(episode);
      this.#episodes.end(episode);
      this.#input.progress(this.#counts);
    }
  }

  #pathOf({ socket, query }: ApiEpisode, random: Random): string {
    if (socket === 'events') return `/api/events${query}`;
    if (socket === 'webhooks') return `/ws${query}`;
    const streamId = random.chance(0.05) ? '%2e%2e' : random.pick([...this.#streamIds, 'none']);
    return `/api/meetings/${streamId}/${socket}${query}`;
  }

  async #send({ frames }: ApiEpisode, socket: RawWebSocket): Promise<void> {
    for (const { bytes } of frames) {
      if (socket.isClosed) break;
      this.#counts.messages += 1;
      if (!socket.write(bytes)) await socket.drained();
    }
    if (!socket.isClosed) await socket.ping();
    if (socket.isClosed) this.#counts.closes += 1;
  }

  async #endMeetings(): Promise<void> {
    for (const streamId of this.#streamIds) {
      await this.#server.api(`/api/meetings/${streamId}/actions`, { action: 'end' });
    }
  }
}

async function end({ ending }: ApiEpisode, socket: RawWebSocket): Promise<void> {
  if (ending === 'close') socket.close();
  if (ending === 'half-close') socket.halfClose();
  if (ending !== 'destroy') await socket.closed(CLOSE_MS);
  socket.destroy();
}

interface Patient {
  readonly server: ServerProcess;
  readonly attacker: ApiSocketAttacker;
  readonly watch: SymptomWatch;
}

/** Repeats single episodes, with a new server after each symptom. Episodes are short, so they are not reduced. */
class ApiSocketReproducer implements Reproducer {
  readonly #input: RoundInput;
  readonly #variant: readonly string[];
  #patient: Patient | undefined;

  constructor(input: RoundInput, variant: readonly string[]) {
    this.#input = input;
    this.#variant = variant;
  }

  async culpritOf(episode: number, signature: string): Promise<Culprit | undefined> {
    const { attacker, watch } = await this.#start();
    const { socket, query, frames, ending } = await attacker.perform(episode);
    const symptom = await symptomOf(watch, signature);
    if (!symptom) return undefined;
    const sent = frames.map(({ about }) => about).join('; ');
    return { symptom, text: undefined, about: `${socket}${query}: ${sent}; ${ending}` };
  }

  shows(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#patient?.server[Symbol.asyncDispose]();
  }

  async #start(): Promise<Patient> {
    if (this.#patient && !this.#patient.watch.isSick) return this.#patient;
    await this[Symbol.asyncDispose]();
    const server = await ServerProcess.start(this.#variant);
    const attacker = new ApiSocketAttacker(this.#input, server, noCounts(), new EpisodeLog());
    await attacker.startMeetings();
    this.#patient = { server, attacker, watch: new SymptomWatch(server.process) };
    return this.#patient;
  }
}
