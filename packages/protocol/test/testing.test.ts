import { describe, expect, test } from 'vitest';
import { ManualClock, memorySocketPair } from '../src/testing.js';

describe('ManualClock', () => {
  test('stands still until advance is called', () => {
    const clock = new ManualClock(1000);
    expect([clock.now(), clock.unixMs()]).toStrictEqual([0, 1000]);
    clock.advance(2.5);
    expect([clock.now(), clock.unixMs()]).toStrictEqual([2.5, 1003]);
  });

  test('runs due timers in order of time, then of creation', () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.after(20, () => ran.push('late'));
    clock.after(10, () => ran.push(`first at ${clock.now()}`));
    clock.after(10, () => ran.push('second'));
    clock.after(-5, () => ran.push(`overdue at ${clock.now()}`));
    expect(ran).toStrictEqual([]);
    clock.advance(10);
    expect(ran).toStrictEqual(['overdue at 0', 'first at 10', 'second']);
    expect(clock.pending).toBe(1);
  });

  test('a repeating timer runs as often as the time allows, without drift', () => {
    const clock = new ManualClock();
    const at: number[] = [];
    const tick = (): void => {
      at.push(clock.now());
      clock.after(20, tick);
    };
    clock.after(20, tick);
    clock.advance(100);
    expect(at).toStrictEqual([20, 40, 60, 80, 100]);
  });

  test('a cancelled timer does not run, and cancelling twice has no effect', () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    const cancel = clock.after(10, () => ran.push('cancelled'));
    clock.after(10, () => ran.push('kept'));
    cancel();
    cancel();
    clock.advance(10);
    expect(ran).toStrictEqual(['kept']);
  });
});

describe('memorySocketPair', () => {
  test('one end receives the frames that the other sends', () => {
    const [left, right] = memorySocketPair();
    const heard: unknown[] = [];
    right.onMessage((data) => heard.push(data));
    left.send('one');
    left.send('two');
    expect(heard).toStrictEqual(['one', 'two']);
    expect(right.received).toStrictEqual(['one', 'two']);
    expect(left.received).toStrictEqual([]);
  });

  test('closing notifies both ends once, and nothing is sent afterwards', () => {
    const [left, right] = memorySocketPair();
    const closes: [string, number, string][] = [];
    left.onClose((code, reason) => closes.push(['left', code, reason]));
    right.onClose((code, reason) => closes.push(['right', code, reason]));
    right.close(1001, 'away');
    right.close();
    left.terminate();
    left.send('too late');
    expect(closes.toSorted(([a], [b]) => a.localeCompare(b))).toStrictEqual([
      ['left', 1001, 'away'],
      ['right', 1001, 'away'],
    ]);
    expect(left.closed).toStrictEqual({ code: 1001, reason: 'away' });
    expect(right.received).toStrictEqual([]);
  });

  test('the default is a normal close; a cut connection has code 1006', () => {
    const [left, right] = memorySocketPair();
    left.close();
    expect(right.closed).toStrictEqual({ code: 1000, reason: '' });
    const [one, other] = memorySocketPair();
    one.terminate();
    expect(other.closed?.code).toBe(1006);
  });

  test('bytes for a stalled peer are counted as buffered', () => {
    const [left, right] = memorySocketPair();
    left.send('before');
    left.stall();
    left.send('12345');
    left.send('ü');
    expect(right.received).toStrictEqual(['before']);
    expect(left.bufferedBytes).toBe(7);
  });
});
