import { messageBytesToString, type Clock, type MessageBytes } from '@rtms-mock/protocol';
import type { OutgoingFrame } from './lanes/media-sink.js';

/** The part of a socket that an outbox needs. */
export interface OutboxSocket {
  send(text: string): void;
  sendAll?(messages: readonly MessageBytes[]): boolean;
  onDrain?(callback: () => void): void;
  readonly bufferedBytes: number;
}

/** How much may wait, and for how long. */
export interface OutboxLimits {
  /** Bytes that may wait here before the oldest are dropped. */
  readonly capBytes: number;
  /** A reader that takes nothing at all for this long, while media is dropped, has stalled. In milliseconds. */
  readonly stallMs: number;
}

/** Who is told what becomes of frames. */
export interface OutboxOwner {
  /** Handed to the socket. */
  frameSent(frame: OutgoingFrame): void;
  frameDropped(frame: OutgoingFrame): void;
  /** Called once; the outbox is of no use afterwards. */
  readerStalled(): void;
}

/**
 * With more than this waiting inside the socket, in bytes, further frames wait here. Here they can still be
 * dropped, and cost next to nothing: they share their payload with every other stream that plays the same.
 */
const SOCKET_BYTES = 64 * 1024;

/**
 * Media on its way to one socket. What is put in at one moment is written together; what
 * a slow reader does not take waits up to a cap, then the oldest goes. After a picture that others build
 * on has gone, its kind continues with the next key frame. Signaling, handshakes and keep-alives never
 * pass through here, so they are never dropped and overtake waiting media.
 */
export class Outbox {
  readonly #socket: OutboxSocket;
  readonly #clock: Clock;
  readonly #limits: OutboxLimits;
  readonly #owner: OutboxOwner;
  /** Kinds whose next frames build on one that was dropped. */
  readonly #broken = new Set<OutgoingFrame['kind']>();
  #waiting: OutgoingFrame[] = [];
  #waitingBytes = 0;
  /** Known since the last time that something was sent; spares asking. */
  #isSocketEmpty = false;
  #stuckSinceMs: number | undefined;
  #hasStalled = false;

  constructor(socket: OutboxSocket, clock: Clock, limits: OutboxLimits, owner: OutboxOwner) {
    this.#socket = socket;
    this.#clock = clock;
    this.#limits = limits;
    this.#owner = owner;
    socket.onDrain?.(() => this.flush());
  }

  /** Bytes that wait here, beside those inside the socket. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** The reader does not keep up at the moment: better make less than more. */
  get isCongested(): boolean {
    return this.#socket.bufferedBytes >= SOCKET_BYTES;
  }

  /** Takes a frame; {@link flush} sends it. */
  put(frame: OutgoingFrame): void {
    if (this.#hasStalled) return this.#drop(frame);
    if (this.#broken.size > 0 && this.#broken.has(frame.kind)) {
      if (!frame.isKeyframe) return this.#drop(frame);
      this.#broken.delete(frame.kind);
    }
    // A list made with its first frame is as long as it has to be; one that grows makes room for many.
    if (this.#waiting.length === 0) this.#waiting = [frame];
    else this.#waiting.push(frame);
    this.#waitingBytes += frame.message.byteLength;
  }

  /** Hands what waits to the socket, as far as the reader takes it. */
  flush(): void {
    if (this.#waiting.length === 0 || this.#hasStalled) return;
    if (!this.#isSocketEmpty && this.isCongested) {
      // Only now is it known that the reader does not take them. A single frame may be larger than the cap: it is
      // better late than never.
      while (this.#waiting.length > 1 && this.#waitingBytes > this.#limits.capBytes) this.#dropOldest();
      return this.#watchStall();
    }
    this.#stuckSinceMs = undefined;
    const frames = this.#takeWhatFits();
    this.#isSocketEmpty = this.#send(frames);
    for (const frame of frames) {
      this.#waitingBytes -= frame.message.byteLength;
      this.#owner.frameSent(frame);
    }
    if (this.#waiting.length > 0) this.flush();
  }

  #send(frames: readonly OutgoingFrame[]): boolean {
    if (this.#socket.sendAll) {
      const [first] = frames;
      const isOne = frames.length === 1 && first !== undefined;
      return this.#socket.sendAll(isOne ? [first.message] : frames.map(({ message }) => message));
    }
    for (const { message } of frames) this.#socket.send(messageBytesToString(message));
    return false;
  }

  /** Drops all that waits: nobody is going to read it. */
  discard(): void {
    for (const frame of this.#waiting) this.#drop(frame);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #takeWhatFits(): OutgoingFrame[] {
    if (this.#waitingBytes > SOCKET_BYTES) return this.#waiting.splice(0, this.#howManyFit());
    const frames = this.#waiting;
    this.#waiting = [];
    return frames;
  }

  /** How many of the oldest frames the socket takes now, at least one. */
  #howManyFit(): number {
    let count = 0;
    let sum = 0;
    for (const { message } of this.#waiting) {
      sum += message.byteLength;
      if (count > 0 && sum > SOCKET_BYTES) break;
      count += 1;
    }
    return count;
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift();
    if (!oldest) return;
    this.#waitingBytes -= oldest.message.byteLength;
    this.#drop(oldest);
    this.#stuckSinceMs ??= this.#clock.now();
    if (!isPicture(oldest)) return;
    const next = this.#waiting.findIndex(({ kind, isKeyframe }) => kind === oldest.kind && isKeyframe);
    const until = next === -1 ? this.#waiting.length : next;
    this.#waiting = this.#waiting.filter((frame, index) => {
      if (index >= until || frame.kind !== oldest.kind) return true;
      this.#waitingBytes -= frame.message.byteLength;
      this.#drop(frame);
      return false;
    });
    if (next === -1) this.#broken.add(oldest.kind);
  }

  #drop(frame: OutgoingFrame): void {
    this.#owner.frameDropped(frame);
  }

  #watchStall(): void {
    if (this.#stuckSinceMs === undefined) return;
    if (this.#clock.now() - this.#stuckSinceMs < this.#limits.stallMs) return;
    this.#hasStalled = true;
    this.discard();
    this.#owner.readerStalled();
  }
}

function isPicture({ kind }: OutgoingFrame): boolean {
  return kind === 'video' || kind === 'deskshare';
}
