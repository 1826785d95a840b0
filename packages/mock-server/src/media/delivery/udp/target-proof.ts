/** The proof that the client wants UDP packets at the port that it has named (PROTOCOL.md §12.6). */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { isLoopbackAddress, plainAddress } from '../../../input/addresses.js';
import type { DatagramSocket, Endpoint } from '../../../sockets/udp-socket.js';

/** Datagrams with a nonce that one connection may cause, one for each CLIENT_READY_ACK. */
const MAX_CHALLENGES = 5;

const NONCE_BYTES = 16;

/**
 * Lets packets go only where they are wanted. On this machine CLIENT_READY_ACK is the proof, because no other machine can
 * be hit. A peer on another machine has to return a nonce of 16 bytes, which is sent to it in one datagram: so nobody can
 * make the server send a stream to a machine that did not ask for it.
 */
export class TargetProof {
  readonly #socket: DatagramSocket;
  readonly #target: Endpoint;
  readonly #nonce = randomBytes(NONCE_BYTES);
  #isProven: boolean;
  #challenges = 0;
  #ignored = 0;
  #whenProven: () => void = () => {};

  constructor(socket: DatagramSocket, target: Endpoint) {
    this.#socket = socket;
    this.#target = target;
    this.#isProven = isLoopbackAddress(target.address);
    socket.onMessage((data, from) => this.#receive(data, from));
  }

  get isProven(): boolean {
    return this.#isProven;
  }

  /** Datagrams that were ignored: not from the target, or not the nonce. */
  get ignored(): number {
    return this.#ignored;
  }

  /** Sends the nonce. Calls `proven` once it has come back. */
  challenge(proven: () => void): void {
    this.#whenProven = proven;
    if (this.#isProven || this.#challenges >= MAX_CHALLENGES) return;
    this.#challenges += 1;
    this.#socket.send(this.#nonce, this.#target);
  }

  #receive(data: Uint8Array, { address, port }: Endpoint): void {
    const isTarget = plainAddress(address) === this.#target.address && port === this.#target.port;
    const isNonce = data.length === NONCE_BYTES && timingSafeEqual(data, this.#nonce);
    if (!isTarget || !isNonce || this.#challenges === 0) {
      this.#ignored += 1;
      return;
    }
    if (this.#isProven) return;
    this.#isProven = true;
    this.#whenProven();
  }
}
