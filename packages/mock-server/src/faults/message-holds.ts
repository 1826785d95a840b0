import { messageTypeName, type Cancel, type Clock, type MessageType } from '@rtms-mock/protocol';
import type { JournalRecorder } from '../journal.js';
import type { NoteEntry } from '../journal-types.js';
import { withoutHexSecrets } from '@rtms-mock/protocol/cassette';
import { boundedDetail } from '../journal-detail.js';
import type { Count, Milliseconds } from '../units.js';
import { restoreShortened } from './restore-shortened.js';

/** Limits of what one stream holds. Further messages pass. */
export const HOLD_LIMITS = {
  /** Messages. */
  messages: 100,
  /** Characters of all of them. */
  characters: 1024 * 1024,
  /** Breakpoints. */
  breakpoints: 100,
  /** Characters of the text that is shown of a message. */
  shownCharacters: 8000,
} as const;

/** Direction of messages as seen from the server. */
export type HeldDirection = 'sent' | 'received';

/** Messages that are held. */
export interface BreakpointInput {
  /** `undefined`: every type. */
  readonly type: MessageType | undefined;
  readonly socket: 'signaling' | 'media' | 'all';
  readonly direction: HeldDirection | 'all';
  /** Number of messages; `Infinity` until it is removed. */
  readonly times: number;
  /** Time after which a held message goes on by itself, in milliseconds. */
  readonly forMs: number;
}

/** A breakpoint, for the API. */
export interface BreakpointView {
  /** Id of the breakpoint. */
  readonly id: string;
  /** Name of the message type; null: every type. */
  readonly type: string | null;
  /** Sockets whose messages are held. */
  readonly socket: 'signaling' | 'media' | 'all';
  /** Direction of the messages, as seen from the server. */
  readonly direction: 'sent' | 'received' | 'all';
  /** Messages that it still holds; null: until it is removed. */
  readonly remaining: Count | null;
}

/** A held message, for the API. */
export interface HeldView {
  /** Id of the held message. */
  readonly id: string;
  /** `rtms_stream_id`. */
  readonly streamId: string;
  /** Id of the connection, as in the journal. */
  readonly connectionId: string;
  /** Kind of the socket. */
  readonly socket: 'signaling' | 'media';
  /** Direction of the message, as seen from the server. */
  readonly direction: 'sent' | 'received';
  /** Name of the message type. */
  readonly type: string;
  /** The message. Secrets and long values are shortened; null if it is no JSON object. */
  readonly message: object | null;
  /** Text on the wire, with shortened secrets, cut at 8000 characters. */
  readonly text: string;
  /** Time since which it is held. */
  readonly heldMs: Milliseconds;
  /** Time until it goes on by itself. */
  readonly releasesInMs: Milliseconds;
}

/** Breakpoints and held messages of a stream. */
export interface HeldMessages {
  /** Oldest first. */
  readonly breakpoints: readonly BreakpointView[];
  /** Oldest first. */
  readonly held: readonly HeldView[];
}

/** A message that a breakpoint may hold. */
export interface HoldableMessage {
  readonly connectionId: string;
  readonly socket: 'signaling' | 'media';
  readonly direction: HeldDirection;
  /** Name of the message type. */
  readonly type: string;
  /** Called only if the message is held. */
  readonly text: () => string;
  /** Lets the message go on. `text` may differ from the original. */
  readonly proceed: (text: string) => void;
}

/** Change of a message that is released. Neither: unchanged. */
export interface HeldChange {
  /** The changed message. Shortened values that are unchanged keep their original. */
  readonly message?: object | undefined;
  /** The text to be sent or received, in place of the message. */
  readonly text?: string | undefined;
}

interface Breakpoint extends BreakpointInput {
  readonly id: string;
  readonly typeName: string | undefined;
  remaining: number;
}

interface Held extends HoldableMessage {
  readonly id: string;
  readonly original: string;
  readonly heldAtMs: number;
  readonly releaseAtMs: number;
  readonly cancelRelease: Cancel;
}

/**
 * Breakpoints of one stream, and the messages that they hold. Messages that match no breakpoint pass, so they overtake held
 * ones. Without breakpoints, connections do not even ask.
 */
export class MessageHolds {
  readonly #clock: Clock;
  readonly #journal: JournalRecorder;
  readonly #streamId: string;
  #breakpoints: Breakpoint[] = [];
  #held: readonly Held[] = [];
  readonly #onBreakpoint: () => void;
  #characters = 0;
  #ids = 0;
  #hasReportedFull = false;

  /** @param onBreakpoint called for each new breakpoint. Until then no caller has to ask for {@link isActive} */
  constructor(clock: Clock, journal: JournalRecorder, streamId: string, onBreakpoint: () => void = () => {}) {
    this.#clock = clock;
    this.#journal = journal;
    this.#streamId = streamId;
    this.#onBreakpoint = onBreakpoint;
  }

  /** True while there are breakpoints. */
  get isActive(): boolean {
    return this.#breakpoints.length > 0;
  }

  /** Number of held messages. */
  get count(): number {
    return this.#held.length;
  }

  /** Adds a breakpoint. Returns false if there are too many. */
  add(input: BreakpointInput): boolean {
    if (this.#breakpoints.length >= HOLD_LIMITS.breakpoints) return false;
    this.#ids += 1;
    const typeName = input.type === undefined ? undefined : messageTypeName(input.type);
    this.#breakpoints.push({ ...input, id: `b${this.#ids}`, typeName, remaining: input.times });
    this.#hasReportedFull = false;
    this.#onBreakpoint();
    return true;
  }

  /** Holds a message if a breakpoint matches it and there is room. Returns false for a message that passes. */
  hold(message: HoldableMessage): boolean {
    const breakpoint = this.#breakpoints.find((candidate) => isMatch(candidate, message));
    if (breakpoint === undefined) return false;
    const original = message.text();
    if (!this.#hasRoom(original)) {
      this.#reportFull(message);
      return false;
    }
    breakpoint.remaining -= 1;
    if (breakpoint.remaining === 0) this.#breakpoints = this.#breakpoints.filter((one) => one !== breakpoint);
    this.#ids += 1;
    const id = `h${this.#ids}`;
    const heldAtMs = this.#clock.now();
    const { forMs } = breakpoint;
    const cancelRelease = this.#clock.after(forMs, () => this.release(id));
    const times = { heldAtMs, releaseAtMs: heldAtMs + forMs };
    this.#held = [...this.#held, { ...message, ...times, id, original, cancelRelease }];
    this.#characters += original.length;
    this.#note('held', message, { id, breakpoint: breakpoint.id });
    return true;
  }

  /** Lets a held message go on, changed or not. Returns false if there is none with this id. */
  release(id: string, { message, text }: HeldChange = {}): boolean {
    const held = this.#take(id);
    if (held === undefined) return false;
    const released = text ?? (message === undefined ? held.original : edited(held.original, message));
    const isChanged = released !== held.original;
    this.#note('released', held, { id, ...(isChanged && { changed: true }) });
    held.proceed(released);
    return true;
  }

  /** Drops a held message. Returns false if there is none with this id. */
  drop(id: string): boolean {
    const held = this.#take(id);
    if (held === undefined) return false;
    this.#note('dropped', held, { id });
    return true;
  }

  /** Removes all breakpoints, and lets all held messages go on in order. */
  releaseAll(): void {
    this.#breakpoints = [];
    for (const { id } of this.#held) this.release(id);
  }

  /** Removes all breakpoints, and drops all held messages, because the stream has ended. */
  close(): void {
    this.#breakpoints = [];
    for (const { id } of this.#held) this.drop(id);
  }

  /** Drops the held messages of a connection that has closed. */
  forget(connectionId: string): void {
    for (const held of this.#held) if (held.connectionId === connectionId) this.drop(held.id);
  }

  /** Breakpoints and held messages, oldest first. */
  view(): HeldMessages {
    const nowMs = this.#clock.now();
    return {
      breakpoints: this.#breakpoints.map(({ id, typeName, socket, direction, remaining }) => ({
        id,
        type: typeName ?? null,
        socket,
        direction,
        remaining: remaining === Infinity ? null : remaining,
      })),
      held: this.#held.map((held) => viewOf(held, this.#streamId, nowMs)),
    };
  }

  #take(id: string): Held | undefined {
    const held = this.#held.find((one) => one.id === id);
    if (held === undefined) return undefined;
    this.#held = this.#held.filter((one) => one !== held);
    this.#characters -= held.original.length;
    held.cancelRelease();
    return held;
  }

  #hasRoom(text: string): boolean {
    return (
      this.#held.length < HOLD_LIMITS.messages && this.#characters + text.length <= HOLD_LIMITS.characters
    );
  }

  #reportFull(message: HoldableMessage): void {
    if (this.#hasReportedFull) return;
    this.#hasReportedFull = true;
    const reason = `${this.#held.length} messages are held, and no more fit; further ones pass`;
    this.#note('hold-full', message, { reason });
  }

  #note(
    type: NoteEntry,
    { socket, connectionId, direction, type: message }: HoldableMessage,
    detail: object,
  ): void {
    this.#journal.record({
      kind: 'note',
      type,
      streamId: this.#streamId,
      socket,
      connectionId,
      detail: { explanation: explain(type, message, direction), message, direction, ...detail },
    });
  }
}

function explain(type: NoteEntry, message: string, direction: HeldDirection): string {
  const what = `${message} ${direction === 'sent' ? 'to' : 'from'} the app`;
  switch (type) {
    case 'held':
      return `${what} is held.`;
    case 'released':
      return `${what} goes on.`;
    case 'dropped':
      return `${what} is dropped.`;
    default:
      return `${what} passes: no more messages can be held.`;
  }
}

function isMatch({ typeName, socket, direction, remaining }: Breakpoint, message: HoldableMessage): boolean {
  if (remaining <= 0) return false;
  if (socket !== 'all' && socket !== message.socket) return false;
  if (direction !== 'all' && direction !== message.direction) return false;
  return typeName === undefined || typeName === message.type;
}

function viewOf(held: Held, streamId: string, nowMs: number): HeldView {
  const { id, connectionId, socket, direction, type, original, heldAtMs, releaseAtMs } = held;
  return {
    id,
    streamId,
    connectionId,
    socket,
    direction,
    type,
    message: shownMessage(original),
    text: withoutHexSecrets(original.slice(0, HOLD_LIMITS.shownCharacters)),
    heldMs: Math.round(nowMs - heldAtMs),
    releasesInMs: Math.max(0, Math.round(releaseAtMs - nowMs)),
  };
}

/** The message as the API shows it; null if it is no JSON object. */
function shownMessage(text: string): object | null {
  const message = parsed(text);
  return message === null ? null : boundedDetail(message).detail;
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** Text of a changed message, with the original of what the API shows shortened. */
function edited(original: string, message: object): string {
  const whole = parsed(original);
  if (whole === null) return JSON.stringify(message);
  return JSON.stringify(restoreShortened(message, shownMessage(original), whole));
}
