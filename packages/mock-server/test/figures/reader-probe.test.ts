import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { JournalRecorder } from '../../src/journal.js';
import type { MediaSocket } from '../../src/meetings/stream-sockets.js';
import type { Stream } from '../../src/meetings/stream.js';
import { randomSequence } from '../../src/random.js';
import { FigureBook } from '../../src/server/figures.js';
import { ReaderProbe } from '../../src/server/reader-probe.js';

/** A media socket, as far as it is probed, and the answers to its pings. */
function mediaSocket(stateName = 'streaming'): {
  readonly socket: MediaSocket;
  readonly pongs: (() => void)[];
} {
  const pongs: (() => void)[] = [];
  const channel = { socket: { ping: (onPong: () => void) => pongs.push(onPong) } };
  const probed: unknown = { stateName, channel };
  return { socket: probed as MediaSocket, pongs };
}

test('the lag is the time until the answer, or as long as there is none', () => {
  const clock = new ManualClock();
  const probe = new ReaderProbe(clock, () => 0);
  const { socket, pongs } = mediaSocket();
  expect(probe.lagMs(socket)).toBe(0);
  probe.ping([socket]);
  clock.advance(40);
  pongs[0]?.();
  clock.advance(5000);
  expect(probe.lagMs(socket)).toBe(40);
  probe.ping([socket]);
  clock.advance(30);
  expect(probe.lagMs(socket)).toBe(40);
  clock.advance(1970);
  expect(probe.lagMs(socket)).toBe(2000);
  // One ping at a time.
  probe.ping([socket]);
  clock.advance(1000);
  expect(pongs).toHaveLength(2);
});

test('sockets that media does not flow on are not pinged', () => {
  const clock = new ManualClock();
  const { socket, pongs } = mediaSocket('awaiting-ready');
  new ReaderProbe(clock, () => 0).ping([socket]);
  clock.advance(1000);
  expect(pongs).toHaveLength(0);
});

test('many sockets are pinged in portions, within a second, and in turn', () => {
  const clock = new ManualClock();
  const probe = new ReaderProbe(clock, () => 0);
  const all = Array.from({ length: 1500 }, () => mediaSocket());
  const sockets = all.map(({ socket }) => socket);
  const pinged = (): number => all.filter(({ pongs }) => pongs.length > 0).length;
  probe.ping(sockets);
  clock.advance(0);
  expect(pinged()).toBe(25);
  clock.advance(1000);
  expect(pinged()).toBe(1000);
  for (const { pongs } of all) for (const pong of pongs) pong();
  probe.ping(sockets);
  clock.advance(1000);
  expect(pinged()).toBe(1500);
  expect(all.map(({ pongs }) => pongs.length).reduce((a, b) => a + b)).toBe(2000);
});

test('an app that is busy 600 ms of each second is met in all its phases', () => {
  const clock = new ManualClock();
  const probe = new ReaderProbe(clock, randomSequence(7, 'probe'));
  const pending: (() => void)[] = [];
  const channel = { socket: { ping: (onPong: () => void) => pending.push(onPong) } };
  const probed: unknown = { stateName: 'streaming', channel };
  const socket = probed as MediaSocket;
  const lags: number[] = [];
  for (let second = 0; second < 300; second += 1) {
    if (second > 0) lags.push(probe.lagMs(socket));
    probe.ping([socket]);
    for (let ms = 0; ms < 1000; ms += 20) {
      clock.advance(20);
      if (ms >= 600) for (const pong of pending.splice(0)) pong();
    }
  }
  const share = (isOne: (lag: number) => boolean): number => lags.filter(isOne).length / lags.length;
  expect(share((lag) => lag <= 20)).toBeGreaterThan(0.2);
  expect(share((lag) => lag > 20 && lag <= 300)).toBeGreaterThan(0.15);
  expect(share((lag) => lag > 300)).toBeGreaterThan(0.15);
});

test('a long answer counts although a short one follows before the figures are read', () => {
  const clock = new ManualClock();
  const phases = [0, 0.9, 0.1];
  const probe = new ReaderProbe(clock, () => phases.shift() ?? 0);
  const { socket, pongs } = mediaSocket();
  probe.ping([socket]);
  clock.advance(10);
  pongs[0]?.();
  clock.advance(990);
  probe.ping([socket]);
  clock.advance(1000);
  probe.ping([socket]);
  clock.advance(50);
  pongs[1]?.();
  clock.advance(50);
  pongs[2]?.();
  clock.advance(900);
  expect([pongs.length, probe.lagMs(socket)]).toEqual([3, 150]);
});

test('an answer counts for two minutes', () => {
  const clock = new ManualClock();
  const probe = new ReaderProbe(clock, () => 0);
  const { socket, pongs } = mediaSocket();
  probe.ping([socket]);
  clock.advance(300);
  pongs[0]?.();
  clock.advance(120_000);
  expect(probe.lagMs(socket)).toBe(300);
  clock.advance(1);
  expect(probe.lagMs(socket)).toBe(0);
});

test('calls while time stands still ping a socket once', () => {
  const clock = new ManualClock();
  const phases = [0.1, 0.4, 0.7, 0];
  const probe = new ReaderProbe(clock, () => phases.shift() ?? 0);
  const { socket, pongs } = mediaSocket();
  for (let call = 0; call < 3; call += 1) probe.ping([socket]);
  for (let ms = 0; ms < 1000; ms += 100) {
    clock.advance(100);
    for (const pong of pongs) pong();
  }
  expect(pongs).toHaveLength(1);
  probe.ping([socket]);
  clock.advance(1000);
  expect(pongs).toHaveLength(2);
});

test('the lag of each call is counted until the figures are cleared, an answer with the next call', () => {
  const clock = new ManualClock();
  const book = new FigureBook(new JournalRecorder(clock), clock, () => 0);
  const pongs: (() => void)[] = [];
  const channel = { socket: { ping: (onPong: () => void) => pongs.push(onPong) } };
  const stream: unknown = { mediaConnections: [{ stateName: 'streaming', channel, bufferedBytes: 0 }] };
  const streams = [stream as Stream];
  expect(book.countLag(streams)).toMatchObject({ count: 1, sumMs: 0 });
  clock.advance(40);
  pongs[0]?.();
  clock.advance(15_000);
  expect(book.countLag(streams)).toMatchObject({ count: 2, sumMs: 40 });
  book.clear();
  expect(book.countLag([])).toMatchObject({ count: 0, sumMs: 0 });
});
