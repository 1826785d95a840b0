/** Targets of `waitFor`: read, found in the past of a stream, and recognised in new journal entries. */
import { MessageType } from '@rtms-mock/protocol';
import { closest } from '../input/closest.js';
import { cut } from '../input/cut.js';
import { choice, dataKind, instance, integer, STRING, type Kind } from '../input/kinds.js';
import { optional, readObject, type Field } from '../input/object.js';
import { OptionError, valueOf } from '../input/option-error.js';
import { bad, good } from '../input/reading.js';
import { firstEntry, matches, type Journal, type JournalEntry, type JournalFilter } from '../journal.js';
import { CONNECTION_ENTRIES, JOURNAL_KINDS, NOTE_ENTRIES } from '../journal-types.js';
import { STREAM_STATES, type StreamStateName } from '../meetings/stream-view.js';
import { CONDITION_NAMES, CONDITIONS, type ConditionName } from '../scenarios/conditions.js';
import { STEP_NAMES } from '../scenarios/steps/index.js';

/** Names of entries other than webhooks, whose events are open-ended. */
const ENTRY_TYPES: readonly string[] = [
  ...Object.keys(MessageType),
  'INVALID',
  'SCENARIO_MESSAGE',
  ...CONNECTION_ENTRIES,
  ...STREAM_STATES,
  ...STEP_NAMES,
  ...NOTE_ENTRIES,
];

/** Webhook events have a full stop (`meeting.rtms_started`); a message type without a name is its number. */
const OPEN_TYPE = /\.|^\d+$/;

const TYPE: Kind<string> = dataKind('the type of a journal entry', (value) => {
  const reading = STRING.read(value);
  if (!reading.ok || ENTRY_TYPES.includes(reading.value) || OPEN_TYPE.test(reading.value)) return reading;
  const guess = closest(reading.value, ENTRY_TYPES);
  if (guess !== undefined) return bad('is not the type of any journal entry', { guess });
  return bad(
    `is not the type of any journal entry; known are ${ENTRY_TYPES.join(', ')}, and events of webhooks such as meeting.rtms_started`,
  );
});

const FILTER = {
  kind: optional(choice(JOURNAL_KINDS)),
  direction: optional(choice(['sent', 'received'])),
  streamId: optional(STRING),
  socket: optional(choice(['signaling', 'media'])),
  connectionId: optional(STRING),
  type: optional(TYPE),
  after: optional(integer(0)),
} satisfies { readonly [K in keyof JournalFilter]-?: Field };

/** A state or moment of a stream, or a filter of its journal entries. */
export type WaitTarget = StreamStateName | ConditionName | JournalFilter;

const NAMES: readonly string[] = [...new Set<string>([...STREAM_STATES, ...CONDITION_NAMES])];

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const TIMEOUT: Kind<number> = dataKind('a number of milliseconds above 0', (value) =>
  typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT_MS
    ? good(value)
    : bad(`must be a number of milliseconds from 1 to ${MAX_TIMEOUT_MS}, found ${JSON.stringify(value)}`),
);

const SIGNAL = instance<AbortSignal>(['addEventListener', 'removeEventListener'], 'an AbortSignal');

/** Options of `waitFor`. */
export interface WaitOptions {
  /** Milliseconds of real time, or of virtual time, until the promise is rejected. @default 5000 */
  readonly timeoutMs?: number;
  /** Only journal entries with a greater `seq` count: what has occurred up to then does not. @default 0 */
  readonly after?: number;
  /** Aborted when nobody waits any more; the promise is rejected with its reason. @default none */
  readonly signal?: AbortSignal;
}

/** Options of `waitFor` with their defaults. */
export interface SettledWaitOptions extends WaitOptions {
  readonly timeoutMs: number;
  readonly after: number;
}

/** The awaited entry did not occur in time. The message names the state of the stream, its latest entries and broken rules. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  /** The latest journal entries of the stream, at most five, oldest first. */
  readonly latest: readonly JournalEntry[];

  constructor(message: string, latest: readonly JournalEntry[]) {
    super(message);
    this.latest = latest;
  }
}

/**
 * Reads the options of `waitFor`.
 *
 * @throws {OptionError} for an unknown option or a timeout that is no positive number
 */
export function readWaitOptions(options: unknown): SettledWaitOptions {
  const fields = { timeoutMs: optional(TIMEOUT), after: optional(integer(0)), signal: optional(SIGNAL) };
  const { timeoutMs = 5000, after = 0, signal } = valueOf(readObject(fields, options), "waitFor's options");
  return { timeoutMs, after, ...(signal && { signal }) };
}

/**
 * Reads the target of `waitFor` for one stream.
 *
 * @throws {OptionError} for a name, key or type that can never occur, and for the id of another stream
 */
export function readWaitTarget(target: unknown, streamId: string): WaitTarget {
  if (typeof target === 'string') {
    if (isName(target)) return target;
    const guess = closest(target, NAMES);
    throw new OptionError(
      'invalid-option',
      '',
      `waitFor knows no state or moment ${JSON.stringify(target)}${guess === undefined ? '' : ` (did you mean ${guess}?)`}; known are ${NAMES.join(', ')}.`,
    );
  }
  const accepts = 'a state, a moment or a filter of journal entries, such as {"type": "KEEP_ALIVE_RESP"}';
  const filter = valueOf(readObject(FILTER, target, { accepts }), "waitFor's target");
  if (Object.keys(filter).length === 0) {
    throw new OptionError(
      'invalid-option',
      '',
      `waitFor's target must have one of ${Object.keys(FILTER).join(', ')}.`,
    );
  }
  if (filter.streamId !== undefined && filter.streamId !== streamId) {
    throw new OptionError(
      'invalid-option',
      'streamId',
      `streamId is that of another stream; this meeting has ${streamId}. Wait on the meeting that server.meeting(streamId) returns.`,
    );
  }
  return filter;
}

function isName(name: string): name is StreamStateName | ConditionName {
  return NAMES.includes(name);
}

function isState(name: string): name is StreamStateName {
  return (STREAM_STATES as readonly string[]).includes(name);
}

/**
 * Reads the target of `waitFor` from a string, as in a query: a state or moment, a filter as JSON, or the type of a journal
 * entry.
 *
 * @throws {OptionError} for a name, key or type that can never occur
 */
export function readWaitText(text: string, streamId: string): WaitTarget {
  if (text.trimStart().startsWith('{')) return readWaitTarget(parsedFilter(text), streamId);
  if (isName(text)) return text;
  if (TYPE.read(text).ok) return readWaitTarget({ type: text }, streamId);
  const guess = closest(text, [...NAMES, ...ENTRY_TYPES]);
  const known = `known are ${NAMES.join(', ')}, and types of journal entries such as KEEP_ALIVE_RESP`;
  throw new OptionError(
    'invalid-option',
    'for',
    `there is no state, moment or type ${JSON.stringify(cut(text))}; ${guess === undefined ? known : `did you mean ${guess}?`}`,
  );
}

function parsedFilter(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OptionError('invalid-option', 'for', `${JSON.stringify(cut(text))} is not valid JSON`);
  }
}

/** The latest entry of a stream with which a target began to hold; `undefined` if it is not kept any more. */
export function latestEntry(
  target: WaitTarget,
  streamId: string,
  journal: Pick<Journal, 'newest' | 'read'>,
): JournalEntry | undefined {
  if (typeof target === 'object') return journal.newest(1, { ...target, streamId })[0];
  if (isState(target)) return journal.newest(1, { streamId, kind: 'state', type: target })[0];
  let latest: JournalEntry | undefined;
  for (const entry of journal.read({ streamId })) if (isAwaited(entry, target)) latest = entry;
  return latest;
}

/** Present state of a stream. */
export interface WaitedStream {
  readonly streamId: string;
  readonly state: StreamStateName;
  /** True once media has been sent. */
  readonly hasFrames: boolean;
}

/**
 * Returns the entry that a target waits for if it has occurred: `undefined` for a state that the stream is in, false if it
 * has not occurred.
 */
export function findPast(
  target: WaitTarget,
  stream: WaitedStream,
  journal: Pick<Journal, 'read'>,
  after = 0,
): JournalEntry | undefined | false {
  const { streamId } = stream;
  if (typeof target === 'object') {
    return firstEntry(journal, { ...target, streamId, after: Math.max(after, target.after ?? 0) }) ?? false;
  }
  if (after > 0) {
    return firstEntry(journal, { streamId, after }, (entry) => isAwaited(entry, target)) ?? false;
  }
  if (target === 'streaming') return stream.state === 'active' && stream.hasFrames ? undefined : false;
  if (isState(target)) return stream.state === target ? undefined : false;
  const { holds } = CONDITIONS[target];
  return firstEntry(journal, { streamId }, (entry) => holds(entry)) ?? false;
}

/** Returns true if a new entry of the stream is what a target waits for. */
export function isAwaited(entry: JournalEntry, target: WaitTarget): boolean {
  if (typeof target === 'object') return matches(entry, target);
  if (isState(target)) return entry.kind === 'state' && entry.type === target;
  return CONDITIONS[target].holds(entry);
}

/** The target in words, for the message of a timeout. */
export function describeTarget(target: WaitTarget): string {
  if (typeof target === 'object') return `journal entry ${JSON.stringify(target)}`;
  return `${isState(target) ? 'state' : 'moment'} "${target}"`;
}
