/** Contains unexpected exceptions: the part of the server in which one occurs ends, and everything else continues. */
import type { Cancel, Clock } from '@rtms-mock/protocol';
import type { JournalRecorder } from './journal.js';
import type { LogFields, Logger } from './log.js';

/** Max number of stack lines in a log line. */
const STACK_LINES = 6;

/** Ids for the log line and the journal entry of an internal error. */
export interface ErrorPlace {
  readonly streamId?: string | undefined;
  readonly socket?: 'signaling' | 'media';
  readonly connectionId?: string;
}

/** Logs an internal error with its stack, of a part of the server that has no journal. `what`: what has failed. */
export function logInternalError(logger: Logger, error: unknown, what: string, ids: LogFields = {}): void {
  logger.log('error', `internal error: ${what}: ${stackOf(error)}`, ids);
}

/** Logs an internal error once, with its stack, and records a note in the journal. */
export function reportInternalError(
  { journal, logger }: { readonly journal: JournalRecorder; readonly logger: Logger },
  error: unknown,
  what: string,
  { streamId, ...place }: ErrorPlace = {},
): void {
  const ids = { ...(streamId !== undefined && { streamId }), ...place };
  logInternalError(logger, error, what, ids);
  const message = error instanceof Error ? error.message : String(error);
  journal.record({ kind: 'note', type: 'internal-error', ...ids, detail: { reason: `${what}: ${message}` } });
}

/** Reports the rejection of a promise that nothing waits for. */
export function reportRejection(
  promise: Promise<unknown>,
  context: Parameters<typeof reportInternalError>[0],
  what: string,
  place: ErrorPlace = {},
): void {
  promise.catch((error: unknown) => reportInternalError(context, error, what, place));
}

/** Error and stack in one line, because a log line is one line. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const lines = (error.stack ?? String(error)).split('\n', STACK_LINES + 1);
  return lines.map((line) => line.trim()).join(' ');
}

/** Runs the handlers of one part of the server. After the first exception of one of them, `onFailure` ends the part. */
export class Guard {
  readonly #onFailure: (error: unknown) => void;
  #hasFailed = false;

  /** `onFailure`: called once. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** True after the first exception. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Returns a handler that never throws. */
  handler<A extends readonly unknown[]>(handle: (...args: A) => void): (...args: A) => void {
    return (...args) => this.run(handle, ...args);
  }

  /** Runs a handler. Never throws. */
  run<A extends readonly unknown[]>(handle: (...args: A) => void, ...args: A): void {
    try {
      handle(...args);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Reports an exception, if it is the first. */
  fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#onFailure(error);
  }

  /** Returns a clock whose callbacks never throw. */
  clock(clock: Clock): Clock {
    return new GuardedClock(clock, this);
  }
}

/** Returns a clock whose callbacks never throw; `onError` is called for each exception instead. */
export function guardedClock(clock: Clock, onError: (error: unknown) => void): Clock {
  return new GuardedClock(clock, { fail: onError });
}

/** One object without closures: each connection has such a clock, and every media message reads it. */
class GuardedClock implements Clock {
  readonly speed?: number;
  readonly holdStill?: NonNullable<Clock['holdStill']>;
  readonly #clock: Clock;
  readonly #guard: Pick<Guard, 'fail'>;

  constructor(clock: Clock, guard: Pick<Guard, 'fail'>) {
    this.#clock = clock;
    this.#guard = guard;
    if (clock.speed !== undefined) this.speed = clock.speed;
    if (clock.holdStill) this.holdStill = clock.holdStill.bind(clock);
  }

  now(): number {
    return this.#clock.now();
  }

  unixMs(): number {
    return this.#clock.unixMs();
  }

  get jumpedMs(): number {
    return this.#clock.jumpedMs ?? 0;
  }

  after(delayMs: number, callback: () => void): Cancel {
    return this.#clock.after(delayMs, () => {
      try {
        callback();
      } catch (error) {
        this.#guard.fail(error);
      }
    });
  }
}
