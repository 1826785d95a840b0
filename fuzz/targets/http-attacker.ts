/** Sends requests to the HTTP API of a running server. */
import type { JsonObject } from '../input/messages.js';
import { Random } from '../input/random.js';
import { exchange, type RawResponse, type RequestFault } from '../net/raw-http.js';
import type { WebhookSink } from '../net/webhook-sink.js';
import type { ServerProcess } from '../processes/server-process.js';
import type { EpisodeLog } from './episode-log.js';
import {
  operationsOf,
  planHttpCase,
  stepsOf,
  type HttpCase,
  type HttpSurroundings,
  type OpenApi,
  type Operation,
} from './http-requests.js';
import type { Counts, Failure, RoundInput } from './round.js';

/** Requests at the same time. */
const WORKERS = 8;
/** Requests between two clean-ups, which end the meetings that requests have started. */
const CLEAN_UP_EVERY = 150;
/** Act on all meetings, that of the neighbour too. */
const ALL_MEETINGS_PATHS: readonly string[] = ['/api/actions', '/api/reset', '/api/snapshot'];
const ALL_MEETINGS_REQUESTS = 25;
/** Faults that leave a request incomplete. */
const INCOMPLETE: ReadonlySet<RequestFault> = new Set(['half-sent', 'too-long', 'bad-chunk', 'garbage']);
/** Time that an incomplete request stays open, in ms. */
const INCOMPLETE_MS = 300;

/** Refusals by the HTTP layer, which no operation documents. */
const GENERAL_STATUSES = new Set([400, 403, 404, 405, 408, 413, 414, 415, 417, 426, 431]);

/** What an attacker works with. */
export interface HttpEquipment {
  readonly input: RoundInput;
  readonly server: ServerProcess;
  /** Stream of the neighbour, which no request may refer to. */
  readonly neighbour: string;
  readonly sink: WebhookSink;
  readonly counts: Counts;
  readonly episodes: EpisodeLog;
}

/** Sends requests and judges the responses. */
export class HttpAttacker {
  readonly failures: Failure[] = [];
  readonly #input: RoundInput;
  readonly #server: ServerProcess;
  readonly #neighbour: string;
  readonly #counts: Counts;
  readonly #episodes: EpisodeLog;
  readonly #seen = new Set<string>();
  #surroundings: HttpSurroundings;
  #operations: readonly Operation[] = [];
  #next = 0;

  constructor({ input, server, neighbour, sink, counts, episodes }: HttpEquipment) {
    this.#input = input;
    this.#server = server;
    this.#neighbour = neighbour;
    this.#counts = counts;
    this.#episodes = episodes;
    this.#next = input.onlyEpisode ?? 0;
    this.#surroundings = {
      port: server.place.port,
      mediaPort: server.place.mediaPort,
      streamIds: [],
      meetingIds: [],
      sinkUrl: sink.url,
    };
  }

  /** Reads the operations from the OpenAPI document, and starts meetings. */
  async prepare(): Promise<void> {
    const { seed, round } = this.#input;
    const document = (await this.#server.api('/api/openapi.json')) as OpenApi | undefined;
    const steps = stepsOf(await this.#server.api('/api/steps'), new Random(seed, 'steps', round));
    if (!document) return;
    this.#operations = operationsOf(document, steps, seed);
    await this.#startMeetings();
  }

  /** Sends all requests of the round, except those about all meetings. */
  async run(): Promise<void> {
    const operations = this.#operations.filter(({ path }) => !ALL_MEETINGS_PATHS.includes(path));
    if (operations.length === 0) return;
    await Promise.all(Array.from({ length: WORKERS }, () => this.#work(operations)));
    await this.#endMeetings();
  }

  /** The request of an episode, with ids of this server. */
  planOf(episode: number): HttpCase {
    const { seed, round } = this.#input;
    const operations = this.#operations.filter(({ path }) => !ALL_MEETINGS_PATHS.includes(path));
    const random = new Random(seed, 'http', round, episode);
    return planHttpCase(random, operations, this.#surroundings, this.#input);
  }

  /** Sends requests about all meetings. */
  async callAllMeetings(): Promise<void> {
    const operations = this.#operations.filter(({ path }) => ALL_MEETINGS_PATHS.includes(path));
    for (let i = 0; i < ALL_MEETINGS_REQUESTS && operations.length > 0; i += 1) {
      if (this.#server.process.exit) return;
      await this.#sendOne(operations, this.#next + i);
    }
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

  async #work(operations: readonly Operation[]): Promise<void> {
    while (!this.#isOver) {
      const episode = this.#next;
      this.#next += 1;
      if (episode % CLEAN_UP_EVERY === CLEAN_UP_EVERY - 1) {
        await this.#endMeetings();
        await this.#startMeetings();
      }
      await this.#sendOne(operations, episode);
      this.#input.progress(this.#counts);
    }
  }

  async #sendOne(operations: readonly Operation[], episode: number): Promise<void> {
    const { seed, round } = this.#input;
    const random = new Random(seed, 'http', round, episode);
    this.#episodes.start(episode);
    await this.send(planHttpCase(random, operations, this.#surroundings, this.#input), episode);
    this.#episodes.end(episode);
  }

  /** Sends a request and judges the response. */
  async send(planned: HttpCase, episode: number): Promise<void> {
    const { fault, bytes } = planned;
    this.#counts.messages += 1;
    // An incomplete request gets no response until the server's own time limit.
    // After an upgrade the connection stays open too.
    const isUpgrade = planned.request.headers.some(([name]) => name === 'Upgrade');
    const isIncomplete = isUpgrade || (fault !== undefined && INCOMPLETE.has(fault));
    const response = await exchange(planned.port, bytes, {
      keepOpen: fault !== 'early-close',
      ...(isIncomplete && { limitMs: INCOMPLETE_MS }),
    });
    if (response.status >= 400) this.#counts.rejects += 1;
    if (response.status === 0) this.#counts.closes += 1;
    if (fault === undefined && !isUpgrade) this.#judge(planned, response, episode);
  }

  #judge(planned: HttpCase, { status, text, timedOut }: RawResponse, episode: number): void {
    const { operation, bytes, about } = planned;
    const problem = timedOut ? 'no response within 60 s' : problemOf(status, planned);
    const key = `${operation.method} ${operation.path} ${problem}`;
    if (problem === undefined || this.#server.process.exit || this.#seen.has(key)) return;
    this.#seen.add(key);
    this.failures.push({
      kind: timedOut ? 'hang' : 'response',
      target: 'http',
      place: `${this.#input.round}/${episode}`,
      summary: `${operation.method} ${operation.path}: ${problem}`,
      evidence: `${about}\n${text.slice(0, 1000)}`,
      message: bytes.toString('latin1'),
    });
  }

  async #startMeetings(): Promise<void> {
    for (const generation of ['2025', '2026'] as const) {
      await this.#server.startMeeting(generation, { media: 'silence' });
    }
    const streams = await this.#streams();
    this.#surroundings = {
      ...this.#surroundings,
      streamIds: streams.map(({ streamId }) => String(streamId)),
      meetingIds: streams.flatMap(({ meetingId, meetingUuid }) => [String(meetingId), String(meetingUuid)]),
    };
  }

  /** All streams that have not ended, except that of the neighbour. */
  async #streams(): Promise<JsonObject[]> {
    const { meetings = [] } = ((await this.#server.api('/api/meetings')) ?? {}) as {
      readonly meetings?: readonly JsonObject[];
    };
    return meetings.filter(({ streamId, state }) => streamId !== this.#neighbour && state !== 'terminated');
  }

  async #endMeetings(): Promise<void> {
    for (const { streamId } of await this.#streams()) {
      await this.#server.api(`/api/meetings/${String(streamId)}/actions`, { action: 'end' });
    }
  }
}

/** Compares a status with the documentation. Other methods of a path are documented elsewhere. */
function problemOf(status: number, { operation, request }: HttpCase): string | undefined {
  if (status === 0 || operation.statuses.has(status)) return undefined;
  if (status >= 500) return `status ${status}`;
  if (request.method !== operation.method || GENERAL_STATUSES.has(status)) return undefined;
  return `status ${status}, which the OpenAPI document does not mention`;
}
