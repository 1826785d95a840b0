/** A node's part in a cluster. Read this file first. */
import type { Cancel } from '@rtms-mock/protocol';
import {
  instanceUrl,
  Placements,
  type ClusterHost,
  type FleetEvent,
  type JoiningNode,
  type Labels,
  type MeetingRecord,
  type NodeInfo,
  type Placement,
  type PlacementRequest,
  type SharedRegistry,
} from '@rtms-mock/server/fleet';
import { Adopter } from './adopter.js';
import { candidatesAmong } from './adoption-rules.js';
import type { WatchListener } from './bucket-watch.js';
import { reasonOf } from './cluster-error.js';
import type { ClusterInput } from './cluster-input.js';
import { CommonSettings } from './common-settings.js';
import { logDeparture } from './departure-lines.js';
import { Directory } from './directory.js';
import { handOver } from './hand-over.js';
import { LEASE_TIMES } from './lease-rules.js';
import { LongAbsence } from './long-absence.js';
import { Members } from './members.js';
import { freeIndex, newMember, type MemberInfo } from './node-info.js';
import { NodeLease, type LeaseListener } from './node-lease.js';
import { Ownership } from './ownership.js';
import { Replication } from './replication.js';
import { Suspension } from './suspension.js';
import type { TakeBackContext } from './take-back.js';
import { VanishedMeetings } from './vanished-meetings.js';
import { Watches } from './watches.js';

/** Nodes of a cluster, and the meetings that they play. */
export class ClusterRegistry implements SharedRegistry, LeaseListener {
  /** Name of this node. */
  readonly nodeId: string;
  /** Unix time at which sequence numbers of journals begin, in milliseconds; the same on all nodes. */
  readonly epochUnixMs: number;
  readonly #input: ClusterInput;
  readonly #members: Members;
  readonly #lease: NodeLease;
  readonly #settings = new CommonSettings();
  readonly #directory = new Directory();
  readonly #vanished: VanishedMeetings;
  readonly #ownership: Ownership;
  readonly #adopter: Adopter;
  readonly #watches: Watches;
  readonly #placements: Placements;
  /** Meetings that this node had to abandon and still owns, unless another node is faster. */
  readonly #suspension: Suspension;
  readonly #away: LongAbsence;
  readonly #replication: Replication;
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  #member: MemberInfo;
  #host: ClusterHost | undefined;
  /** Time since which NATS answers without interruption; `undefined` before the first lease. */
  #steadySinceMs: number | undefined;
  #isClosed = false;
  #cancelCheck: Cancel = () => {};

  constructor(input: ClusterInput) {
    const { nodeId, clock, logger, leases, meetings } = input;
    this.#input = input;
    this.nodeId = nodeId;
    this.epochUnixMs = input.epochUnixMs;
    this.#placements = new Placements(clock);
    this.#vanished = new VanishedMeetings(clock, (key) => this.#directory.delete(key));
    this.#member = newMember(nodeId);
    this.#members = new Members({
      onJoined: (member) => {
        this.#settings.warnOf(member, logger);
        this.#emit({ type: 'node-joined', node: this.#info(member) });
      },
      onLost: (member, hasLeft) => this.#onLost(member, hasLeft),
    });
    this.#lease = new NodeLease({
      bucket: leases,
      nodeId,
      clock,
      times: LEASE_TIMES,
      describe: () => ({ ...this.#member, fingerprints: this.#settings.present }),
      logger,
      listener: this,
    });
    this.#ownership = new Ownership({
      bucket: meetings,
      nodeId,
      session: () => this.#lease.session,
      isHeld: () => this.#lease.isHeld,
      onTaken: (key) => this.#onTaken(key),
      clock,
      logger,
    });
    this.#suspension = new Suspension(this.#ownership, () => this.#host, logger);
    this.#away = new LongAbsence(meetings, this.#ownership, { clock, logger });
    const { servers } = input.connection;
    this.#replication = new Replication({ buckets: [leases, meetings], servers, clock, logger });
    this.#adopter = this.#createAdopter();
    this.#watches = new Watches(input, {
      leases: this.#memberListener(),
      meetings: this.#meetingListener(),
    });
  }

  #createAdopter(): Adopter {
    const isLive = (session: string): boolean => this.#members.isLive(session);
    const steadySinceMs = (): number | undefined => (this.#lease.isHeld ? this.#steadySinceMs : undefined);
    const end = async (record: unknown): Promise<void> => this.#host?.adopt(record as MeetingRecord, 'end');
    return new Adopter({
      ...this.#input,
      ...this.#parts(),
      isLive,
      steadySinceMs,
      directory: this.#directory,
      end,
    });
  }

  #parts(): TakeBackContext {
    return {
      nodeId: this.nodeId,
      clock: this.#input.clock,
      logger: this.#input.logger,
      ownership: this.#ownership,
      candidates: (key) => candidatesAmong(this.nodes(), this.#directory.labelsOf(key)),
      isHeld: () => this.#lease.isHeld,
      // Nodes of one cluster run one version.
      adopt: async (record) => this.#host?.adopt(record as MeetingRecord),
    };
  }

  /** Number of this node from 0 to 999; other nodes have other ones. */
  get index(): number {
    return this.#member.index;
  }

  /** False while this node has no lease: NATS does not answer, so others may have come, gone, or taken its meetings. */
  get isCurrent(): boolean {
    return this.#lease.isHeld;
  }

  /** Learns which nodes and meetings there are, and follows their changes. */
  async follow(): Promise<void> {
    this.#input.connection.listen({
      onDisconnect: () => this.#onDisconnect(),
      onReconnect: () => this.#onReconnect(),
    });
    await this.#watches.start();
    if (this.#members.all().length === 0) await this.#away.forgetOld();
    this.#member = { ...this.#member, index: freeIndex(this.#members.all()) };
  }

  /** Makes this node known to the others. @throws {ClusterError} if one has other settings; the promise is rejected */
  async join({ fingerprints, ...node }: JoiningNode, host: ClusterHost): Promise<void> {
    if (fingerprints) this.#settings.compare(fingerprints, this.#members.all());
    this.#host = host;
    this.#member = { ...this.#member, ...node };
    await this.#lease.begin();
    this.#adopter.start();
    this.#check();
  }

  nodes(): readonly NodeInfo[] {
    return this.#members.all().map((member) => this.#info(member));
  }

  place(request: PlacementRequest): Placement | undefined {
    // Without a lease this node could not claim the meeting, nor could it know the others.
    if (!this.#lease.isHeld) return undefined;
    return this.#placements.place(this.nodes(), request);
  }

  ownerOf(id: string): NodeInfo | undefined {
    const nodeId = this.#directory.nodeOf(id);
    if (nodeId === undefined) return undefined;
    const member = this.#members.find(nodeId);
    if (member) return this.#info(member);
    // Between the loss of a node and the moment at which another one goes on.
    return { ...this.#member, nodeId, apiUrl: '', signalingUrl: '', labels: {}, state: 'lost', load: 0 };
  }

  running(): readonly string[] {
    return this.#directory.running();
  }

  signalingUrlOf(streamId: string): string | undefined {
    const nodeId = this.#directory.nodeOf(streamId);
    const member = nodeId === undefined ? undefined : this.#members.find(nodeId);
    return member && instanceUrl(member.signalingUrl, this.#directory.instanceOf(streamId));
  }

  /**
   * Claims a meeting for this node, or writes its newer record; later if NATS does not answer. Returns false if another node
   * plays the meeting.
   */
  async claim(record: MeetingRecord): Promise<boolean> {
    const { key } = record;
    try {
      return await this.#ownership.claim(key, record);
    } catch (error) {
      this.#input.logger.log('debug', `The meeting ${key} is written later: ${reasonOf(error)}`);
      return true;
    }
  }

  /** Ends a meeting now that waits for a node with its labels. Resolves to false if it is no such meeting. */
  endWaiting(streamId: string): Promise<boolean> {
    return this.#adopter.endWaiting(streamId);
  }

  /** Returns the labels for which a meeting waits, since no node has them; `undefined` for other meetings. */
  awaitedLabels(id: string): Labels | undefined {
    return this.#adopter.awaitedLabels(id);
  }

  /** True while this node may play a meeting. Cheap: asked before each send. */
  holds(key: string): boolean {
    return this.#ownership.holds(key);
  }

  /** A meeting of this node has ended; one that it has abandoned has not. Its key is deleted later if NATS does not answer. */
  async release(key: string): Promise<void> {
    if (this.#suspension.has(key)) return;
    try {
      await this.#ownership.release(key);
    } catch (error) {
      this.#input.logger.log('debug', `The end of the meeting ${key} is written later: ${reasonOf(error)}`);
    }
  }

  /** Calls `listener` with every change. Returns a function that unsubscribes. */
  subscribe(listener: (event: FleetEvent) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on this node takes no new meetings. */
  async drain(): Promise<void> {
    this.#member = { ...this.#member, state: 'draining' };
    await this.#lease.renew();
  }

  /** Hands the meetings of this node over to others that have their labels. Returns the number of those that stay. */
  async handOver(): Promise<number> {
    await handOver({
      ...this.#parts(),
      abandon: (key) => this.#host?.abandon(key),
    });
    return this.#ownership.ownKeys.length;
  }

  /** The meetings that this node still has have ended. */
  async releaseAll(): Promise<void> {
    const keys = this.#ownership.ownKeys.filter((key) => !this.#suspension.has(key));
    await Promise.all(keys.map((key) => this.release(key)));
  }

  /** Leaves the cluster. Meetings that this node still has are taken over by others. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelCheck();
    this.#adopter.close();
    this.#placements.close();
    this.#watches.close();
    try {
      await this.#lease.giveUp();
    } catch (error) {
      this.#input.logger.log('debug', `The lease of this node is left to expire: ${reasonOf(error)}`);
    }
    await this.#input.connection.close();
  }

  onBegin(): void {
    const isFirst = this.#steadySinceMs === undefined;
    this.#steadySinceMs = this.#input.clock.now();
    if (!isFirst) void this.#claimAgain();
  }

  onLapse(): void {
    const keys = this.#ownership.ownKeys;
    this.#input.logger.log(
      'warn',
      'This node cannot renew its lease in NATS, so other nodes may go on with its meetings. It has closed their sockets.',
      { meetings: keys.length },
    );
    for (const key of keys) this.#suspension.add(key);
  }

  onResume(): void {
    this.#steadySinceMs = this.#input.clock.now();
    this.#suspension.end();
  }

  /** Abandons all meetings if the lease does not hold: the timer may be late, such as after the process was stopped. */
  checkLease(): void {
    this.#lease.check();
  }

  async #claimAgain(): Promise<void> {
    await this.#ownership.settle();
    this.#suspension.end();
  }

  #onDisconnect(): void {
    if (this.#isClosed) return;
    this.#input.logger.log(
      'warn',
      `The connection to NATS at ${this.#input.connection.servers} is lost. Meetings go on for up to ${LEASE_TIMES.ttlMs / 1000} s, then they wait until it is back.`,
    );
  }

  #onReconnect(): void {
    if (this.#isClosed) return;
    this.#input.logger.log('info', `The connection to NATS at ${this.#input.connection.servers} is back.`);
    // The other nodes come back at the same time: their meetings are not adopted at once.
    if (this.#steadySinceMs !== undefined) this.#steadySinceMs = this.#input.clock.now();
    void this.#lease.renew().then(() => this.#ownership.settle());
    this.#watches.restart();
  }

  #onTaken(key: string): void {
    this.#input.logger.log('warn', `Another node plays the meeting ${key} now.`);
    if (!this.#suspension.delete(key)) this.#host?.abandon(key);
  }

  /** Writes what could not be written, and looks whether all that is watched is still seen. */
  #check(): void {
    this.#vanished.check();
    if (this.#lease.isHeld) {
      void this.#claimAgain();
      this.#away.noteAlive();
      this.#replication.check();
      this.#watches.check();
    }
    this.#cancelCheck = this.#input.clock.after(LEASE_TIMES.renewMs, () => this.#check());
  }

  #memberListener(): WatchListener {
    return {
      onValue: (key, value, write) => {
        if (key === this.#lease.session) this.#watches.sawOwnLease();
        this.#members.onValue(key, value, write);
      },
      onGone: (key, end, wasDeleted) => {
        this.#members.onGone(key, end, wasDeleted);
        this.#adopter.check();
      },
    };
  }

  #meetingListener(): WatchListener {
    return {
      onValue: (key, value, write) => {
        this.#ownership.onValue(key, value, write);
        const meeting = this.#ownership.find(key);
        if (!meeting) return;
        this.#vanished.delete(key);
        if (!this.#directory.factsOf(key)) this.#placements.known(meeting.nodeId);
        this.#directory.set(meeting);
      },
      onGone: (key, end) => {
        this.#ownership.onGone(key, end);
        if (!end) return this.#vanished.add(key);
        this.#vanished.delete(key);
        this.#directory.delete(key);
      },
    };
  }

  #onLost(member: MemberInfo, hasLeft: boolean): void {
    const { nodeId } = member;
    if (nodeId === this.nodeId) return;
    logDeparture(nodeId, hasLeft, this.#input.logger);
    const records = [...this.#ownership.all()]
      .filter((meeting) => meeting.nodeId === nodeId)
      .map(({ record }) => record as MeetingRecord);
    this.#emit({ type: 'node-lost', node: { ...this.#info(member), state: 'lost' }, records });
  }

  #info(member: MemberInfo): NodeInfo {
    const { nodeId, apiUrl, signalingUrl, labels } = member;
    // What NATS shows of this node itself is older: it takes nothing from the moment at which it drains.
    const { state } = nodeId === this.nodeId ? this.#member : member;
    return { nodeId, apiUrl, signalingUrl, labels, state, load: this.#directory.loadOf(nodeId) };
  }

  #emit(event: FleetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
