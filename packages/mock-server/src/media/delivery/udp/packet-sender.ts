/** Sends the packets of one connection: paced, to one target only, and with the losses of a scenario. */
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { PacketTrouble } from '../../../faults/stream-faults.js';
import type { UdpCounters } from '../../../meetings/stream-view.js';
import type { DatagramSocket, Endpoint } from '../../../sockets/udp-socket.js';

/**
 * Packets that are sent in one millisecond. The receive buffer of a socket holds about 90 packets by default, and what
 * does not fit is lost without a trace, so a keyframe of hundreds of packets must not be sent at once.
 */
const PACKETS_PER_MS = 8;

/** Packets that wait to be sent at most; the oldest are lost beyond, as in a full router. */
const MAX_WAITING = 4000;

/** Input of {@link PacketSender}. */
export interface PacketSenderInput {
  readonly socket: DatagramSocket;
  readonly target: Endpoint;
  readonly clock: Clock;
  /** Returns the trouble of the moment; `undefined` if there is none. */
  readonly trouble: () => PacketTrouble | undefined;
}

/** Sends packets to one target. */
export class PacketSender {
  readonly #input: PacketSenderInput;
  #waiting: Buffer[] = [];
  #cancel: Cancel | undefined;
  /** Sums of percents: each time one exceeds 100, a packet is affected. No randomness, so a test can repeat it. */
  #lossSum = 0;
  #reorderSum = 0;
  /** Packet that is sent after the next one. */
  #late: Buffer | undefined;
  #packets = 0;
  #lost = 0;
  #reordered = 0;

  constructor(input: PacketSenderInput) {
    this.#input = input;
  }

  get counters(): Omit<UdpCounters, 'ignored'> {
    return { packets: this.#packets, lost: this.#lost, reordered: this.#reordered };
  }

  send(packets: readonly Buffer[]): void {
    this.#waiting.push(...packets);
    const surplus = this.#waiting.length - MAX_WAITING;
    if (surplus > 0) {
      this.#waiting.splice(0, surplus);
      this.#lost += surplus;
    }
    if (this.#cancel === undefined) this.#flush();
  }

  /** Drops all packets that wait. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting = [];
    this.#late = undefined;
  }

  #flush(): void {
    this.#cancel = undefined;
    for (const packet of this.#waiting.splice(0, PACKETS_PER_MS)) this.#pass(packet);
    if (this.#waiting.length > 0) this.#cancel = this.#input.clock.after(1, () => this.#flush());
  }

  #pass(packet: Buffer): void {
    const trouble = this.#input.trouble();
    if (trouble !== undefined) {
      this.#lossSum += trouble.loss;
      if (this.#lossSum >= 100) {
        this.#lossSum -= 100;
        this.#lost += 1;
        return;
      }
      this.#reorderSum += trouble.reorder;
      if (this.#reorderSum >= 100 && this.#late === undefined) {
        this.#reorderSum -= 100;
        this.#late = packet;
        return;
      }
    }
    this.#write(packet);
    if (this.#late === undefined) return;
    this.#write(this.#late);
    this.#reordered += 1;
    this.#late = undefined;
  }

  #write(packet: Buffer): void {
    this.#input.socket.send(packet, this.#input.target);
    this.#packets += 1;
  }
}
