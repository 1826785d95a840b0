/** Time of one server: real, or virtual. */
import type { Clock } from '@rtms-mock/protocol';
import { systemClock, wallClockMs } from '../clock.js';
import { POSITIVE_DURATION } from '../input/kinds.js';
import { invalidField } from '../input/option-error.js';
import type { ServerSettings } from '../settings/settings.js';
import { VirtualClock, type Advanced } from '../time/virtual-clock.js';

/** Start of virtual time where ids are repeatable: 2026-01-01T00:00:00Z, in Unix milliseconds. */
const SEEDED_START_MS = 1767225600000;

/** Max duration of one call of `advance`, in milliseconds. */
const MAX_ADVANCE_MS = 24 * 60 * 60 * 1000;

/** The time of a server does not stand still, so it cannot be advanced. */
export class NotVirtualError extends Error {
  override readonly name = 'NotVirtualError';
}

/** Time of meetings. */
export interface ServerTime {
  /** Clock of the server. */
  readonly clock: Clock;
  /** The same clock for apps and tests. */
  readonly shown: Clock;
  /** The same clock, if time is virtual. */
  readonly virtual: VirtualClock | undefined;
}

/** Options that determine the time of a server. */
export interface TimeInput extends Pick<ServerSettings, 'time' | 'speed' | 'seed'> {
  /** A clock of the program. */
  readonly clock: Clock | undefined;
  /** Unix time at which real time was 0, in milliseconds. @default now */
  readonly originUnixMs?: number | undefined;
}

/**
 * Creates the time of a server.
 *
 * @param onJump called when the system's clock has jumped, with the difference in milliseconds
 * @param onError called for an unexpected exception
 */
export function createTime(
  { time, speed, seed, clock, originUnixMs }: TimeInput,
  onJump: (jumpMs: number) => void,
  onError: (error: unknown) => void,
): ServerTime {
  if (clock !== undefined) return { clock, shown: clock, virtual: undefined };
  if (time === 'real' && speed !== 'max') {
    const real = systemClock(speed, onJump, originUnixMs);
    return { clock: real, shown: real, virtual: undefined };
  }
  const virtual = new VirtualClock({
    startUnixMs: seed === undefined ? wallClockMs() : SEEDED_START_MS,
    onError,
  });
  return { clock: virtual, shown: virtual.forApps, virtual };
}

/**
 * Advances virtual time.
 *
 * @param by a duration such as `60s`, or milliseconds
 * @throws {OptionError} for another duration
 * @throws {NotVirtualError} if time is real, or advances by itself
 */
export function advanceTime(
  virtual: VirtualClock | undefined,
  speed: ServerSettings['speed'],
  by: unknown,
): Promise<Advanced> {
  const byMs = durationMs(by);
  if (virtual === undefined) {
    throw new NotVirtualError(
      "The time of this server is real; start it with --time virtual (time: 'virtual' in programs) to advance it.",
    );
  }
  if (speed === 'max') {
    throw new NotVirtualError(
      'The time of this server advances by itself, because its speed is max; leave --speed out to advance it.',
    );
  }
  return virtual.advance(byMs);
}

function durationMs(by: unknown): number {
  const reading = POSITIVE_DURATION.read(by);
  const ms = reading.ok ? reading.value : by;
  if (typeof ms === 'number' && ms > 0 && ms <= MAX_ADVANCE_MS) return ms;
  const found = by === undefined ? 'it is missing' : `found ${JSON.stringify(by)}`;
  throw invalidField('by', `must be a duration above 0, at most 24h, such as 500ms, 60s or 5m; ${found}`);
}

/**
 * Checks that the options of time go together.
 *
 * @throws {OptionError} if they contradict each other
 */
export function checkTime({ time, speed, clock }: Omit<TimeInput, 'seed'>): void {
  const isVirtual = time === 'virtual' || speed === 'max';
  if (isVirtual && clock !== undefined) {
    throw invalidField('clock', 'cannot be combined with virtual time, which has a clock of its own');
  }
  if (time === 'virtual' && typeof speed === 'number' && speed !== 1) {
    throw invalidField(
      'speed',
      `cannot be ${speed} in virtual time, which is advanced; with max it advances by itself`,
    );
  }
}
