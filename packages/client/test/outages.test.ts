import { ManualClock } from '@rtms-mock/protocol/testing';
import { expect, test } from 'vitest';
import { Outages } from '../src/connection/outages.js';

function outages() {
  const clock = new ManualClock();
  return { clock, outages: new Outages(clock) };
}

test('an outage lasts from the first loss until all is open', () => {
  const { clock, outages: current } = outages();
  expect([current.isAny, current.end()]).toEqual([false, undefined]);
  current.mediaLost();
  clock.advance(300);
  current.mediaLost();
  clock.advance(200);
  expect(current.isAny).toBe(true);
  expect(current.end()).toEqual({ part: 'media', afterMs: 500 });
  expect(current.isAny).toBe(false);
});

test('signaling that is lost again before all is open continues the series', () => {
  const { clock, outages: current } = outages();
  const first = current.signalingLost();
  clock.advance(1000);
  current.signalingOpen(2);
  const second = current.signalingLost();
  expect(first).toMatchObject({ isNew: true, series: { failures: 0, shortLived: 0 } });
  expect(second).toEqual({
    isNew: false,
    series: { kind: 'signaling', sinceMs: first.series.sinceMs, failures: 3, shortLived: 0 },
  });
});

test('signaling that was open for a moment only counts against the next attempt', () => {
  const { clock, outages: current } = outages();
  current.signalingLost();
  current.end();
  clock.advance(10);
  expect(current.signalingLost()).toMatchObject({ isNew: true, series: { failures: 0, shortLived: 1 } });
});

test('the loss of signaling takes over from that of media, and only media can be given up', () => {
  const { outages: current } = outages();
  current.mediaLost();
  expect(current.signalingLost().isNew).toBe(true);
  current.mediaGivenUp();
  expect(current.isAny).toBe(true);
  current.clear();
  current.mediaLost();
  current.mediaGivenUp();
  expect(current.isAny).toBe(false);
});
