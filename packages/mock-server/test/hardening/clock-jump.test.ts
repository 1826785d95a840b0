import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { guardedClock } from '../../src/guard.js';
import { startMockServer, type Logger } from '../../src/index.js';
import { MeetingTimeline } from '../../src/meetings/meeting-timeline.js';

afterEach(() => vi.restoreAllMocks());

const HOUR_MS = 3_600_000;

/** The clocks of the system: the time of day, and the time since the start of the process. */
function systemTime() {
  let unixMs = 1_767_225_600_000;
  let elapsedMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => unixMs);
  vi.spyOn(performance, 'now').mockImplementation(() => elapsedMs);
  return {
    pass: (ms: number) => {
      unixMs += ms;
      elapsedMs += ms;
    },
    jump: (ms: number) => {
      unixMs += ms;
    },
    unixMs: () => unixMs,
  };
}

test.each([HOUR_MS, -HOUR_MS])('timestamps follow a jump of %i ms, and media continues evenly', (jumpMs) => {
  const time = systemTime();
  const onJump = vi.fn();
  const clock = systemClock(1, onJump);
  const timeline = new MeetingTimeline(guardedClock(clock, () => {}));
  time.pass(5000);
  expect(timeline.unixMsAt(timeline.positionNowMs)).toBe(time.unixMs());

  time.jump(jumpMs);
  time.pass(1000);

  expect(clock.now()).toBe(6000);
  expect(clock.unixMs()).toBe(time.unixMs());
  expect(timeline.unixMsAt(timeline.positionNowMs)).toBe(time.unixMs());
  time.pass(5000);
  expect(clock.unixMs()).toBe(time.unixMs());
  expect(onJump.mock.calls).toEqual([[jumpMs]]);

  // A meeting that begins after the jump.
  const later = new MeetingTimeline(clock);
  expect(later.unixMsAt(later.positionNowMs)).toBe(time.unixMs());
});

test('a small correction of the clock is no jump, and faster meetings keep their own time', () => {
  const time = systemTime();
  const onJump = vi.fn();
  const clock = systemClock(10, onJump);
  const startUnixMs = clock.unixMs();
  time.jump(900);
  time.pass(2000);
  expect(clock.unixMs()).toBe(startUnixMs + 20_000);
  expect(onJump).not.toHaveBeenCalled();
  time.jump(HOUR_MS);
  time.pass(2000);
  expect(clock.unixMs()).toBe(startUnixMs + 40_000 + HOUR_MS + 900);
  expect(onJump).toHaveBeenCalledOnce();
});

test('a server logs a jump of the clock once', async () => {
  const lines: string[] = [];
  const logger: Logger = { log: (level, message) => void lines.push(`${level}: ${message}`) };
  const realNow = Date.now.bind(Date);
  await using server = await startMockServer({ port: 0, mediaPort: 0, logger });
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + HOUR_MS);
  await expect.poll(() => server.clock.unixMs() - realNow()).toBeGreaterThan(HOUR_MS - 5000);
  expect(lines.filter((line) => line.includes('jumped'))).toEqual([
    "warn: The system's clock has jumped forward by 3600 s. Timestamps follow it; media continues.",
  ]);
});
