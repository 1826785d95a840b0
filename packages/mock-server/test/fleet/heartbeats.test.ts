import { expect, test } from 'vitest';
import { Heartbeats, judgeSilence, judgeStart } from '../../src/fleet/heartbeats.js';
import { ManualClock } from '../../src/testing.js';

test('five questions in a row without an answer are a worker that hangs', () => {
  expect([0, 1, 4, 5].map((unanswered) => judgeSilence({ unanswered, lateMs: 20 }))).toEqual([
    { unanswered: 1, hangs: false },
    { unanswered: 2, hangs: false },
    { unanswered: 5, hangs: false },
    { unanswered: 6, hangs: true },
  ]);
});

test('if this process was late itself, counting starts anew', () => {
  expect(judgeSilence({ unanswered: 5, lateMs: 501 })).toEqual({ unanswered: 1, hangs: false });
  // The machine was asleep.
  expect(judgeSilence({ unanswered: 5, lateMs: 3_600_000 })).toEqual({ unanswered: 1, hangs: false });
});

test('60 s are a start that hangs, without the seconds in which this process was late', () => {
  const alone = { others: 0, lateMs: 20 };
  expect(judgeStart({ ...alone, seconds: 58 })).toEqual({ seconds: 59, hangs: false });
  expect(judgeStart({ ...alone, seconds: 59 })).toEqual({ seconds: 60, hangs: true });
  expect(judgeStart({ others: 0, seconds: 59, lateMs: 3_600_000 })).toEqual({ seconds: 59, hangs: false });
  // Fifteen others share the cores.
  expect(judgeStart({ others: 15, seconds: 133, lateMs: 20 })).toEqual({ seconds: 134, hangs: false });
  expect(judgeStart({ others: 15, seconds: 134, lateMs: 20 })).toEqual({ seconds: 135, hangs: true });
});

/** A clock that can stand still: a timer that became due meanwhile is late. */
class SleepyClock extends ManualClock {
  #sleptMs = 0;

  override now(): number {
    return super.now() + this.#sleptMs;
  }

  sleep(ms: number): void {
    this.#sleptMs += ms;
  }
}

test('a worker of a machine that was asleep has time to answer', () => {
  const clock = new SleepyClock();
  const hanging: string[] = [];
  let asked = 0;
  const ask = (): number => (asked += 1);
  const heartbeats = new Heartbeats<string>({
    clock,
    ask,
    onHang: (worker) => hanging.push(worker),
    onStuck: () => {},
  });
  heartbeats.add('1');
  clock.advance(5000);
  clock.sleep(60_000);
  clock.advance(1000);
  expect([asked, hanging]).toEqual([6, []]);
  clock.advance(4000);
  expect(hanging).toEqual([]);
  clock.advance(1000);
  expect(hanging).toEqual(['1']);
  // It is told once.
  clock.advance(10_000);
  expect(hanging).toEqual(['1']);
  heartbeats.close();
  expect(clock.pending).toBe(0);
});
