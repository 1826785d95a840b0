import type { Cancel, Clock, MessageType, StatusName } from '@rtms-mock/protocol';

export type FaultSocket = 'signaling' | 'media';
/** One kind of socket, or both. */
export type FaultSockets = FaultSocket | 'all';

/** A handshake is refused, whatever it holds. */
export interface PlannedRefusal {
  readonly kind: 'reject';
  /** A number where the stream's generation has no name for it. */
  readonly status: StatusName | number;
  readonly reason: string;
}

/** What becomes of a handshake in place of its true verdict. */
export type HandshakeFault = PlannedRefusal | { readonly kind: 'silence' };

interface PlannedHandshake {
  readonly socket: FaultSocket;
  readonly fault: HandshakeFault;
  left: number;
}

interface IgnoredMessages {
  readonly sockets: FaultSockets;
  readonly type: MessageType;
  left: number;
}

/** Something that holds for a time. */
interface Spell {
  readonly sockets: FaultSockets;
  readonly untilMs: number;
}

function hits(sockets: FaultSockets, socket: FaultSocket): boolean {
  return sockets === 'all' || sockets === socket;
}

/**
 * What is to go wrong on one stream. Steps put it in; connections ask. With nothing put in, every
 * answer is that all is well.
 */
export class StreamFaults {
  readonly #clock: Clock;
  readonly #handshakes: PlannedHandshake[] = [];
  readonly #ignored: IgnoredMessages[] = [];
  readonly #silences: Spell[] = [];
  readonly #delays: (Spell & { readonly byMs: number })[] = [];

  readonly #delayListeners = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  planHandshake(socket: FaultSocket, fault: HandshakeFault, times: number): void {
    this.#handshakes.push({ socket, fault, left: times });
  }

  /** The fault of this handshake, which is used up by asking. */
  takeHandshake(socket: FaultSocket): HandshakeFault | undefined {
    const planned = this.#handshakes.find((one) => one.socket === socket && one.left > 0);
    if (!planned) return undefined;
    planned.left -= 1;
    return planned.fault;
  }

  ignore(sockets: FaultSockets, type: MessageType, times = Infinity): void {
    this.#ignored.push({ sockets, type, left: times });
  }

  /** Whether this message counts as lost; each asking uses up one. */
  dropsMessage(socket: FaultSocket, type: number): boolean {
    const ignored = this.#ignored.find(
      (one) => one.type === type && one.left > 0 && hits(one.sockets, socket),
    );
    if (!ignored) return false;
    ignored.left -= 1;
    return true;
  }

  silenceKeepAlive(sockets: FaultSockets, forMs = Infinity): void {
    this.#silences.push({ sockets, untilMs: this.#clock.now() + forMs });
  }

  /** Whether no keep-alive is sent there now. */
  isKeepAliveSilenced(socket: FaultSocket): boolean {
    return this.#silences.some((spell) => this.#holds(spell, socket));
  }

  delay(sockets: FaultSockets, byMs: number, forMs = Infinity): void {
    this.#delays.push({ sockets, byMs, untilMs: this.#clock.now() + forMs });
    for (const tell of this.#delayListeners) tell();
    this.#delayListeners.clear();
  }

  /** Calls back when there is, or will be, a delay to ask {@link delayMs} for: most streams never have one. */
  whenDelayed(callback: () => void): Cancel {
    if (this.#delays.length > 0) callback();
    else this.#delayListeners.add(callback);
    return () => this.#delayListeners.delete(callback);
  }

  /** How much later something sent now arrives, in milliseconds; the newest delay counts. */
  delayMs(socket: FaultSocket): number {
    return this.#delays.findLast((spell) => this.#holds(spell, socket))?.byMs ?? 0;
  }

  #holds({ sockets, untilMs }: Spell, socket: FaultSocket): boolean {
    return hits(sockets, socket) && this.#clock.now() < untilMs;
  }
}
