/** Waits in real time until everything that has happened at one moment of virtual time is over. */
import type { Cancel, ClockWait } from '@rtms-mock/protocol';
import { nextTurn, OWN_WORK_LIMIT_MS, realMs, realTimeout } from '../clock.js';

/** Max real time of one wait for an app or a receiver, in milliseconds. */
export const WAIT_LIMIT_MS = 5000;

/** An app or a receiver that did not do something within 5 s of real time, or media that was not prepared within 60 s. */
export interface Lagging {
  /** Awaited event, as a noun phrase: `a pong`, `KEEP_ALIVE_RESP`, `an answer to meeting.rtms_started`. */
  readonly waitedFor: string;
  /** Id of the stream. Absent where it is not known. */
  readonly streamId?: string;
  /** Id of the connection, as in the journal. Absent where no connection is concerned. */
  readonly connectionId?: string;
}

/** A socket of an app, which has to read what it was sent. */
export interface Reader {
  /** True while messages were sent that it may not have read. */
  readonly isUnread: boolean;
  /** True while a ping or a keep-alive is not answered. */
  readonly isAwaited: boolean;
  /** Sends a ping behind the messages that were sent. */
  probe(): void;
  /** Gives up to wait for it, until it answers. Returns what is missing. */
  giveUp(): readonly Lagging[];
  /** Events that it owes since {@link giveUp}. */
  readonly owed: readonly Lagging[];
}

interface Wait extends ClockWait {
  readonly fromMs: number;
}

/** Facts that a {@link Settling} needs of the clock. */
export interface SettlingContext {
  /** Virtual time in milliseconds. */
  readonly nowMs: () => number;
  /** Returns true if an app has a timer of this clock that was created at this virtual time or later. */
  readonly hasAppTimerSince: (virtualMs: number) => boolean;
}

/** The readers of one server, and what takes real time: webhooks in flight, connections that open, media that is prepared. */
export class Settling {
  readonly #context: SettlingContext;
  readonly #readers = new Set<Reader>();
  readonly #waits = new Map<Wait, { deadlineMs: number | undefined }>();
  readonly #lagging: Lagging[] = [];
  #hasChanged = false;
  #wake: (() => void) | undefined;

  constructor(context: SettlingContext) {
    this.#context = context;
  }

  /** Adds a reader. Returns a function that removes it. */
  add(reader: Reader): Cancel {
    this.#readers.add(reader);
    this.changed();
    return () => {
      this.#readers.delete(reader);
      this.changed();
    };
  }

  /** Keeps the time from advancing until the returned function is called. */
  hold(wait: ClockWait): Cancel {
    const held: Wait = { ...wait, fromMs: this.#context.nowMs() };
    this.#waits.set(held, { deadlineMs: undefined });
    this.changed();
    return () => {
      if (this.#waits.delete(held)) this.changed();
    };
  }

  /** Notes that something has happened, which may cause more. */
  changed(): void {
    this.#hasChanged = true;
    this.answered();
  }

  /** Notes that a reader has answered. */
  answered(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Returns who has lagged since the last call, and who still does. */
  takeLagging(): readonly Lagging[] {
    const all = [...this.#lagging.splice(0), ...[...this.#readers].flatMap((reader) => reader.owed)];
    return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  }

  /** Resolves when nothing is pending: all readers have read, and nothing is waited for any more. */
  async settle(): Promise<void> {
    do {
      this.#hasChanged = false;
      await nextTurn();
      await this.#untilOver(() => this.#honouredWaits());
      let isProbed = false;
      for (const reader of this.#readers) {
        if (!reader.isUnread) continue;
        reader.probe();
        isProbed = true;
      }
      await this.#untilRead();
      // What the readers have sent before their answers, on other sockets, has arrived after this turn.
      if (isProbed) await nextTurn();
    } while (this.#hasChanged || this.#someReader(({ isUnread }) => isUnread));
  }

  #honouredWaits(): readonly Wait[] {
    if (this.#waits.size === 0) return [];
    return [...this.#waits.keys()].filter(
      ({ isTurnOfApp, fromMs }) => isTurnOfApp !== true || !this.#context.hasAppTimerSince(fromMs),
    );
  }

  /** Waits until there is nothing to wait for, or its time is over. */
  async #untilOver(waits: () => readonly Wait[]): Promise<void> {
    for (;;) {
      const pending = waits();
      if (pending.length === 0) return;
      const nowMs = realMs();
      let firstMs = Infinity;
      for (const wait of pending) {
        const limit = this.#waits.get(wait);
        if (limit === undefined) continue;
        limit.deadlineMs ??= nowMs + (wait.isOwnWork ? OWN_WORK_LIMIT_MS : WAIT_LIMIT_MS);
        if (limit.deadlineMs <= nowMs) this.#giveUp(wait);
        else firstMs = Math.min(firstMs, limit.deadlineMs);
      }
      if (firstMs !== Infinity) await this.#change(firstMs - nowMs);
    }
  }

  #giveUp(wait: Wait): void {
    this.#waits.delete(wait);
    const { what, streamId } = wait;
    this.#lagging.push({ waitedFor: what, ...(streamId !== undefined && { streamId }) });
  }

  async #untilRead(): Promise<void> {
    const deadlineMs = realMs() + WAIT_LIMIT_MS;
    for (;;) {
      if (!this.#someReader(({ isAwaited }) => isAwaited)) return;
      const leftMs = deadlineMs - realMs();
      if (leftMs <= 0) break;
      await this.#change(leftMs);
    }
    for (const reader of this.#readers) if (reader.isAwaited) this.#lagging.push(...reader.giveUp());
  }

  #someReader(predicate: (reader: Reader) => boolean): boolean {
    for (const reader of this.#readers) if (predicate(reader)) return true;
    return false;
  }

  /** Resolves at the next change, or after a real time in milliseconds. */
  #change(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = realTimeout(limitMs, () => this.answered());
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
