import type { Clock } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { systemClock, withRealTimeFloor } from '../../src/clock.js';
import { KeepAlive } from '../../src/sockets/keep-alive.js';
import { maxBurstMs } from '../../src/media/delivery/lanes/late-frames.js';
import { TestCore } from '../support/test-core.js';

describe('durations with a floor in real time', () => {
  test.each([
    [undefined, 30_000, 30_000],
    [1, 30_000, 30_000],
    [0.5, 30_000, 30_000],
    [2, 30_000, 30_000],
    [10, 30_000, 100_000],
    [50, 30_000, 500_000],
    [50, 1000, 50_000],
  ])('at speed %s, %s ms take %s ms of meeting time', (speed, durationMs, expected) => {
    expect(withRealTimeFloor(speed === undefined ? {} : { speed }, durationMs)).toBe(expected);
  });

  test('the system clock has its speed, a clock that is turned by hand has none', () => {
    expect(systemClock(50).speed).toBe(50);
    expect(maxBurstMs(systemClock(100))).toBe(200_000);
    const manual: Clock = new ManualClock();
    expect(manual.speed).toBeUndefined();
    expect(maxBurstMs(manual)).toBe(10_000);
  });
});

/** A clock that is turned by hand and says that its time runs faster than real time. */
class FastClock extends ManualClock {
  readonly speed = 50;
}

describe('at speed 50', () => {
  test.each([
    ['the app does not connect', 60_000, async () => {}],
    [
      'the media socket is lost',
      30_000,
      async (core: TestCore, meeting: Awaited<ReturnType<TestCore['startMeeting']>>) => {
        const signaling = core.joinSignaling(meeting);
        const media = core.joinMedia(meeting, { media_type: 8 });
        await core.ready(signaling, meeting);
        media.socket.terminate();
      },
    ],
    [
      'signaling is lost',
      60_000,
      async (core: TestCore, meeting: Awaited<ReturnType<TestCore['startMeeting']>>) => {
        core.joinSignaling(meeting).socket.terminate();
      },
    ],
  ] as const)('a stream waits for 10 s of real time when %s', async (_, limitMs, lose) => {
    const core = new TestCore({ keepAliveMs: 10_000_000 }, new FastClock());
    const meeting = await core.startMeeting();
    await lose(core, meeting);
    core.clock.advance(limitMs + 1000);
    expect(meeting.state).not.toBe('terminated');
    core.clock.advance(500_000 - limitMs - 2000);
    expect(meeting.state).not.toBe('terminated');
    core.clock.advance(1000);
    expect(meeting.state).toBe('terminated');
  });

  test('a socket has 10 s of real time for its handshake', () => {
    const core = new TestCore({}, new FastClock());
    const peer = core.dialSignaling();
    core.clock.advance(499_999);
    expect(peer.socket.closed).toBeUndefined();
    core.clock.advance(1);
    expect(peer.socket.closed).toMatchObject({ code: 1000, reason: 'Handshake timeout' });
  });

  test('keep-alives are a second of real time apart', () => {
    const clock = new FastClock();
    let pings = 0;
    const peer = { ping: () => (pings += 1), onDead: () => {} };
    new KeepAlive(clock, peer, { intervalMs: 5000 }).start();
    clock.advance(49_999);
    expect(pings).toBe(0);
    clock.advance(1);
    expect(pings).toBe(1);
  });
});
