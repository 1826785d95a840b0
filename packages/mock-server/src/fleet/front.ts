/**
 * One address for all nodes of a fleet: requests about a stream go to the node that plays it, new meetings are placed, and
 * what concerns all is collected from all. Read `front-router.ts` for HTTP and `front-sockets.ts` for WebSockets.
 */
import type { StreamList } from '../control/api-bodies.js';
import { ApiError } from '../control/api-error.js';
import type { ControlContext } from '../control/control-context.js';
import { cut } from '../input/cut.js';
import type { Logger } from '../log.js';
import type { ActionOutcome } from './front-moving.js';
import type { FleetMembership } from './membership.js';
import {
  NodeClient,
  NodeUnreachableError,
  type Addressee,
  type NodeAnswer,
  type NodeRequest,
} from './node-client.js';
import type { Labels } from './registry.js';
import { Retries } from './retries.js';

/** Membership of a process that is a front. */
export type FrontMembership = FleetMembership & Required<Pick<FleetMembership, 'registry'>>;

/** Parts that a {@link Front} uses. */
export interface FrontContext {
  readonly fleet: FrontMembership;
  readonly settings: ControlContext['settings'];
  /** Base of this process's own HTTP API, without a slash at its end. */
  readonly ownUrl: string;
  /** Receiver of warnings. */
  readonly logger: Logger;
  /** Receives the failure of something that no request waits for. `what`: what has failed. */
  readonly onError: (error: unknown, what: string) => void;
}

/** Process that answers a request: this one, or another node. */
export type Destination = 'here' | Addressee;

/** Creates the front of a process that has one. */
export function createFront(
  fleet: FleetMembership | undefined,
  context: Omit<FrontContext, 'fleet'>,
): Front | undefined {
  const registry = fleet?.registry;
  return registry && new Front({ ...context, fleet: { ...fleet, registry } });
}

/** Finds the nodes that requests are about, and asks them. */
export class Front {
  readonly fleet: FrontMembership;
  readonly settings: ControlContext['settings'];
  readonly client: NodeClient;
  readonly #ownUrl: string;
  readonly #logger: Logger;
  /** Nodes whose refusal has been logged. */
  readonly #refusing = new Set<string>();
  /** Number of losses of nodes, by their name: another process takes the name and the address of a lost worker. */
  readonly #losses = new Map<string, number>();
  readonly #closing = new AbortController();
  readonly #onError: FrontContext['onError'];
  /** Actions on streams that no node plays yet. */
  readonly pending = new Retries<ActionOutcome>(this.#closing.signal);

  constructor({ fleet, settings, ownUrl, logger, onError }: FrontContext) {
    this.fleet = fleet;
    this.settings = settings;
    this.#ownUrl = ownUrl;
    this.#logger = logger;
    this.#onError = onError;
    this.client = new NodeClient(settings.apiToken);
    fleet.registry.subscribe((event) => {
      if (event.type !== 'node-lost') return;
      const { nodeId } = event.node;
      this.client.lose(nodeId);
      this.#losses.set(nodeId, this.lossesOf(nodeId) + 1);
    });
  }

  /** Aborted when the server closes. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends what goes on after a response. */
  close(): void {
    this.#closing.abort();
  }

  /** Name of the label that metrics carry, and of the processes in messages. */
  get kind(): 'worker' | 'node' {
    return this.fleet.kind;
  }

  /** All that have meetings or a journal: the nodes, and this process if it is none. */
  get members(): readonly Addressee[] {
    const { registry, nodeId } = this.fleet;
    const nodes = registry.nodes();
    return nodeId === undefined ? [...nodes, { nodeId: 'front', apiUrl: this.#ownUrl }] : nodes;
  }

  /** Returns the number of times that the node of a name has been lost. */
  lossesOf(nodeId: string): number {
    return this.#losses.get(nodeId) ?? 0;
  }

  /**
   * Finds the node that has a stream. One that the registry does not know may have ended, so all nodes are asked for it.
   *
   * @throws {ApiError} 503 while its node is lost and no other one has gone on with it
   */
  async find(id: string): Promise<Destination> {
    const owner = this.#ownerOf(id);
    if (owner) return this.#destination(owner);
    const path = `/api/meetings/${encodeURIComponent(id)}`;
    const answers = await this.askAll({ method: 'GET', path });
    const holder =
      answers.find(({ status }) => status === 200) ??
      answers.find(({ text }) => text.includes('"meeting-forgotten"'));
    return holder ? this.#destination(holder.node) : 'here';
  }

  /** Finds the node that has a meeting, ended ones included, by its id or number; `undefined` if none has it. */
  async findMeeting(id: string): Promise<Destination | undefined> {
    const owner = this.#ownerOf(id);
    if (owner) return this.#destination(owner);
    const answers = await this.askAll({ method: 'GET', path: '/api/meetings' });
    const holder = answers
      .filter(({ status }) => status === 200)
      .find(({ text }) => {
        const { meetings } = JSON.parse(text) as StreamList;
        return meetings.some(({ meetingId, meetingUuid }) => meetingId === id || meetingUuid === id);
      });
    return holder && this.#destination(holder.node);
  }

  /**
   * Chooses the node of a new meeting.
   *
   * @param act creates the meeting there; until it is done, the meeting counts as load of the node
   * @throws {ApiError} 503 if no node can take it
   */
  async place<T>(
    labels: { readonly [key: string]: string },
    act: (to: Destination) => Promise<T>,
  ): Promise<T> {
    const placement = this.fleet.registry.place({ labels });
    if (!placement) throw this.#noPlace(labels);
    try {
      return await act(this.#destination(placement.node));
    } finally {
      placement.settle();
    }
  }

  /**
   * Sends a request to one node.
   *
   * @throws {ApiError} 503 if the node does not answer, or refuses the API token of this one
   */
  async ask(node: Addressee, request: NodeRequest): Promise<NodeAnswer> {
    let answer: NodeAnswer;
    try {
      answer = await this.client.ask(node, request);
    } catch (error) {
      throw this.asApiError(error);
    }
    if (this.refusesUs(answer)) throw this.refusedBy(node);
    return answer;
  }

  /**
   * Sends a request to all members. Those that do not answer are left out: their meetings move to others. So are those that
   * have another API token, with a warning.
   */
  async askAll(request: NodeRequest): Promise<readonly NodeAnswer[]> {
    const answers = await Promise.allSettled(this.members.map((node) => this.client.ask(node, request)));
    return answers
      .flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
      .filter((answer) => !this.refusesUs(answer));
  }

  /**
   * As {@link askAll}, for what only nodes can answer.
   *
   * @throws {ApiError} 503 if no node answers: an empty list would say that there are no meetings
   */
  async askNodes(request: NodeRequest): Promise<readonly NodeAnswer[]> {
    this.requireNodes();
    const answers = await this.askAll(request);
    const nodes = new Set(this.fleet.registry.nodes().map(({ nodeId }) => nodeId));
    if (answers.some(({ node }) => nodes.has(node.nodeId))) return answers;
    throw this.#noAnswer();
  }

  /** @throws {ApiError} 503 if no node is known, or the other nodes cannot be seen */
  requireNodes(): void {
    const { registry } = this.fleet;
    if (registry.isCurrent === false || registry.nodes().length === 0) throw this.#noAnswer();
  }

  /** Logs that something has failed which no request waits for any more. */
  reportError(error: unknown): void {
    this.#onError(error, 'an action on meetings that move failed');
  }

  /** Logs that an action is performed later on some streams. */
  warnOfRemaining(action: string, count: number): void {
    const streams = count === 1 ? '1 stream' : `${count} streams`;
    this.#logger.log(
      'warn',
      `The action ${action} follows for ${streams} as soon as a ${this.kind} goes on with ${count === 1 ? 'it' : 'them'}.`,
    );
  }

  /** True for a node with another API token. This process has checked its client's token, and the node checks ours. */
  refusesUs({ node, status }: NodeAnswer): boolean {
    if (status !== 401) {
      this.#refusing.delete(node.nodeId);
      return false;
    }
    this.#warnOfRefusal(node);
    return true;
  }

  /** A node refuses the API token of this process: returns the response that says so, after a warning in the log. */
  refusedBy(node: Addressee): ApiError {
    this.#warnOfRefusal(node);
    return new ApiError(503, 'no-node', this.#refusal(node));
  }

  #warnOfRefusal(node: Addressee): void {
    if (!this.#refusing.has(node.nodeId)) this.#logger.log('warn', this.#refusal(node));
    this.#refusing.add(node.nodeId);
  }

  #refusal({ nodeId }: Addressee): string {
    return `The ${this.kind} ${cut(nodeId)} has another API token than this server, so its meetings are left out: give all the same --api-token.`;
  }

  /** Turns the failure to reach a node into the response that says so; returns other errors as they are. */
  asApiError(error: unknown): unknown {
    if (!(error instanceof NodeUnreachableError)) return error;
    return new ApiError(
      503,
      'node-lost',
      `The ${this.kind} ${cut(error.nodeId)} that has to answer has just ended.`,
      'Its meetings go on elsewhere in a moment; send the request again.',
    );
  }

  /** Logs that a WebSocket at a path is closed because its node has ended. */
  warnOfEnd({ nodeId }: NodeUnreachableError, path: string): void {
    const where = cut(path.split('?')[0] ?? '');
    this.#logger.log(
      'warn',
      `The WebSocket ${where} is closed, because the ${this.kind} ${cut(nodeId)} has ended.`,
    );
  }

  /** @throws {ApiError} 503 while it is not known which node plays the meeting */
  #ownerOf(id: string): Addressee | undefined {
    const { registry } = this.fleet;
    const owner = registry.ownerOf(id);
    if (owner?.state === 'lost') throw this.#moving(id);
    // Its node may have stopped to play it until it sees the others again.
    if (owner && registry.isCurrent === false) throw this.#noAnswer();
    return owner;
  }

  #destination(node: Addressee): Destination {
    return node.nodeId === this.fleet.nodeId ? 'here' : node;
  }

  #moving(id: string): ApiError {
    const awaited = this.fleet.registry.awaitedLabels?.(id);
    if (awaited) {
      return new ApiError(
        503,
        'meeting-moves',
        `The ${this.kind} that played ${cut(id)} is lost, and the meeting waits for one with ${labelsText(awaited)}: none takes meetings now.`,
        'Start one with these labels, or end the meeting; it ends later if none joins.',
      );
    }
    return new ApiError(
      503,
      'meeting-moves',
      `The ${this.kind} that played ${cut(id)} is lost, and another one is about to go on with it.`,
      'Send the request again in a moment.',
    );
  }

  #noAnswer(): ApiError {
    return new ApiError(
      503,
      'no-node',
      `No ${this.kind} can be reached now, so it is not known which meetings there are.`,
      'Send the request again in a moment.',
    );
  }

  #noPlace(labels: { readonly [key: string]: string }): ApiError {
    if (Object.keys(labels).length === 0) {
      return new ApiError(
        503,
        'no-node',
        `No ${this.kind} takes meetings now.`,
        'Send the request again in a moment.',
      );
    }
    const message = `No ${this.kind} with ${labelsText(labels)} takes meetings now.`;
    if (this.kind === 'node') return new ApiError(409, 'no-node', message);
    return new ApiError(
      409,
      'no-node',
      message,
      'Only nodes of a cluster have labels: see serve --cluster with --label.',
    );
  }
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${cut(key, 40)}=${cut(value, 40)}`)
    .join(', ');
}
