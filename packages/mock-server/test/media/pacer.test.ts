import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { Pacer, type Lane, type LaneOptions } from '../../src/media/pacer.js';

/** Options of a lane that must not fail. */
function alone(pacer: Pacer): LaneOptions {
  return { group: pacer.newGroup(), onFailure: rethrow };
}

function rethrow(error: unknown): never {
  throw error;
}

/** A periodic lane that records its runs. */
function everyMs(intervalMs: number, note: (dueMs: number) => void, firstMs = intervalMs): Lane {
  return {
    dueMs: firstMs,
    run(nowMs) {
      while (this.dueMs <= nowMs) {
        note(this.dueMs);
        this.dueMs += intervalMs;
      }
    },
  };
}

describe('the pacer', () => {
  test('runs lanes in the order of their deadlines, whatever the order in which they were added', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    const dues: number[] = [];
    for (const interval of [70, 20, 50, 30, 110]) {
      pacer.add(
        everyMs(interval, (dueMs) => dues.push(dueMs)),
        alone(pacer),
      );
    }
    clock.advance(110);
    expect(dues).toEqual([20, 30, 40, 50, 60, 60, 70, 80, 90, 100, 100, 110]);
  });

  test('runs a thousand lanes with different deadlines, each at its rate', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    const counts = Array.from({ length: 1000 }, () => 0);
    const timesOf = (lane: number): { interval: number; first: number } => ({
      interval: 20 + (lane % 37),
      first: 1 + (lane % 101),
    });
    for (const lane of counts.keys()) {
      const { interval, first } = timesOf(lane);
      const note = (): void => {
        counts[lane] = (counts[lane] ?? 0) + 1;
      };
      pacer.add(everyMs(interval, note, first), alone(pacer));
    }
    clock.advance(1000);
    const expected = Array.from(counts.keys(), timesOf).map(
      ({ interval, first }) => Math.floor((1000 - first) / interval) + 1,
    );
    expect(counts).toEqual(expected);
  });

  test('a lane that another lane cancels at the same deadline does not run', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    const ran: string[] = [];
    pacer.add(
      everyMs(20, () => {
        ran.push('first');
        second.cancel();
      }),
      alone(pacer),
    );
    const second = pacer.add(
      everyMs(20, () => ran.push('second')),
      alone(pacer),
    );
    clock.advance(40);
    expect(ran).toEqual(['first', 'first']);
  });

  test('a lane without a deadline does not run', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    let runs = 0;
    const lane: Lane = {
      dueMs: 10,
      run() {
        runs += 1;
        this.dueMs = Infinity;
      },
    };
    pacer.add(lane, alone(pacer));
    clock.advance(1000);
    expect(runs).toBe(1);
  });

  test('a lane that throws is reported once and removed; the others continue', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    const failures: unknown[] = [];
    const ran: number[] = [];
    const broken: Lane = {
      dueMs: 20,
      run: () => {
        throw new Error('the disk is gone');
      },
    };
    pacer.add(broken, { group: pacer.newGroup(), onFailure: (error) => failures.push(error) });
    pacer.add(
      everyMs(20, (dueMs) => ran.push(dueMs)),
      alone(pacer),
    );
    clock.advance(60);
    expect(failures).toEqual([new Error('the disk is gone')]);
    expect(ran).toEqual([20, 40, 60]);
  });

  test('runs the lanes of a group together, flushes it, and only then runs the next group', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    const order: string[] = [];
    const [first, second] = [pacer.newGroup(), pacer.newGroup()];
    const ends = new Map(
      [first, second].map((group) => [group, { flush: () => void order.push(`flush ${group}`) }]),
    );
    for (const [name, group] of [
      ['audio', first],
      ['audio', second],
      ['video', first],
      ['video', second],
    ] as const) {
      const lane = everyMs(20, () => {
        order.push(`${name} ${group}`);
        pacer.afterGroup(ends.get(group)!);
      });
      pacer.add(lane, { group, onFailure: rethrow });
    }
    clock.advance(20);
    expect(order).toEqual(['audio 1', 'video 1', 'flush 1', 'audio 2', 'video 2', 'flush 2']);
  });

  test('when the flush of a group fails, its lane is removed and the other groups are flushed', () => {
    const clock = new ManualClock();
    const pacer = new Pacer(clock);
    const failures: unknown[] = [];
    const written: number[] = [];
    pacer.add(
      everyMs(20, () => {
        pacer.afterGroup({
          flush: () => {
            throw new Error('no socket');
          },
        });
      }),
      { group: pacer.newGroup(), onFailure: (error) => failures.push(error) },
    );
    pacer.add(
      everyMs(20, (dueMs) => pacer.afterGroup({ flush: () => void written.push(dueMs) })),
      alone(pacer),
    );
    clock.advance(40);
    expect(failures).toEqual([new Error('no socket')]);
    expect(written).toEqual([20, 40]);
  });

  test('flushes immediately when nothing is running', () => {
    let calls = 0;
    new Pacer(new ManualClock()).afterGroup({
      flush: () => {
        calls += 1;
      },
    });
    expect(calls).toBe(1);
  });
});
