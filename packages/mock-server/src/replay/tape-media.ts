import { stringToMessageBytes, type Cancel, type Clock } from '@rtms-mock/protocol';
import { withRealTimeFloor } from '../clock.js';
import type { RecordedKind } from '../cassette/recorded-message.js';
import type { TapeFrame, TapeSink } from '../meetings/stream-tape.js';

/** Limits of what waits for an app that opens one socket after the other. */
const HELD = { bytes: 16 * 1024 * 1024, ms: 5000 } as const;

/** A recorded media message that is due now, with the ids and times of the stream. */
export interface DueMedia {
  readonly kind: RecordedKind;
  readonly text: string;
  /** Size of the payload before base64. */
  readonly byteLength: number;
  readonly isKeyframe: boolean;
  readonly latenessMs: number;
}

interface Held {
  readonly frame: TapeFrame;
  readonly atMs: number;
}

/**
 * Distributes recorded media to the sockets of an app. What is due before the app has opened a socket for it for the first
 * time is held for some seconds, because apps open one socket after the other; later, media without a socket is lost, as at
 * the service. Video goes on with a keyframe.
 */
export class TapeMedia {
  readonly #clock: Clock;
  readonly #sinks = new Set<TapeSink>();
  readonly #opened = new Set<RecordedKind>();
  readonly #held = new Map<RecordedKind, Held[]>();
  /** Types of which something was lost, so that only a keyframe can follow. */
  readonly #broken = new Set<RecordedKind>();
  #heldBytes = 0;
  /** Messages that found no socket. */
  readonly #missed = new Map<RecordedKind, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a socket, and sends what was held for it. Returns a function that removes it. */
  attach(sink: TapeSink): Cancel {
    this.#sinks.add(sink);
    for (const kind of sink.kinds) {
      this.#opened.add(kind);
      for (const { frame } of this.#take(kind)) sink.send({ ...frame, latenessMs: 0 });
    }
    return () => this.#sinks.delete(sink);
  }

  /** True if the app has had a socket for the type. */
  wasOpened(kind: RecordedKind): boolean {
    return this.#opened.has(kind);
  }

  /** True if a socket carries the type now. */
  isOpen(kind: RecordedKind): boolean {
    return [...this.#sinks].some(({ kinds }) => kinds.includes(kind));
  }

  /** Number of messages that no socket carried, by media type. */
  get missed(): { readonly [kind: string]: number } {
    return Object.fromEntries(this.#missed);
  }

  /** Sends a message to the sockets that carry its type. */
  send({ kind, text, byteLength, isKeyframe, latenessMs }: DueMedia): void {
    const frame: TapeFrame = {
      kind,
      message: stringToMessageBytes(text),
      byteLength,
      latenessMs,
      isKeyframe,
    };
    if (!this.isOpen(kind)) {
      if (this.#opened.has(kind)) this.#miss(kind);
      else this.#hold(frame);
      return;
    }
    if (this.#broken.has(kind)) {
      if (!isKeyframe) return this.#miss(kind);
      this.#broken.delete(kind);
    }
    for (const sink of this.#sinks) if (sink.kinds.includes(kind)) sink.send(frame);
  }

  /** Forgets everything, because the tape begins again. */
  clear(): void {
    this.#sinks.clear();
    this.#opened.clear();
    this.#held.clear();
    this.#broken.clear();
    this.#missed.clear();
    this.#heldBytes = 0;
  }

  #miss(kind: RecordedKind): void {
    this.#broken.add(kind);
    this.#missed.set(kind, (this.#missed.get(kind) ?? 0) + 1);
  }

  #hold(frame: TapeFrame): void {
    const held = this.#held.get(frame.kind) ?? [];
    this.#held.set(frame.kind, held);
    const nowMs = this.#clock.now();
    const [oldest] = held;
    const isOld = oldest !== undefined && nowMs - oldest.atMs > withRealTimeFloor(this.#clock, HELD.ms);
    if (isOld || this.#heldBytes + frame.message.byteLength > HELD.bytes) {
      // The app does not want it.
      for (const _ of this.#take(frame.kind)) this.#miss(frame.kind);
      this.#opened.add(frame.kind);
      return this.#miss(frame.kind);
    }
    held.push({ frame, atMs: nowMs });
    this.#heldBytes += frame.message.byteLength;
  }

  #take(kind: RecordedKind): readonly Held[] {
    const held = this.#held.get(kind) ?? [];
    this.#held.delete(kind);
    for (const { frame } of held) this.#heldBytes -= frame.message.byteLength;
    return held;
  }
}
