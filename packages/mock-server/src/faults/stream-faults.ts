import type { Clock, Framing, MessageType, StatusName } from '@rtms-mock/protocol';
import { WebhookChanges } from './webhook-changes.js';
import type { JournalRecorder } from '../journal.js';
import { MessageHolds } from './message-holds.js';

/** Kind of socket that a fault affects. */
export type FaultSocket = 'signaling' | 'media';
/** One kind of socket, or both kinds. */
export type FaultSockets = FaultSocket | 'all';

/** Refusal of a handshake whatever its content. */
export interface PlannedRefusal {
  readonly kind: 'reject';
  /** A number if the status has no name in the stream's generation. */
  readonly status: StatusName | number;
  readonly reason: string;
}

/** Fault of a handshake, in place of its real outcome: a refusal, or no response. */
export type HandshakeFault = PlannedRefusal | { readonly kind: 'silence' };

/** Losses and reordering of packets over UDP, in percent of the packets. */
export interface PacketTrouble {
  readonly loss: number;
  readonly reorder: number;
}

/** A planned size of a message, in bytes. */
interface PlannedSize {
  readonly kind: 'video' | 'deskshare';
  readonly size: number;
  remaining: number;
}

interface PlannedHandshake {
  readonly socket: FaultSocket;
  readonly fault: HandshakeFault;
  remaining: number;
}

interface IgnoredMessages {
  readonly sockets: FaultSockets;
  readonly type: MessageType;
  remaining: number;
}

/** A fault that lasts until a clock time. */
interface TimedFault {
  readonly sockets: FaultSockets;
  readonly untilMs: number;
}

/** A part of a connection that plans of its stream concern. */
export interface FaultFollower {
  /** Something was planned. Most streams never plan anything, so their connections never have to ask. */
  faultsPlanned(): void;
}

/** Most streams plan nothing: they share this. */
const NONE: readonly never[] = [];

function affects(sockets: FaultSockets, socket: FaultSocket): boolean {
  return sockets === 'all' || sockets === socket;
}

/**
 * Planned faults of one stream. Scenario steps add them, connections query them. Without planned faults each query
 * returns that there is none.
 */
export class StreamFaults {
  /** Changes of the stream's webhooks. */
  readonly webhooks = new WebhookChanges();
  /** Breakpoints and held messages. */
  readonly holds: MessageHolds;
  readonly #clock: Clock;
  #handshakes: readonly PlannedHandshake[] = NONE;
  #ignored: readonly IgnoredMessages[] = NONE;
  #silences: readonly TimedFault[] = NONE;
  #delays: readonly (TimedFault & { readonly byMs: number })[] = NONE;
  #framings: { readonly [S in FaultSocket]?: Partial<Framing> } | undefined;
  #followers: readonly FaultFollower[] = NONE;
  #sizes: readonly PlannedSize[] = NONE;
  #packetTrouble: PacketTrouble | undefined;

  constructor(clock: Clock, journal: JournalRecorder, streamId: string) {
    this.#clock = clock;
    this.holds = new MessageHolds(clock, journal, streamId, () => this.#notify());
  }

  /** Notifies a follower of what is planned from now on. */
  follow(follower: FaultFollower): void {
    this.#followers = this.#followers.concat(follower);
  }

  /** Ends {@link follow}. */
  unfollow(follower: FaultFollower): void {
    this.#followers = this.#followers.filter((one) => one !== follower);
  }

  #notify(): void {
    for (const follower of this.#followers) follower.faultsPlanned();
  }

  /** Loses and reorders packets over UDP from now on, in percent; 0 for both ends it. */
  troublePackets(trouble: PacketTrouble): void {
    this.#packetTrouble = trouble.loss === 0 && trouble.reorder === 0 ? undefined : trouble;
  }

  /** Trouble of packets over UDP; `undefined` if there is none. */
  get packetTrouble(): PacketTrouble | undefined {
    return this.#packetTrouble;
  }

  /** Plans a fault for the next `times` handshakes on a kind of socket. */
  planHandshake(socket: FaultSocket, fault: HandshakeFault, times: number): void {
    this.#handshakes = [...this.#handshakes, { socket, fault, remaining: times }];
  }

  /** Takes the fault planned for this handshake, if any. Each call uses up one. */
  takeHandshake(socket: FaultSocket): HandshakeFault | undefined {
    const planned = this.#handshakes.find((fault) => fault.socket === socket && fault.remaining > 0);
    if (!planned) return undefined;
    planned.remaining -= 1;
    return planned.fault;
  }

  /** Drops the next `times` received messages of a type. */
  ignore(sockets: FaultSockets, type: MessageType, times = Infinity): void {
    this.#ignored = [...this.#ignored, { sockets, type, remaining: times }];
  }

  /** Returns true if this received message counts as lost. Each call uses up one planned loss. */
  dropsMessage(socket: FaultSocket, type: number): boolean {
    const ignored = this.#ignored.find(
      (fault) => fault.type === type && fault.remaining > 0 && affects(fault.sockets, socket),
    );
    if (!ignored) return false;
    ignored.remaining -= 1;
    return true;
  }

  /** Enlarges the messages of the next `times` frames of a media type to `size` bytes. */
  planSize(kind: 'video' | 'deskshare', size: number, times: number): void {
    this.#sizes = [...this.#sizes, { kind, size, remaining: times }];
    this.#notify();
  }

  /** True while a size is planned. Until then no frame has to be compared with it. */
  get hasSizes(): boolean {
    return this.#sizes.length > 0;
  }

  /**
   * Applies the size planned for the next frame of a media type, if any. `enlarge` returns false if it cannot; the size
   * then stays planned.
   */
  applySize(kind: string, enlarge: (size: number) => boolean): void {
    const planned = this.#sizes.find((one) => one.kind === kind);
    if (!planned || !enlarge(planned.size)) return;
    planned.remaining -= 1;
    if (planned.remaining === 0) this.#sizes = this.#sizes.filter((one) => one !== planned);
  }

  /** Stops sending keep-alives for a time in milliseconds. */
  silenceKeepAlive(sockets: FaultSockets, forMs = Infinity): void {
    this.#silences = [...this.#silences, { sockets, untilMs: this.#clock.now() + forMs }];
  }

  /** Returns true while no keep-alives are sent on this kind of socket. */
  isKeepAliveSilenced(socket: FaultSocket): boolean {
    return this.#silences.some((fault) => this.#isActive(fault, socket));
  }

  /** Delays sent messages by `byMs` for a time, both in milliseconds. */
  delay(sockets: FaultSockets, byMs: number, forMs = Infinity): void {
    this.#delays = [...this.#delays, { sockets, byMs, untilMs: this.#clock.now() + forMs }];
    this.#notify();
  }

  /** True once the stream has had a delay. Until then no caller has to query {@link delayMs}. */
  get hasDelays(): boolean {
    return this.#delays.length > 0;
  }

  /** Returns the delay of a message sent now, in milliseconds. The newest active delay applies. */
  delayMs(socket: FaultSocket): number {
    return this.#delays.findLast((fault) => this.#isActive(fault, socket))?.byMs ?? 0;
  }

  /** Changes the frames in which messages are sent from now on; what `change` lacks stays as it is. */
  changeFraming(sockets: FaultSockets, change: Partial<Framing>): void {
    for (const socket of ['signaling', 'media'] as const) {
      if (!affects(sockets, socket)) continue;
      this.#framings = { ...this.#framings, [socket]: { ...this.#framings?.[socket], ...change } };
    }
    this.#notify();
  }

  /** Changed frames of a kind of socket; `undefined` if none were changed. */
  framing(socket: FaultSocket): Partial<Framing> | undefined {
    return this.#framings?.[socket];
  }

  #isActive({ sockets, untilMs }: TimedFault, socket: FaultSocket): boolean {
    return affects(sockets, socket) && this.#clock.now() < untilMs;
  }
}
