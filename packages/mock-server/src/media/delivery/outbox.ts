import { messageBytesToString, type Clock, type MessageBytes } from '@rtms-mock/protocol';
import type { OutgoingFrame } from './lanes/media-sink.js';

/** The part of a socket that an outbox needs. */
export interface OutboxSocket {
  /** Sends one message. Used when {@link sendAll} does not exist. */
  send(text: string): void;
  /** Sends messages in one write. Returns true when the socket has sent everything. */
  sendAll?(messages: readonly MessageBytes[]): boolean;
  /** Calls back whenever the socket has sent everything. */
  onDrain?(callback: () => void): void;
  /** Bytes that the socket has accepted and not yet sent. */
  readonly bufferedBytes: number;
}

/** Limits of an outbox. */
export interface OutboxLimits {
  /** Maximum size of the waiting frames in bytes; beyond it the oldest are dropped. */
  readonly maxBytes: number;
  /** A reader that reads nothing for this time while frames are dropped has stalled. In milliseconds. */
  readonly stallMs: number;
  /**
   * Bytes in the buffer of the socket from which the reader counts as slow.
   *
   * @default 64 KiB
   */
  readonly socketBytes?: number;
}

/** Receives notifications about frames. */
export interface OutboxOwner {
  /** The frame was passed to the socket. */
  frameSent(frame: OutgoingFrame): void;
  /** The frame was dropped because the reader is slow, or because the connection has ended. */
  frameDropped(frame: OutgoingFrame): void;
  /** Frames are dropped from now on, because the reader is slow. Called again after the reader has read. */
  droppingStarted(): void;
  /** The reader has stalled. Called once; the outbox drops every frame afterwards. */
  readerStalled(): void;
}

/**
 * Default of the maximum number of bytes in the buffer of the socket. Further frames wait in the outbox, where they can still be dropped
 * and need little memory, because they share their payload with all streams that play the same media.
 */
const SOCKET_BYTES = 64 * 1024;

/**
 * Queue of media frames for one socket. Frames that are added at one moment are written together. When the reader is
 * slow, frames wait up to a limit, and then the oldest are dropped. After a dropped video frame, its media type continues
 * with the next keyframe, because the frames in between cannot be decoded. Signaling messages, handshakes and keep-alives
 * are not queued here, so they are never dropped and overtake waiting media.
 */
export class Outbox {
  readonly #socket: OutboxSocket;
  readonly #clock: Clock;
  readonly #limits: OutboxLimits;
  readonly #owner: OutboxOwner;
  readonly #socketBytes: number;
  /**
   * Media types whose next frames depend on a dropped one, and are dropped up to the next keyframe. `undefined` while a
   * reader keeps up, which is nearly always.
   */
  #awaitingKeyframe: Set<OutgoingFrame['kind']> | undefined;
  #waiting: OutgoingFrame[] = [];
  #waitingBytes = 0;
  /** Cached result of the last `sendAll`, so that {@link flush} need not read `bufferedBytes`. */
  #isSocketEmpty = false;
  /** Clock time of the first drop since the reader last read. */
  #stuckSinceMs: number | undefined;
  #hasStalled = false;

  constructor(socket: OutboxSocket, clock: Clock, limits: OutboxLimits, owner: OutboxOwner) {
    this.#socket = socket;
    this.#clock = clock;
    this.#limits = limits;
    this.#owner = owner;
    this.#socketBytes = limits.socketBytes ?? SOCKET_BYTES;
    socket.onDrain?.(() => this.flush());
  }

  /** Size of the waiting frames in bytes, without those in the buffer of the socket. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** True while the reader is slow: a backlog should not be sent faster. */
  get isCongested(): boolean {
    return this.#socket.bufferedBytes >= this.#socketBytes;
  }

  /** Adds a frame, which {@link flush} sends. */
  add(frame: OutgoingFrame): void {
    if (this.#hasStalled) return this.#drop(frame);
    if (this.#awaitingKeyframe?.has(frame.kind) === true) {
      if (!frame.isKeyframe) return this.#drop(frame);
      this.#awaitingKeyframe.delete(frame.kind);
    }
    // An array literal has exactly the capacity that it needs; `push` on an empty array allocates room for many.
    if (this.#waiting.length === 0) this.#waiting = [frame];
    else this.#waiting.push(frame);
    this.#waitingBytes += frame.message.byteLength;
  }

  /** Passes waiting frames to the socket, as far as the reader keeps up. */
  flush(): void {
    if (this.#waiting.length === 0 || this.#hasStalled) return;
    if (!this.#isSocketEmpty && this.isCongested) {
      // Only here is it certain that the reader is slow. A single frame may be larger than the limit and is kept:
      // a late frame is better than none.
      while (this.#waiting.length > 1 && this.#waitingBytes > this.#limits.maxBytes) this.#dropOldest();
      return this.#watchStall();
    }
    this.#stuckSinceMs = undefined;
    const frames = this.#takeSendable();
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

  /** Drops all waiting frames, because the connection has ended. */
  discard(): void {
    for (const frame of this.#waiting) this.#drop(frame);
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #takeSendable(): OutgoingFrame[] {
    if (this.#waitingBytes > this.#socketBytes) return this.#waiting.splice(0, this.#countSendable());
    const frames = this.#waiting;
    this.#waiting = [];
    return frames;
  }

  /** Number of the oldest frames that the socket accepts now, at least one. */
  #countSendable(): number {
    let count = 0;
    let sum = 0;
    for (const { message } of this.#waiting) {
      sum += message.byteLength;
      if (count > 0 && sum > this.#socketBytes) break;
      count += 1;
    }
    return count;
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift();
    if (!oldest) return;
    this.#waitingBytes -= oldest.message.byteLength;
    this.#drop(oldest);
    if (this.#stuckSinceMs === undefined) {
      this.#stuckSinceMs = this.#clock.now();
      this.#owner.droppingStarted();
    }
    if (!isVideo(oldest)) return;
    const next = this.#waiting.findIndex(({ kind, isKeyframe }) => kind === oldest.kind && isKeyframe);
    const end = next === -1 ? this.#waiting.length : next;
    this.#waiting = this.#waiting.filter((frame, index) => {
      if (index >= end || frame.kind !== oldest.kind) return true;
      this.#waitingBytes -= frame.message.byteLength;
      this.#drop(frame);
      return false;
    });
    if (next === -1) (this.#awaitingKeyframe ??= new Set()).add(oldest.kind);
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

function isVideo({ kind }: OutgoingFrame): boolean {
  return kind === 'video' || kind === 'deskshare';
}
