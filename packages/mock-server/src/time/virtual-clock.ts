import type { Cancel, Clock, ClockWait, Socket } from '@rtms-mock/protocol';
import { realMs, realTimeout } from '../clock.js';
import { Arrivals } from './arrivals.js';
import { AwaitedSocket } from './awaited-socket.js';
import { Settling, type Lagging } from './settling.js';
import { TimerQueue, type Timer } from './timer-queue.js';

/**
 * Max length of media that is sent before its readers are waited for, in milliseconds. An app that reacts to a packet does
 * so at the end of this time.
 */
const MEDIA_BATCH_MS = 200;

/** Bytes of media that are sent before its readers are waited for. */
const MEDIA_BATCH_BYTES = 256 * 1024;

/** The clock was closed, because the server has closed. */
export class ClockClosedError extends Error {
  override readonly name = 'ClockClosedError';
}

/** The time after it was advanced. */
export interface Advanced {
  /** Virtual time since the start of the server, in milliseconds. */
  readonly nowMs: number;
  /** Virtual Unix time in milliseconds, as it is on the wire. */
  readonly unixMs: number;
  /**
   * Apps and receivers that have not read or answered what was due within 5 s of real time, which are not waited for again
   * until they do, and media that was not prepared within 60 s.
   */
  readonly lagging: readonly Lagging[];
}

/** Options of a {@link VirtualClock}. */
export interface VirtualClockOptions {
  /** Unix time at the start, in milliseconds. */
  readonly startUnixMs: number;
  /** Called for an unexpected exception. */
  readonly onError: (error: unknown) => void;
}

/** A moment that something waits for. */
interface Goal {
  readonly atMs: number;
  readonly reached: () => void;
  /** Called if the clock is closed before. */
  readonly closed: () => void;
}

/** Server and connection of a socket that is waited for. */
export interface SocketName {
  /** Id of the connection, as in the journal. */
  readonly connectionId: string;
  /** Returns the id of the stream, once it is known. */
  readonly streamId: () => string | undefined;
}

/**
 * Virtual time: it stands still until it is advanced, and moves from timer to timer. After each moment it waits in real
 * time until every app has read what it was sent and has answered the keep-alives, and every webhook is answered, each of
 * these for at most 5 s, and until media is prepared, for at most 60 s. So the order of what happens does not depend on the
 * speed of the machine.
 *
 * Media of {@link MEDIA_BATCH_MS} is sent between two of these waits, unless something else happens in between.
 */
export class VirtualClock implements Clock {
  /** This clock for the pacer of media, whose timers may share a wait. */
  readonly media: Clock;
  /** This clock for apps and tests: see {@link ClockWait.isTurnOfApp}. */
  readonly forApps: Clock;
  /** Order of what arrives at the same time. */
  readonly arrivals: Arrivals;
  readonly #options: VirtualClockOptions;
  readonly #timers = new TimerQueue();
  readonly #settling: Settling;
  readonly #goals = new Set<Goal>();
  #nowMs = 0;
  #order = 0;
  /** Number of sockets so far. */
  #sockets = 0;
  /** End of the last call of {@link advance}, in milliseconds. */
  #advancedToMs = 0;
  #isRunning = false;
  /** Real time at which the clock was closed. */
  #closedAtMs: number | undefined;
  #runsFreely: (() => boolean) | undefined;
  /** Timers of apps that go on in real time, and functions that cancel them. */
  readonly #continued = new Map<Timer, Cancel>();
  /** Something other than media has happened since the last wait. */
  #isEventful = false;
  /** Bytes that were sent since the last wait. */
  #sentBytes = 0;

  constructor(options: VirtualClockOptions) {
    this.#options = options;
    this.media = this.#view('media');
    this.forApps = { ...this.#view('app'), now: () => this.#nowMs + this.#sinceCloseMs };
    this.#settling = new Settling({
      nowMs: () => this.#nowMs,
      hasAppTimerSince: (sinceMs) =>
        this.#timers.some(({ owner, createdMs }) => owner === 'app' && createdMs >= sinceMs),
    });
    this.arrivals = new Arrivals(this.#settling);
  }

  #view(owner: Timer['owner']): Clock {
    return {
      now: () => this.#nowMs,
      unixMs: () => this.unixMs(),
      after: (delayMs, callback) => this.#add(delayMs, owner, callback),
      holdStill: (wait) => this.holdStill(wait),
    };
  }

  now(): number {
    return this.#nowMs;
  }

  unixMs(): number {
    return this.#options.startUnixMs + Math.round(this.#nowMs);
  }

  after(delayMs: number, callback: () => void): Cancel {
    return this.#add(delayMs, 'server', callback);
  }

  /** Real time since the clock was closed, in milliseconds. */
  get #sinceCloseMs(): number {
    return this.#closedAtMs === undefined ? 0 : realMs() - this.#closedAtMs;
  }

  #add(delayMs: number, owner: Timer['owner'], callback: () => void): Cancel {
    if (this.#closedAtMs !== undefined && owner === 'app') return realTimeout(delayMs, callback);
    this.#order += 1;
    const timer: Timer = {
      dueMs: this.#nowMs + Math.max(0, delayMs),
      order: this.#order,
      owner,
      createdMs: this.#nowMs,
      callback,
      isCancelled: false,
    };
    this.#timers.add(timer);
    // The app waits for this timer, so it is not waited for itself.
    if (owner === 'app') this.#settling.answered();
    if (this.#runsFreely !== undefined) this.#start();
    return () => {
      timer.isCancelled = true;
      this.#continued.get(timer)?.();
    };
  }

  holdStill(wait: ClockWait): Cancel {
    this.#isEventful = true;
    return this.#settling.hold(wait);
  }

  /** Wraps a socket of an app, so that time waits for its reader. */
  awaited(socket: Socket, name: SocketName): Socket {
    this.#sockets += 1;
    return new AwaitedSocket(socket, {
      ...name,
      settling: this.#settling,
      arrivals: this.arrivals,
      number: this.#sockets,
      onSent: (bytes) => {
        this.#sentBytes += bytes;
      },
    });
  }

  /** Notes that something other than media has happened: the next moment waits for all readers. */
  noteEvent(): void {
    this.#isEventful = true;
    this.#settling.changed();
    if (this.#runsFreely !== undefined) this.#start();
  }

  /**
   * Advances the time by a duration in milliseconds. A call before the last one has ended continues where that ends.
   *
   * @throws {ClockClosedError} if the clock is closed before; the promise is rejected
   */
  advance(byMs: number): Promise<Advanced> {
    const toMs = Math.max(this.#nowMs, this.#advancedToMs) + byMs;
    this.#advancedToMs = toMs;
    return new Promise((resolve, reject) => {
      this.#reach({
        atMs: toMs,
        reached: () =>
          resolve({ nowMs: this.#nowMs, unixMs: this.unixMs(), lagging: this.#settling.takeLagging() }),
        closed: () => reject(new ClockClosedError('The server has closed while its time was advanced.')),
      });
    });
  }

  /** Advances the time until it is cancelled, but by no more than a duration in milliseconds: then `reached` is called. */
  advanceUntilCancelled(byMs: number, reached: () => void): Cancel {
    return this.#reach({ atMs: this.#nowMs + byMs, reached, closed: () => {} });
  }

  #reach(goal: Goal): Cancel {
    if (this.#closedAtMs !== undefined) goal.closed();
    else this.#goals.add(goal);
    this.#start();
    return () => {
      if (this.#goals.delete(goal)) this.noteEvent();
    };
  }

  /** Lets time advance by itself, as fast as everyone reads, while `predicate` returns true. */
  runFreelyWhile(predicate: () => boolean): void {
    this.#runsFreely = predicate;
    this.#start();
  }

  /** Lets time stand still for good, except that of apps, which goes on as real time. */
  close(): void {
    if (this.#closedAtMs !== undefined) return;
    this.#closedAtMs = realMs();
    for (let timer = this.#timers.take(); timer !== undefined; timer = this.#timers.take()) {
      if (timer.owner === 'app') {
        this.#continued.set(timer, realTimeout(timer.dueMs - this.#nowMs, timer.callback));
      }
    }
    for (const goal of this.#goals) goal.closed();
    this.#goals.clear();
    this.#settling.changed();
  }

  get #isFree(): boolean {
    return this.#timers.next !== undefined && this.#runsFreely?.() === true;
  }

  #start(): void {
    if (this.#isRunning || !this.#hasToRun) return;
    this.#isRunning = true;
    this.#run().then(
      () => this.#ended(),
      (error: unknown) => {
        this.#options.onError(error);
        this.#ended();
      },
    );
  }

  #ended(): void {
    this.#isRunning = false;
    this.#start();
  }

  get #hasToRun(): boolean {
    return this.#closedAtMs === undefined && (this.#goals.size > 0 || this.#isFree);
  }

  async #run(): Promise<void> {
    while (this.#hasToRun) {
      await this.#settling.settle();
      if (!this.#hasToRun) return;
      if (this.#isDue(this.#nowMs)) this.#runDue(this.#nowMs);
      else if (!this.#concludeGoals()) this.#runDue(this.#nextGoalMs());
    }
  }

  #isDue(untilMs: number): boolean {
    const { next } = this.#timers;
    return next !== undefined && next.dueMs <= untilMs;
  }

  /** Calls back for each goal that is reached. Returns false if none is. */
  #concludeGoals(): boolean {
    const reached = [...this.#goals].filter(({ atMs }) => atMs <= this.#nowMs);
    for (const goal of reached) {
      this.#goals.delete(goal);
      goal.reached();
    }
    return reached.length > 0;
  }

  #nextGoalMs(): number {
    let atMs = Infinity;
    for (const goal of this.#goals) atMs = Math.min(atMs, goal.atMs);
    return atMs;
  }

  /** Runs the timers that are due next, but none after `untilMs`: all of one moment, and some moments of media. */
  #runDue(untilMs: number): void {
    const first = this.#timers.next;
    if (first === undefined || first.dueMs > untilMs) {
      if (untilMs !== Infinity) this.#nowMs = untilMs;
      return;
    }
    const endMs = Math.min(untilMs, first.dueMs + MEDIA_BATCH_MS);
    const { dueMs: startMs } = first;
    const lastOrder = this.#order;
    this.#isEventful = false;
    this.#sentBytes = 0;
    for (let { next } = this.#timers; next !== undefined && next.dueMs <= endMs; { next } = this.#timers) {
      const isLater = next.dueMs > this.#nowMs && next.dueMs > startMs;
      if (isLater && (next.owner !== 'media' || this.#needsWait())) break;
      if (!isLater && this.#isEventful && next.order > lastOrder) break;
      this.#timers.take();
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      if (next.owner !== 'media') this.#isEventful = true;
      runTimer(next);
    }
  }

  #needsWait(): boolean {
    return this.#isEventful || this.#sentBytes >= MEDIA_BATCH_BYTES;
  }
}

/** An exception of a timer is an uncaught one, as with the timers of the system, and the others continue. */
function runTimer({ callback }: Timer): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
