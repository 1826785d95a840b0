/**
 * One address for all nodes of a fleet: requests about a stream go to the node that plays it, new meetings are placed, and
 * what concerns all is collected from all. Read `front-router.ts` for HTTP and `front-sockets.ts` for WebSockets.
 */
import type { StreamList } from '../control/api-bodies.js';
import { ApiError } from '../control/api-error.js';
import type { ControlContext } from '../control/control-context.js';
import { cut } from '../input/cut.js';
import type { FleetMembership } from './membership.js';
import {
  NodeClient,
  NodeUnreachableError,
  type Addressee,
  type NodeAnswer,
  type NodeRequest,
} from './node-client.js';

/** Membership of a process that is a front. */
export type FrontMembership = FleetMembership & Required<Pick<FleetMembership, 'registry'>>;

/** Parts that a {@link Front} uses. */
export interface FrontContext {
  readonly fleet: FrontMembership;
  readonly settings: ControlContext['settings'];
  /** Base of this process's own HTTP API, without a slash at its end. */
  readonly ownUrl: string;
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

  constructor({ fleet, settings, ownUrl }: FrontContext) {
    this.fleet = fleet;
    this.settings = settings;
    this.#ownUrl = ownUrl;
    this.client = new NodeClient(settings.apiToken);
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

  /**
   * Finds the node that has a stream. One that the registry does not know may have ended, so all nodes are asked for it.
   *
   * @throws {ApiError} 503 while its node is lost and no other one has gone on with it
   */
  async find(id: string): Promise<Destination> {
    const owner = this.fleet.registry.ownerOf(id);
    if (owner?.state === 'lost') throw this.#moving(id);
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
    const owner = this.fleet.registry.ownerOf(id);
    if (owner?.state === 'lost') throw this.#moving(id);
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
   * @throws {ApiError} 503 if the node does not answer
   */
  async ask(node: Addressee, request: NodeRequest): Promise<NodeAnswer> {
    try {
      return await this.client.ask(node, request);
    } catch (error) {
      throw this.asApiError(error);
    }
  }

  /** Sends a request to all members. Those that do not answer are left out: their meetings move to others. */
  async askAll(request: NodeRequest): Promise<readonly NodeAnswer[]> {
    const answers = await Promise.allSettled(this.members.map((node) => this.client.ask(node, request)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
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

  #destination(node: Addressee): Destination {
    return node.nodeId === this.fleet.nodeId ? 'here' : node;
  }

  #moving(id: string): ApiError {
    return new ApiError(
      503,
      'meeting-moves',
      `The ${this.kind} that played ${cut(id)} is lost, and another one is about to go on with it.`,
      'Send the request again in a moment.',
    );
  }

  #noPlace(labels: { readonly [key: string]: string }): ApiError {
    const wanted = Object.entries(labels).map(([key, value]) => `${cut(key, 40)}=${cut(value, 40)}`);
    if (wanted.length === 0) {
      return new ApiError(
        503,
        'no-node',
        `No ${this.kind} takes meetings now.`,
        'Send the request again in a moment.',
      );
    }
    return new ApiError(409, 'no-node', `No ${this.kind} with ${wanted.join(', ')} takes meetings now.`);
  }
}
